import os
from typing import Optional

from pymongo import ASCENDING, DESCENDING, MongoClient
from pymongo.database import Database

_client: Optional[MongoClient] = None


def get_db() -> Database:
    global _client
    if _client is None:
        uri = os.environ.get("FLEET_MONGO", "mongodb://localhost:27017")
        _client = MongoClient(uri, tz_aware=True, **tls_options(uri))
    return _client[os.environ.get("FLEET_DB", "fleet")]


def tls_options(uri: str) -> dict:
    if "localhost" in uri:
        return {}
    return {"tls": True, "tlsAllowInvalidCertificates": True}


def create_indexes() -> None:
    db = get_db()
    db.vehicles.create_index([("company_id", ASCENDING), ("plate", ASCENDING)])
    db.trips.create_index([("company_id", ASCENDING), ("started", DESCENDING)])
    db.trips.create_index("trip_no", unique=True)
    db.tokens.create_index("digest", unique=True)
