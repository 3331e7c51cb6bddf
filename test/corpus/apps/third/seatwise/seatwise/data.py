import os

from bson import ObjectId
from flask import abort, g
from pymongo import MongoClient

_client = MongoClient(os.environ.get("SEATWISE_MONGO", "mongodb://localhost:27017"), tls=os.environ.get("SEATWISE_TLS") == "1")
database = _client.seatwise

database.desks.create_index([("org", 1), ("floor", 1)])
database.bookings.create_index([("org", 1), ("day", 1)])
database.people.create_index([("org", 1), ("email", 1)], unique=True)


class Scoped:
    """A collection as one organisation sees it."""

    def __init__(self, name):
        self.collection = database[name]

    def _mine(self, query):
        return {**query, "org": g.claims["org"]}

    def find(self, query=None, *args, **kwargs):
        return self.collection.find(self._mine(query or {}), *args, **kwargs)

    def one(self, query, *args, **kwargs):
        found = self.collection.find_one(self._mine(query), *args, **kwargs)
        return found or abort(404)

    def add(self, doc):
        return self.collection.insert_one({**doc, "org": g.claims["org"]}).inserted_id

    def change(self, query, update):
        return self.collection.update_one(self._mine(query), update).matched_count

    def drop(self, query):
        return self.collection.delete_one(self._mine(query)).deleted_count


def oid(text):
    return ObjectId(text) if ObjectId.is_valid(text) else abort(404)


desks, rooms, reservations, people = Scoped("desks"), Scoped("rooms"), Scoped("bookings"), Scoped("people")
