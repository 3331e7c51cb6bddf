"""The database, and how its documents become JSON."""

from datetime import datetime, timezone

from bson import ObjectId
from bson.errors import InvalidId
from flask import Flask, abort, current_app
from flask.json.provider import DefaultJSONProvider
from pymongo import ASCENDING, DESCENDING, MongoClient
from pymongo.database import Database

from .settings import Settings


class JSONProvider(DefaultJSONProvider):
    @staticmethod
    def default(value):
        if isinstance(value, datetime):
            return value.isoformat(timespec="milliseconds") + "Z"
        return str(value)


def init_app(app: Flask, settings: Settings) -> None:
    client = MongoClient(settings.mongodb_uri, serverSelectionTimeoutMS=5000)
    app.extensions["mongodb"] = client[settings.database]


def get_db() -> Database:
    return current_app.extensions["mongodb"]


def create_indexes() -> None:
    db = get_db()
    db.users.create_index([("email", ASCENDING)], unique=True)
    db.orders.create_index([("user_id", ASCENDING), ("created_at", DESCENDING)])
    db.invoices.create_index([("number", ASCENDING)], unique=True)
    db.invoices.create_index([("order_id", ASCENDING)], unique=True)
    db.invoices.create_index([("user_id", ASCENDING), ("issued_at", DESCENDING)])
    db.deliveries.create_index([("user_id", ASCENDING), ("created_at", DESCENDING)])
    db.addresses.create_index([("user_id", ASCENDING), ("created_at", DESCENDING)])
    db.products.create_index([("category", ASCENDING), ("name", ASCENDING)])
    db.reviews.create_index([("product_id", ASCENDING)])


def object_id(value) -> ObjectId:
    """The identifier that a client sent; 404 for what cannot be one."""
    if not isinstance(value, str):
        abort(404)
    try:
        return ObjectId(value)
    except InvalidId:
        abort(404)


def now() -> datetime:
    return datetime.now(timezone.utc).replace(tzinfo=None)


def public(document: dict) -> dict:
    """The document with `id` in place of `_id`."""
    document = dict(document)
    document["id"] = document.pop("_id")
    return document


def audit(action: str, actor, subject) -> None:
    get_db().audit.insert_one(
        {"action": action, "actor": str(actor), "subject": str(subject), "at": now()}
    )
