import os

from flask import g
from pymongo import MongoClient

client = MongoClient(os.environ.get("CHOIR_DB", "mongodb://localhost/choir"), serverSelectionTimeoutMS=3000)


def store():
    if "store" not in g:
        g.store = client.get_default_database("choir")
    return g.store


def paged(cursor, page, size=25):
    """One page of a cursor."""
    return list(cursor.skip((page - 1) * size).limit(size))
