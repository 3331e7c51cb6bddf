"""Receivers of which nothing is known but how the source spells them."""
from lab import body, args, arg, me, sink

# Names that only a collection has.
current_app.db.orders.find_one({"_id": arg("id")})
#> unknown orders.find_one read one filter={_id:text@query.id}
db.orders.insert_one(body())
#> unknown orders.insert_one insert one document=any@body
get_db().orders.update_one({"a": 1}, {"$set": {"b": 1}})
#> unknown orders.update_one update one filter={a:1} update={$set:{b:1}}
repository.orders_collection.delete_one({"a": 1})
#> unknown orders.delete_one delete one filter={a:1}
repository.collection.find_one({"a": 1})
#> unknown .find_one read one filter={a:1}
repository.find_one({"a": 1})
#> unknown .find_one read one filter={a:1}
mongo.db.users.find_one_or_404({"a": 1})
#> unknown users.find_one_or_404 read one filter={a:1}
db["orders"].count_documents({})
#> unknown orders.count_documents count filter={}
current_app.db["orders"].find_one({"a": 1})
#> unknown orders.find_one read one filter={a:1}
current_app.db[arg("c")].find_one({"a": 1})
#> unknown <text@query.c>.find_one read one filter={a:1}
current_app.extensions["mongodb"].orders.delete_many({})
#> unknown orders.delete_many delete filter={}
db.orders.create_index([("owner", 1)])
#> unknown orders.create_index index keys=[[owner 1]]
db.orders.bulk_write(body())
#> unknown orders.bulk_write bulk document=any@body
sink(db.orders.find_one({"owner": me()["sub"]}))
#> unknown orders.find_one read one owned filter={owner:unknown@token.sub}
#> sink null or document@orders!own

# Names that others have too.
db.orders.find({"a": 1}).sort("x").limit(3)
#> unknown orders.find read filter={a:1} sort=x limit=3
db.orders.find()
#> unknown orders.find read
mongo.db.orders.aggregate([{"$match": {"a": arg("a")}}])
#> unknown orders.aggregate aggregate filter={a:text@query.a} pipeline=[{$match:{a:text@query.a}}]
db.orders.update({"a": 1}, {"$set": {"b": 1}}, multi=True)
#> unknown orders.update update filter={a:1} update={$set:{b:1}} multi:True
db.orders.remove({"a": 1})
#> unknown orders.remove delete filter={a:1}
db.orders.insert({"a": 1})
#> unknown orders.insert insert one document={a:1}
db.orders.save(body())
#> unknown orders.save replace one filter={_id:any@body._id} document=any@body
db.orders.distinct("name", {"a": 1})
#> unknown orders.distinct distinct filter={a:1} distinct=name
db.orders.count()
#> unknown orders.count count
db.orders.drop()
#> unknown orders.drop drop
db.command("ping")
#> unknown .command command command=ping
repository.orders.find({"a": 1})
#> unknown orders.find read filter={a:1}

# What they are of others.
widget.find("div", {"class": "a"})
widget.config.update({"a": 1})
widget.headers.update({"a": 1})
widget.items.remove(3)
widget.name.count("a")
widget.find({"a": 1})
session.query.distinct("a")
db.session.query.count()
widget.save()
widget.command("ls")
widget.update(body())


class Orders:
    def __init__(self, db):
        self.collection = db["orders"]
        self.items = db.items

    def one(self, id):
        return self.collection.find_one({"_id": id})
        #> unknown orders.find_one read one filter={_id:text@query.id}

    def all(self):
        return list(self.items.find({"a": 1}))
        #> unknown items.find read filter={a:1}


def view_repository():
    orders = Orders(current_app.database)
    orders.one(arg("id"))
    orders.all()


for n in db.list_collection_names():
#> unknown .list_collection_names command command=listCollections
    db.get_collection(n).find({"a": 1})
    #> unknown <text@>.find read filter={a:1}


def view_dynamic():
    db[arg("c")].find({"a": 1})
    #> unknown <text@query.c>.find read filter={a:1}
    thing.db[arg("c")].find_one({"a": 1})
    #> unknown <text@query.c>.find_one read one filter={a:1}
    thing[arg("c")].find({"a": 1})
    users_collection.find({"a": 1})
    #> unknown users.find read filter={a:1}


from database import db as other_db
from somewhere import helper
other_db.orders.find_one({"_id": arg("id")})
#> unknown orders.find_one read one filter={_id:text@query.id}
other_db.orders.find({"a": 1})
#> unknown orders.find read filter={a:1}
helper.find({"a": 1})


def view_plural(users, text):
    customers.find({"a": 1})
    #> unknown customers.find read filter={a:1}
    customers.update({"a": 1}, {"$set": {"b": 1}})
    #> unknown customers.update update one filter={a:1} update={$set:{b:1}}
    customers.update({"a": 1})
    customers.remove({"a": 1})
    customers.aggregate([{"$match": {"a": 1}}])
    #> unknown customers.aggregate aggregate filter={a:1} pipeline=[{$match:{a:1}}]
    text.find("a")
    customers.find("a")
