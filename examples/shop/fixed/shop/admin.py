"""Administration."""

import yaml
from flask import Blueprint, abort, request
from pymongo.errors import PyMongoError

from . import body as read
from .auth import admin_required
from .auth import user_id as caller_id
from .db import audit, get_db, now, object_id, public
from .products import FIELDS, read_product

blueprint = Blueprint("admin", __name__, url_prefix="/admin")

ACCOUNT = {"name": 1, "role": 1, "tenant": 1, "created_at": 1}
EVENT = {"_id": 0, "action": 1, "actor": 1, "subject": 1, "at": 1}
ROLES = ("customer", "admin")
DATASOURCES = ("primary",)
DIAGNOSTICS = {  # command: what of its answer
    "ping": ("ok",),
    "buildInfo": ("ok", "version"),
    "dbStats": ("ok", "collections", "objects", "dataSize", "indexes"),
}
MAX_IMPORT = 100
MAX_IMPORT_BYTES = 32 * 1024  # YAML is slow to read


@blueprint.get("/users")
@admin_required
def list_users():
    found = get_db().users.find({}, ACCOUNT).limit(read.limit())
    return {"items": [public(user) for user in found]}


@blueprint.put("/users/<user_id>/role")
@admin_required
def set_role(user_id: str):
    role = read.one_of(read.json_object("role"), "role", ROLES)
    db = get_db()
    wanted = {"_id": object_id(user_id)}
    if not db.users.update_one(wanted, {"$set": {"role": role}}).matched_count:
        abort(404, "no such account")
    audit("role.changed", caller_id(), user_id)
    return public(db.users.find_one(wanted, ACCOUNT))


@blueprint.get("/audit")
@admin_required
def list_audit():
    found = get_db().audit.find({}, EVENT).sort("at", -1).limit(read.limit())
    return {"items": list(found)}


@blueprint.get("/diagnostics")
@admin_required
def diagnostics():
    command = request.args.get("command", "dbStats")
    if command not in DIAGNOSTICS:
        abort(400, f"command must be one of {', '.join(DIAGNOSTICS)}")
    answer = get_db().command(command)
    shown = {name: answer[name] for name in DIAGNOSTICS[command] if name in answer}
    return {"command": command, "result": shown}


@blueprint.post("/datasources/check")
@admin_required
def check_datasource():
    read.one_of(read.json_object("name"), "name", DATASOURCES)
    try:
        get_db().command("ping")
    except PyMongoError:
        return {"reachable": False}
    return {"reachable": True}


@blueprint.post("/products/import")
@admin_required
def import_products():
    request.max_content_length = MAX_IMPORT_BYTES
    try:
        rows = yaml.safe_load(request.get_data())
    except (yaml.YAMLError, ValueError, RecursionError):
        abort(400, "the body must be YAML")
    if not isinstance(rows, list) or not 1 <= len(rows) <= MAX_IMPORT:
        abort(400, f"a list of 1 to {MAX_IMPORT} products is required")
    products = []
    for row in rows:
        product = read_product(read.known(row, "a product", *FIELDS))
        products.append({**product, "published": True, "created_at": now()})
    get_db().products.insert_many(products)
    audit("products.imported", caller_id(), len(products))
    return {"imported": len(products)}, 201
