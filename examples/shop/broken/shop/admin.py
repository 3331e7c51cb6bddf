"""Administration."""

import yaml
from flask import Blueprint, abort, request
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from . import body as read
from .auth import admin_required, login_required
from .auth import user_id as caller_id
from .db import audit, get_db, now, object_id, public
from .products import read_product

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

ACCOUNT = {"name": 1, "role": 1, "tenant": 1, "created_at": 1}
ROLES = ("customer", "admin")
MAX_IMPORT = 100
CHECK_TIMEOUT_MS = 1500


@blueprint.get("/users")
@login_required
def list_users():
    found = get_db().users.find({}, ACCOUNT).limit(read.limit())
    return {"items": [public(user) for user in found]}


@blueprint.put("/users/<user_id>/role")
@admin_required
def set_role(user_id: str):
    role = read.text(read.json_object(), "role")
    if role not in ROLES:
        abort(400, "role must be one of customer, admin")
    db = get_db()
    wanted = {"_id": object_id(user_id)}
    if not db.users.update_one(wanted, {"$set": {"role": role}}).matched_count:
        abort(404, "no such account")
    audit("role.changed", caller_id(), user_id)
    return public(db.users.find_one(wanted, ACCOUNT))


@blueprint.get("/audit")
def list_audit():
    found = get_db().audit.find({}, {"_id": 0}).sort("at", -1).limit(read.limit())
    return {"items": list(found)}


@blueprint.get("/diagnostics")
@admin_required
def diagnostics():
    command = request.args.get("command", "dbStats")
    return {"command": command, "result": get_db().command(command)}


@blueprint.post("/datasources/check")
@admin_required
def check_datasource():
    body = read.json_object()
    uri = read.text(body, "uri")
    try:
        with MongoClient(uri, serverSelectionTimeoutMS=CHECK_TIMEOUT_MS) as client:
            client.admin.command("ping")
    except PyMongoError:
        return {"reachable": False}
    return {"reachable": True}


@blueprint.post("/products/import")
@admin_required
def import_products():
    rows = yaml.load(request.get_data(), Loader=yaml.Loader)
    if not isinstance(rows, list) or not 1 <= len(rows) <= MAX_IMPORT:
        abort(400, f"a list of 1 to {MAX_IMPORT} products is required")
    products = []
    for row in rows:
        if not isinstance(row, dict):
            abort(400, "products must be mappings")
        products.append({**read_product(row), "published": True, "created_at": now()})
    get_db().products.insert_many(products)
    audit("products.imported", caller_id(), len(products))
    return {"imported": len(products)}, 201
