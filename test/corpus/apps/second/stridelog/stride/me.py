import requests
from bson import ObjectId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt_identity, jwt_required, verify_jwt_in_request
from werkzeug.security import check_password_hash, generate_password_hash

from .ext import current_user, mongo, uid

bp = Blueprint("me", __name__)

EDITABLE = ("name", "bio", "units", "birthday")
AVATAR_CDN = "https://cdn.stride.example/render"


@bp.before_request
def signed_in():
    verify_jwt_in_request()


@bp.get("")
def show():
    user = current_user()
    user["_id"] = str(user["_id"])
    return jsonify(user)


@bp.get("/card")
def card():
    user = current_user()
    for secret in ("hash", "pin", "reset", "reset_until", "device"):
        user.pop(secret, None)
    return jsonify({**user, "_id": str(user["_id"])})


@bp.patch("")
def edit():
    body = request.get_json()
    mongo.db.users.update_one({"_id": uid()}, {"$set": {k: body[k] for k in EDITABLE if k in body}})
    return "", 204


@bp.put("/settings")
def settings():
    changes = {f"settings.{key}": value for key, value in request.get_json().items()}
    mongo.db.users.update_one({"_id": uid()}, {"$set": changes})
    return "", 204


@bp.post("/goals")
def goals():
    mongo.db.users.update_one({"_id": uid()}, {request.get_json()["mode"]: {"goals": request.get_json()["goal"]}})
    return "", 204


@bp.put("/body")
def body_data():
    body = request.get_json()
    body.pop("role", None)
    mongo.db.users.find_one_and_update({"_id": ObjectId(get_jwt_identity())}, {"$set": body})
    return "", 204


@bp.post("/premium")
def premium():
    body = request.get_json()
    plan = mongo.db.plans.find_one({"code": str(body["plan"])})
    if plan is None:
        abort(404)
    mongo.db.subscriptions.insert_one({"user": uid(), "plan": plan["code"], "price": body.get("price", plan["price"])})
    return "", 201


@bp.post("/premium/gift")
def gift():
    body = request.get_json()
    plan = mongo.db.plans.find_one({"code": str(body["plan"])})
    months = body.get("months")
    if plan is None or type(months) is not int or not 1 <= months <= 12:
        abort(400)
    mongo.db.subscriptions.insert_one({"giver": uid(), "user": ObjectId(body["friend"]), "plan": plan["code"], "price": plan["price"] * months})
    return "", 201


@bp.post("/password")
def password():
    body = request.get_json()
    user = current_user()
    if not check_password_hash(user["hash"], str(body["old"])):
        abort(403)
    mongo.db.users.update_one({"_id": user["_id"]}, {"$set": {"hash": generate_password_hash(str(body["new"]))}})
    return "", 204


@bp.put("/pin")
def pin():
    mongo.db.users.update_one({"_id": uid()}, {"$set": {"pin": str(request.get_json()["pin"])}})
    return "", 204


@bp.post("/avatar")
def avatar():
    picture = requests.get(request.get_json()["url"], timeout=4)
    mongo.db.avatars.replace_one({"_id": uid()}, {"_id": uid(), "bytes": picture.content[:500000]}, upsert=True)
    return "", 204


@bp.post("/avatar/generated")
def generated_avatar():
    picture = requests.get(f"{AVATAR_CDN}/{get_jwt_identity()}", params={"seed": request.get_json()["seed"]}, timeout=4)
    mongo.db.avatars.replace_one({"_id": uid()}, {"_id": uid(), "bytes": picture.content[:500000]}, upsert=True)
    return "", 204
