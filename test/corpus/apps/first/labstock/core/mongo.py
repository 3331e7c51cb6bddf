import os

from pymongo import MongoClient

_client = MongoClient(os.environ.get("LABSTOCK_MONGO", "mongodb://localhost:27017"), connect=False)
database = _client.labstock


def collection(name):
    return database[name]


def prepare():
    database.users.create_index("email", unique=True)
    database.reagents.create_index([("lab_id", 1), ("name", 1)])
    database.samples.create_index("sample_no", unique=True)
    database.orders.create_index([("status", 1), ("created", -1)])
