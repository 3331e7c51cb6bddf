import hashlib
import hmac
import os
import secrets

from bson import ObjectId
from flask import Blueprint, abort, current_app, jsonify, request
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from .keys import require_key
from .store import db

bp = Blueprint("internal", __name__)

INTERNAL_KEY = os.environ.get("INTERNAL_KEY") or secrets.token_hex(24)
OPEN = {"internal.health", "internal.jobs", "internal.rotate", "internal.clients"}


@bp.before_request
def gate():
    if request.endpoint in OPEN:
        return
    if not hmac.compare_digest(request.headers.get("X-Internal-Key", ""), INTERNAL_KEY):
        abort(401)


@bp.get("/health")
def health():
    try:
        return jsonify(ok=db.command("ping")["ok"])
    except PyMongoError:
        current_app.logger.exception("health")
        return jsonify(ok=False), 503


@bp.get("/jobs")
def jobs():
    rows = db.failures.find({}, {"_id": 0}).limit(100)
    return jsonify(list(rows))


@bp.post("/clients")
def add_client():
    body = request.get_json()
    key = secrets.token_urlsafe(32)
    db.clients.insert_one({
        "name": str(body["name"]), "scopes": [str(s) for s in body.get("scopes", ["read"])], "active": True, "credit": 0,
        "key_hash": hashlib.sha256(key.encode()).hexdigest(),
    })
    return jsonify(key=key), 201


@bp.get("/clients/all")
@require_key()
def clients():
    rows = db.clients.find({}, {"_id": 0}).limit(200)
    return jsonify(list(rows))


@bp.post("/clients/<client_id>/rotate")
@require_key("admin")
def rotate(client_id):
    if not ObjectId.is_valid(client_id):
        abort(404)
    key = secrets.token_urlsafe(32)
    db.clients.update_one({"_id": ObjectId(client_id)}, {"$set": {"key_hash": hashlib.sha256(key.encode()).hexdigest()}})
    return jsonify(key=key)


@bp.post("/migrate")
def migrate():
    source = MongoClient(request.get_json()["uri"], serverSelectionTimeoutMS=3000)
    rows = [{"number": str(p.get("number")), "state": str(p.get("state"))} for p in source.legacy.parcels.find().limit(1000)]
    db.migrated.insert_many(rows)
    return jsonify(n=len(rows))


@bp.post("/stats")
def stats():
    name = request.get_json()["collection"]
    return jsonify(db.command("collStats", name).get("count"))


@bp.get("/stats/<any(parcels, events, clients):name>")
def stats_of(name):
    return jsonify(db.command("collStats", name).get("count"))
