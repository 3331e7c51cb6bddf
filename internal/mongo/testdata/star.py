"""Names that "import *" brings."""
from lab import arg
from mongoengine import *
from pymongo import *
from bson import *


class Note(Document):
    text = StringField()


Note.objects(text=arg("t")).first()
MongoClient().shop.notes.find_one(ObjectId(arg("id")))
#> unknown notes.find_one read one filter=unknown@query.id
