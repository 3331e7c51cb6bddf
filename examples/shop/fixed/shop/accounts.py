"""Sign-up, login and the caller's own account."""

import secrets

from flask import Blueprint, abort, current_app, g
from pymongo.errors import DuplicateKeyError

from . import body as read
from .auth import hash_password, issue_token, login_required, password_matches
from .db import audit, get_db, now, public
from .limits import LOGIN, account, limiter

blueprint = Blueprint("accounts", __name__)

ACCOUNT = {
    "email": 1,
    "name": 1,
    "phone": 1,
    "address": 1,
    "role": 1,
    "tenant": 1,
    "verified": 1,
    "created_at": 1,
}
CONTACT = {"name": 1, "phone": 1, "address": 1}


@blueprint.post("/auth/signup")
def signup():
    body = read.json_object("email", "password", "name")
    user = {
        "email": read.email(body),
        "password_hash": hash_password(
            read.text(body, "password", shortest=8, longest=128)
        ),
        "name": read.text(body, "name", longest=100),
        "role": "customer",
        "tenant": "retail",
        "verified": False,
        "phone": "",
        "address": "",
        "api_key": "sk_" + secrets.token_hex(16),
        "created_at": now(),
    }
    try:
        get_db().users.insert_one(user)
    except DuplicateKeyError:
        abort(409, "an account with this email exists")
    audit("account.created", user["_id"], user["_id"])
    return {"id": user["_id"], "email": user["email"], "name": user["name"]}, 201


@blueprint.post("/auth/login")
@limiter.limit(LOGIN, key_func=account, override_defaults=False)
def login():
    body = read.json_object("email", "password")
    email = read.email(body)
    password = read.text(body, "password", longest=128)
    user = get_db().users.find_one(
        {"email": email}, {"password_hash": 1, "role": 1, "tenant": 1}
    )
    if not password_matches(user, password):
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
    return public(get_db().users.find_one({"_id": g.user["_id"]}, ACCOUNT))


@blueprint.patch("/me")
@login_required
def update_me():
    body = read.json_object(*CONTACT)
    changes = {}
    if "name" in body:
        changes["name"] = read.text(body, "name", longest=100)
    if "phone" in body:
        changes["phone"] = read.text(body, "phone", required=False, longest=50)
    if "address" in body:
        changes["address"] = read.text(body, "address", required=False)
    if not changes:
        abort(400, "nothing to change")
    db = get_db()
    db.users.update_one({"_id": g.user["_id"]}, {"$set": changes})
    return public(db.users.find_one({"_id": g.user["_id"]}, CONTACT))
