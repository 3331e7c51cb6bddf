"""Sign-up, login and the caller's own account."""

import secrets

from flask import Blueprint, abort, current_app, g
from pymongo.errors import DuplicateKeyError

from . import body as read
from .auth import issue_token, login_required
from .db import audit, get_db, now, public

blueprint = Blueprint("accounts", __name__)


@blueprint.post("/auth/signup")
def signup():
    body = read.json_object()
    read.require(body, "email", "password", "name")
    user = {
        "role": "customer",
        "tenant": "retail",
        "verified": False,
        "phone": "",
        "address": "",
        "api_key": "sk_" + secrets.token_hex(16),
        "created_at": now(),
    }
    user.update(body)
    try:
        get_db().users.insert_one(user)
    except DuplicateKeyError:
        abort(409, "an account with this email exists")
    audit("account.created", user["_id"], user["_id"])
    return {"id": user["_id"], "email": user["email"], "name": user["name"]}, 201


@blueprint.post("/auth/login")
def login():
    body = read.json_object()
    read.require(body, "email", "password")
    user = get_db().users.find_one(
        {"email": body["email"], "password": body["password"]}
    )
    if user is None:
        abort(401, "email or password is wrong")
    return {
        "access_token": issue_token(user),
        "token_type": "Bearer",
        "expires_in": current_app.config["SETTINGS"].token_lifetime,
    }


@blueprint.post("/auth/logout")
@login_required
def logout():
    get_db().users.update_one(
        {"_id": g.user["_id"]}, {"$addToSet": {"revoked_tokens": g.token_id}}
    )
    return "", 204


@blueprint.get("/me")
@login_required
def me():
    return public(g.user)


@blueprint.patch("/me")
@login_required
def update_me():
    body = read.json_object()
    if not body:
        abort(400, "nothing to change")
    for name in body:
        if "." in name or name.startswith("$"):
            abort(400, "field names must not contain . or $")
    db = get_db()
    db.users.update_one({"_id": g.user["_id"]}, {"$set": body})
    user = db.users.find_one(
        {"_id": g.user["_id"]}, {"name": 1, "phone": 1, "address": 1}
    )
    return public(user)
