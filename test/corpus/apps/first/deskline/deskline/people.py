from flask import Blueprint, abort, g, jsonify, request
from werkzeug.security import generate_password_hash

from deskline import db
from deskline.access import new_api_key
from deskline.guards import RANK, require_role, text
from deskline.tenancy import scoped

bp = Blueprint("people", __name__, url_prefix="/people")

CARD = {"name": 1, "email": 1, "role": 1}


@bp.get("")
@require_role("agent")
def index():
    people = db.users.find(scoped(), CARD).limit(500)
    return jsonify([{**p, "_id": str(p["_id"])} for p in people])


@bp.get("/<oid:uid>")
@require_role("agent")
def show(uid):
    person = db.users.find_one(scoped(_id=uid)) or abort(404)
    person.update(_id=str(person["_id"]), tenant_id=str(person["tenant_id"]))
    return jsonify(person)


@bp.get("/me")
def me():
    mine = {k: v for k, v in g.user.items() if k not in ("password", "totp_secret", "_id", "tenant_id")}
    return jsonify(mine)


@bp.put("/me")
def change_me():
    body = request.get_json()
    for protected in ("role", "tenant_id", "password", "totp_secret", "active", "email", "otp", "_id"):
        body.pop(protected, None)
    db.users.update_one({"_id": g.user["_id"]}, {"$set": body})
    return "", 204


@bp.post("")
@require_role("admin")
def invite():
    body = request.get_json()
    role = body.get("role", "customer")
    if role not in RANK or RANK[role] > RANK[g.user["role"]]:
        abort(400)
    db.users.insert_one({
        "tenant_id": g.tenant, "email": text(body, "email"), "name": text(body, "name"), "role": role,
        "password": generate_password_hash(text(body, "password")), "active": True})
    return "", 201


@bp.put("/<oid:uid>")
@require_role("admin")
def change(uid):
    done = db.users.update_one(scoped(_id=uid), {"$set": request.get_json()})
    return {"changed": done.modified_count}


@bp.post("/me/keys")
def my_key():
    return {"key": new_api_key(g.user["_id"])}, 201


@bp.get("/of/<slug>")
@require_role("admin")
def of_tenant(slug):
    tenant = db.tenants.find_one({"slug": slug}) or abort(404)
    people = db.users.find({"tenant_id": tenant["_id"]}, CARD).limit(500)
    return jsonify([{**p, "_id": str(p["_id"])} for p in people])
