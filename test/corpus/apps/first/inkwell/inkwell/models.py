from datetime import datetime

from flask_login import UserMixin
from werkzeug.security import check_password_hash, generate_password_hash

from . import db, login_manager


class User(db.Document, UserMixin):
    username = db.StringField(required=True, unique=True, max_length=40)
    email = db.EmailField(required=True)
    password_hash = db.StringField()
    bio = db.StringField(max_length=500)
    website = db.URLField()
    newsletter = db.BooleanField(default=True)
    role = db.StringField(choices=("reader", "author", "admin"), default="reader")
    api_key = db.StringField()

    meta = {"collection": "users", "indexes": ["email", "api_key"]}

    def set_password(self, raw):
        self.password_hash = generate_password_hash(raw)

    def check_password(self, raw):
        return check_password_hash(self.password_hash, raw)

    def card(self):
        return {"username": self.username, "bio": self.bio, "website": self.website}


@login_manager.user_loader
def load_user(user_id):
    return User.objects(id=user_id).first()


class Comment(db.EmbeddedDocument):
    cid = db.StringField(required=True)
    author = db.ReferenceField(document_type=User)
    text = db.StringField(max_length=2000)
    at = db.DateTimeField(default=datetime.utcnow)


class Post(db.Document):
    title = db.StringField(required=True, max_length=200)
    slug = db.StringField(unique=True)
    body = db.StringField()
    author = db.ReferenceField(document_type=User)
    status = db.StringField(choices=("pending", "published", "removed"), default="pending")
    featured = db.BooleanField(default=False)
    views = db.IntField(default=0)
    tags = db.ListField(field=db.StringField(max_length=30))
    comments = db.EmbeddedDocumentListField(document_type=Comment)
    published_at = db.DateTimeField()

    meta = {"indexes": ["slug", "-published_at"]}

    def brief(self):
        return {"title": self.title, "slug": self.slug, "views": self.views}


class Draft(db.Document):
    author = db.ReferenceField(document_type=User, required=True)
    title = db.StringField(max_length=200)
    body = db.StringField()
    updated = db.DateTimeField(default=datetime.utcnow)

    meta = {"indexes": [("author", "-updated")]}


class Media(db.Document):
    owner = db.ReferenceField(document_type=User, required=True)
    name = db.StringField()
    source = db.StringField()
    data = db.BinaryField()
