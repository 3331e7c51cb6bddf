from __future__ import annotations

from datetime import datetime, timezone
from uuid import uuid4

from pymongo import MongoClient

from coinjar.domain.entities import Holder, Jar, Transfer


class Repository:
    name: str
    entity: type

    def __init__(self, database):
        self.collection = database[self.name]

    def build(self, doc):
        if doc is None:
            return None
        doc = dict(doc)
        doc["id"] = doc.pop("_id")
        return self.entity(**{k: v for k, v in doc.items() if k in self.entity.__dataclass_fields__})

    def by_id(self, identifier: str):
        return self.build(self.collection.find_one({"_id": identifier}))

    def add(self, **values):
        values["_id"] = uuid4().hex
        self.collection.insert_one(values)
        return values["_id"]


class Holders(Repository):
    name, entity = "holders", Holder

    def by_handle(self, handle):
        return self.build(self.collection.find_one({"handle": handle}))

    def by_recovery(self, handle, phrase):
        return self.build(self.collection.find_one({"handle": handle, "recovery": phrase}))

    def patch(self, holder, values):
        self.collection.update_one({"_id": holder}, {"$set": values})

    def rename(self, holder, handle):
        self.collection.update_one({"_id": holder}, {"$set": {"handle": handle}})

    def page(self, number, size):
        cursor = self.collection.find({}, {"password": 0, "recovery": 0}).skip(number * size).limit(size)
        return [self.build({**d, "password": ""}) for d in cursor]

    def set_limit(self, holder, limit):
        self.collection.update_one({"_id": holder}, {"$set": {"limit": limit}})


class Jars(Repository):
    name, entity = "jars", Jar

    def __init__(self, database):
        super().__init__(database)
        self.collection.create_index("holder")

    def of(self, holder):
        return [self.build(d) for d in self.collection.find({"holder": holder}).limit(50)]

    def watched_by(self, holder):
        return [self.build(d) for d in self.collection.find({"watchers": holder}).limit(50)]

    def retitle(self, jar, title):
        self.collection.update_one({"_id": jar}, {"$set": {"title": title}})

    def watch(self, jar, watcher):
        self.collection.update_one({"_id": jar}, {"$addToSet": {"watchers": watcher}})

    def remove(self, jar, holder):
        return self.collection.delete_one({"_id": jar, "holder": holder, "balance": 0}).deleted_count

    def move(self, source, target, amount):
        taken = self.collection.update_one({"_id": source, "balance": {"$gte": amount}}, {"$inc": {"balance": -amount}})
        if taken.modified_count:
            self.collection.update_one({"_id": target}, {"$inc": {"balance": amount}})
        return bool(taken.modified_count)

    def top_up(self, jar, amount):
        self.collection.update_one({"_id": jar}, {"$inc": {"balance": amount}})

    def matching(self, holder, criteria):
        query = {"$and": [{"holder": holder}, criteria]}
        return [self.build(d) for d in self.collection.find(query).limit(50)]

    def in_currencies(self, holder, currencies):
        query = {"holder": holder, "currency": {"$in": [str(c) for c in currencies]}}
        return [self.build(d) for d in self.collection.find(query).limit(50)]


class Transfers(Repository):
    name, entity = "transfers", Transfer

    def of_jar(self, jar):
        query = {"$or": [{"source": jar}, {"target": jar}]}
        return [self.build(d) for d in self.collection.find(query).sort("at", -1).limit(100)]

    def statement(self, jar, since, account):
        query = {"$or": [{"source": jar}, {"target": jar}], "at": {"$gte": since}}
        return [self.build(d) for d in self.collection.find(query)]

    def record(self, source, target, amount, memo):
        return self.add(source=source, target=target, amount=amount, memo=memo, at=datetime.now(timezone.utc))


class Sessions:
    def __init__(self, database):
        self.collection = database.sessions
        self.collection.create_index("until", expireAfterSeconds=0)

    def open(self, holder, digest, until):
        self.collection.insert_one({"_id": digest, "holder": holder, "until": until})

    def holder_of(self, digest):
        row = self.collection.find_one({"_id": digest, "until": {"$gt": datetime.now(timezone.utc)}})
        return row and row["holder"]


class Storage:
    def __init__(self, uri):
        database = MongoClient(uri, tz_aware=True).get_default_database()
        self.holders, self.jars = Holders(database), Jars(database)
        self.transfers, self.sessions = Transfers(database), Sessions(database)
