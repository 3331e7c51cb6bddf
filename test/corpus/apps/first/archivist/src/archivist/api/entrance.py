import secrets

from flask import Blueprint, abort, jsonify, request
from werkzeug.security import check_password_hash, generate_password_hash

from ..core import BadInput, database, issue, read_preview, require_text, throttle

open_api = Blueprint("open", __name__, url_prefix="/open")


@open_api.post("/login")
@throttle(times=8, seconds=60)
def login():
    body = request.get_json()
    email = require_text(body.get("email"), "email")
    user = database.users.find_one({"email": email})
    if user is None or not check_password_hash(user["password"], require_text(body.get("password"), "password")):
        abort(401)
    return jsonify(token=issue(user))


@open_api.post("/join")
def join():
    body = request.get_json()
    require_text(body.get("email"), "email")
    if database.users.find_one({"email": body["email"]}):
        raise BadInput("that address is known")
    database.users.insert_one({"email": body["email"], "name": str(body.get("name"))[:80], "kind": "member",
                               "password": generate_password_hash(require_text(body.get("password"), "password"))})
    return "", 201


@open_api.post("/reset/ask")
@throttle(times=3, seconds=600)
def reset_ask():
    code = f"{secrets.randbelow(10 ** 6):06}"
    database.users.update_one({"email": request.form["email"]}, {"$set": {"reset": code}})
    return "", 204


@open_api.post("/reset")
def reset():
    body = request.get_json()
    user = database.users.find_one({"email": body.get("email"), "reset": body.get("code")}, {"_id": 1})
    if user is None:
        abort(400)
    database.users.update_one({"_id": user["_id"]}, {"$set": {"password": generate_password_hash(str(body["password"]))},
                                                     "$unset": {"reset": ""}})
    return "", 204


@open_api.get("/preview/<token>")
def preview(token):
    doc = database.documents.find_one({"_id": read_preview(token)}, {"_id": 0, "title": 1, "body": 1})
    return jsonify(doc) if doc else abort(404)
