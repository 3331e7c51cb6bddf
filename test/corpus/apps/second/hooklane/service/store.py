import os

from pymongo import ASCENDING, MongoClient

mongo = MongoClient(
    os.environ.get("HOOKLANE_DB", "mongodb://localhost:27017"),
    tls=True,
    tlsAllowInvalidCertificates=True,
    connect=False,
)
db = mongo.hooklane


def prepare():
    db.clients.create_index("key_hash", unique=True)
    db.parcels.create_index([("client", ASCENDING), ("created", ASCENDING)])
    db.parcels.create_index("number", unique=True)
    db.events.create_index("parcel")
