from bson import ObjectId
from flask import Blueprint, jsonify, request
from flask_jwt_extended import (create_access_token, create_refresh_token, current_user,
                                get_jwt_identity, jwt_required, set_access_cookies)
from werkzeug.security import check_password_hash, generate_password_hash

from ..extensions import mongo

bp = Blueprint("auth", __name__)


@bp.post("/signup")
def signup():
    payload = request.get_json()
    if mongo.db.users.find_one({"email": payload.get("email")}):
        return jsonify(error="email taken"), 409
    payload["password"] = generate_password_hash(payload["password"])
    result = mongo.db.users.insert_one(payload)
    return jsonify(id=str(result.inserted_id)), 201


@bp.post("/login")
def login():
    body = request.get_json()
    user = mongo.db.users.find_one({"email": {"$eq": body.get("email")}})
    if not user or not check_password_hash(user["password"], str(body.get("password", ""))):
        return jsonify(error="invalid credentials"), 401
    identity = str(user["_id"])
    response = jsonify(access_token=create_access_token(identity),
                       refresh_token=create_refresh_token(identity))
    set_access_cookies(response, create_access_token(identity))
    return response


@bp.post("/refresh")
@jwt_required(refresh=True)
def refresh():
    return jsonify(access_token=create_access_token(get_jwt_identity()))


@bp.get("/profile")
@jwt_required()
def profile():
    me = mongo.db.users.find_one_or_404({"_id": ObjectId(get_jwt_identity())})
    return jsonify(me)


@bp.get("/whoami")
@jwt_required()
def whoami():
    return jsonify(current_user)


@bp.patch("/profile")
@jwt_required()
def edit_profile():
    body = request.get_json()
    changes = {}
    for field in ("name", "city", "avatar"):
        if field in body:
            changes[field] = body[field]
    if not changes:
        return jsonify(error="nothing to change"), 400
    mongo.db.users.update_one({"_id": current_user["_id"]}, {"$set": changes})
    return "", 204


@bp.put("/password")
@jwt_required()
def change_password():
    body = request.get_json()
    user = mongo.db.users.find_one({"_id": ObjectId(get_jwt_identity())}, {"password": 1})
    if not check_password_hash(user["password"], str(body.get("old"))):
        return jsonify(error="wrong password"), 403
    mongo.db.users.update_one(
        {"_id": user["_id"]},
        {"$set": {"password": generate_password_hash(str(body["new"]))}})
    return "", 204
