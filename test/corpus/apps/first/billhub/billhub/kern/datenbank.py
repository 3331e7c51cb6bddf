import os

import pymongo

klient = pymongo.MongoClient(os.getenv("BILLHUB_MONGO", "mongodb://127.0.0.1:27017"), serverSelectionTimeoutMS=2000)
db = klient["billhub"]


def indizes_anlegen():
    db.konten.create_index("email", unique=True)
    db.rechnungen.create_index([("konto_id", 1), ("nummer", -1)])
    db.kunden.create_index("email")


def naechste_nummer(konto_id):
    zaehler = db.zaehler.find_one_and_update(
        {"_id": konto_id}, {"$inc": {"stand": 1}}, upsert=True,
        return_document=pymongo.ReturnDocument.AFTER)
    return zaehler["stand"]
