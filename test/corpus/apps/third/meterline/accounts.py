import secrets
from datetime import datetime, timezone

from bson import ObjectId
from flask import Blueprint, abort, g, jsonify, request
from werkzeug.security import check_password_hash, generate_password_hash

from auth import account_id, api_key_required, digest
from db import alive, get_db, paginate
from schemas import LOGIN, checked

bp = Blueprint("accounts", __name__)
EDITABLE = ("company", "contact", "invoice_email")


@bp.route("/accounts", methods=["POST"])
@checked(LOGIN)
def create():
    key = "ml_" + secrets.token_urlsafe(24)
    get_db().accounts.insert_one({
        "email": g.body["email"],
        "pw": generate_password_hash(g.body["password"]),
        "key_digest": digest(key),
        "scopes": ["read", "write"],
        "suspended": False,
        "credit": 0,
    })
    return jsonify(api_key=key), 201


@bp.route("/keys", methods=["POST"])
@checked(LOGIN)
def new_key():
    account = get_db().accounts.find_one({"email": g.body["email"]})
    if account is None or not check_password_hash(account["pw"], g.body["password"]):
        return jsonify(error="wrong email or password"), 401
    key = "ml_" + secrets.token_urlsafe(24)
    get_db().accounts.update_one({"_id": account["_id"]}, {"$set": {"key_digest": digest(key)}})
    return jsonify(api_key=key)


@bp.route("/keys/recover", methods=["POST"])
def recover():
    body = request.get_json()
    account = get_db().accounts.find_one({"email": body.get("email"), "recovery": body.get("recovery")})
    if account is None:
        return jsonify(error="wrong code"), 401
    key = "ml_" + secrets.token_urlsafe(24)
    get_db().accounts.update_one({"_id": account["_id"]}, {"$set": {"key_digest": digest(key)}, "$unset": {"recovery": 1}})
    return jsonify(api_key=key)


@bp.route("/account")
@api_key_required()
def show():
    return jsonify({k: g.account.get(k) for k in ("email", "company", "contact", "credit", "scopes")})


@bp.route("/account", methods=["PUT"])
@api_key_required("write")
def change():
    body = request.get_json()
    update = {}
    for name in EDITABLE:
        value = body.get(name)
        if value is not None:
            update[name] = str(value)
    if update:
        get_db().accounts.update_one({"_id": account_id()}, {"$set": update})
    return "", 204


@bp.route("/account", methods=["PATCH"])
@api_key_required("write")
def patch():
    body = request.get_json()
    if "suspended" in body or "key_digest" in body:
        abort(400)
    get_db().accounts.update_one({"_id": account_id()}, {"$set": body})
    return "", 204


@bp.route("/accounts")
@api_key_required("admin")
def everyone():
    cursor = get_db().accounts.find(alive({}), {"pw": 0, "key_digest": 0, "recovery": 0})
    return jsonify(paginate(cursor, request.args))


@bp.route("/accounts/<aid>")
@api_key_required("read")
def someone(aid):
    account = get_db().accounts.find_one({"_id": ObjectId(aid)})
    if account is None:
        abort(404)
    account["_id"] = aid
    return jsonify(account)


@bp.route("/accounts/<aid>/suspend", methods=["POST"])
@api_key_required("admin")
def suspend(aid):
    if not ObjectId.is_valid(aid):
        abort(404)
    get_db().accounts.update_one({"_id": ObjectId(aid)}, {"$set": {"suspended": True}})
    return "", 204


@bp.route("/accounts/<aid>/scopes", methods=["POST"])
def scopes(aid):
    wanted = [s for s in request.get_json()["scopes"] if s in ("read", "write", "admin")]
    if not ObjectId.is_valid(aid):
        abort(404)
    get_db().accounts.update_one({"_id": ObjectId(aid)}, {"$set": {"scopes": wanted}})
    return "", 204
