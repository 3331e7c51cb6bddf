import secrets
from datetime import datetime, timedelta, timezone

from flask import Blueprint, jsonify, request
from flask_jwt_extended import (create_access_token, create_refresh_token, get_jwt,
                                get_jwt_identity, jwt_required)
from werkzeug.security import check_password_hash, generate_password_hash

from .ext import mongo

bp = Blueprint("auth", __name__)


def tokens(user):
    claims = {"role": user.get("role", "athlete")}
    who = str(user["_id"])
    return jsonify(access=create_access_token(who, additional_claims=claims), refresh=create_refresh_token(who, additional_claims=claims))


@bp.post("/signup")
def signup():
    data = request.get_json(force=True)
    email = data.get("email", "").strip().lower()
    if mongo.db.users.find_one({"email": email}):
        return jsonify(error="taken"), 409
    password = data.pop("password")
    user = {**data, "email": email, "hash": generate_password_hash(password), "created": datetime.now(timezone.utc)}
    mongo.db.users.insert_one(user)
    return tokens(user), 201


@bp.post("/login")
def login():
    data = request.get_json(force=True)
    user = mongo.db.users.find_one({"email": data.get("email")})
    if user and check_password_hash(user["hash"], data.get("password", "")):
        return tokens(user)
    return jsonify(error="bad credentials"), 401


@bp.post("/login/social")
def social_login():
    data = request.get_json(force=True)
    email = str(data.get("email"))
    user = mongo.db.users.find_one({"email": email, "provider": str(data.get("provider"))})
    if user is None:
        return jsonify(error="unknown"), 404
    return tokens(user)


@bp.post("/login/pin")
def pin_login():
    data = request.get_json(force=True)
    device, pin = data.get("device"), data.get("pin")
    if not (isinstance(device, str) and isinstance(pin, str)):
        return jsonify(error="bad request"), 400
    user = mongo.db.users.find_one({"device": device, "pin": pin})
    return tokens(user) if user else (jsonify(error="bad credentials"), 401)


@bp.post("/refresh")
@jwt_required(refresh=True)
def refresh():
    return jsonify(access=create_access_token(get_jwt_identity(), additional_claims={"role": get_jwt().get("role")}))


@bp.post("/logout")
@jwt_required(verify_type=False)
def logout():
    mongo.db.revoked.insert_one({"jti": get_jwt()["jti"], "at": datetime.now(timezone.utc)})
    return "", 204


@bp.post("/forgot")
def forgot():
    email = str(request.get_json(force=True).get("email"))
    code = secrets.token_urlsafe(24)
    mongo.db.users.update_one({"email": email}, {"$set": {"reset": code, "reset_until": datetime.now(timezone.utc) + timedelta(hours=1)}})
    return jsonify(ok=True)


@bp.post("/reset")
def reset():
    data = request.get_json(force=True)
    result = mongo.db.users.update_one(
        {"reset": data.get("code"), "reset_until": {"$gt": datetime.now(timezone.utc)}},
        {"$set": {"hash": generate_password_hash(data["password"])}, "$unset": {"reset": 1}},
    )
    return jsonify(changed=result.modified_count)
