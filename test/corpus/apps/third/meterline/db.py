import os

from flask import g
from pymongo import MongoClient

_client = None


def get_db():
    global _client
    if "db" not in g:
        if _client is None:
            _client = MongoClient(os.environ.get("MONGODB_URI", "mongodb://localhost:27017"), tz_aware=True)
        g.db = _client["meterline"]
    return g.db


def alive(query):
    """query without what was deleted softly."""
    return {"deleted_at": None, **query}


def paginate(cursor, args, most=200):
    size = args.get("limit", default=50, type=int)
    if size < 1 or size > most:
        size = most
    after = args.get("offset", default=0, type=int)
    return [dict(d, _id=str(d["_id"])) for d in cursor.skip(max(after, 0)).limit(size)]
