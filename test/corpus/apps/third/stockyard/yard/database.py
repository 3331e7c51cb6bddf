from bson import ObjectId
from bson.errors import InvalidId
from flask import current_app
from pymongo import MongoClient, ReturnDocument


class BadKey(Exception):
    pass


def connect(app):
    settings = {k: v for k, v in app.config["MONGO"].items() if v}
    app.extensions["yard"] = MongoClient(**settings).stockyard


class _Collections:
    def __getattr__(self, name):
        return current_app.extensions["yard"][name]


db = _Collections()


def key(text):
    try:
        return ObjectId(text)
    except (InvalidId, TypeError):
        raise BadKey(text)


def sequence(name):
    row = db.sequences.find_one_and_update({"_id": name}, {"$inc": {"last": 1}}, upsert=True, return_document=ReturnDocument.AFTER)
    return row["last"]
