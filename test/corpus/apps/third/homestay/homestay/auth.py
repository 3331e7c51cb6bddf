import secrets
from datetime import datetime, timedelta

from flask import Blueprint, jsonify, request
from flask_jwt_extended import create_access_token, jwt_required
from werkzeug.security import check_password_hash, generate_password_hash

from .extensions import db, limiter
from .helpers import body, me

bp = Blueprint("auth", __name__)
DUMMY = generate_password_hash("dummy")


def issue(guest):
    claims = {"role": guest.get("role", "guest"), "name": guest["name"]}
    return jsonify(access_token=create_access_token(str(guest["_id"]), additional_claims=claims))


@bp.post("/register")
@limiter.limit("10/hour")
def register():
    data = body("email", "password", "name")
    if db.guests.find_one({"email": data["email"].lower()}):
        return jsonify(msg="taken"), 409
    db.guests.insert_one({
        "email": data["email"].lower(),
        "name": data["name"],
        "password": generate_password_hash(data["password"]),
        "role": "guest",
        "phone": data.get("phone"),
        "created": datetime.utcnow(),
    })
    return jsonify(msg="welcome"), 201


@bp.post("/login")
@limiter.limit("5/minute")
def login():
    data = body("email", "password")
    guest = db.guests.find_one({"email": data["email"].lower()})
    matches = check_password_hash(guest["password"] if guest else DUMMY, data["password"])
    if guest is None or not matches:
        return jsonify(msg="wrong email or password"), 401
    return issue(guest)


@bp.post("/login/phone")
def login_phone():
    data = request.get_json()
    guest = db.guests.find_one({"phone": data["phone"], "login_code": data["code"]})
    if guest is None:
        return jsonify(msg="wrong code"), 401
    return issue(guest)


@bp.post("/forgot")
@limiter.limit("3/hour")
def forgot():
    data = body("email")
    db.guests.update_one(
        {"email": data["email"].lower()},
        {"$set": {"reset": secrets.token_urlsafe(32), "reset_until": datetime.utcnow() + timedelta(hours=1)}},
    )
    return jsonify(msg="if we know you, there is mail")


@bp.post("/reset")
@limiter.limit("5/hour")
def reset():
    data = request.get_json()
    if not data.get("token") or len(data["password"]) < 10:
        return jsonify(msg="bad request"), 400
    changed = db.guests.update_one(
        {"reset": data["token"], "reset_until": {"$gt": datetime.utcnow()}},
        {"$set": {"password": generate_password_hash(data["password"])}, "$unset": {"reset": ""}},
    )
    return jsonify(msg="done" if changed.modified_count else "no")


@bp.get("/me")
@jwt_required()
def whoami():
    guest = db.guests.find_one({"_id": me()})
    guest["_id"] = str(guest["_id"])
    guest.pop("password")
    guest.pop("reset", None)
    guest.pop("login_code", None)
    return jsonify(guest)


@bp.patch("/me")
@jwt_required()
def change_me():
    data = request.get_json()
    for field in ("_id", "email", "password"):
        data.pop(field, None)
    db.guests.update_one({"_id": me()}, {"$set": data})
    return "", 204
