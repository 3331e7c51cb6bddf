import secrets

from flask import Blueprint, abort, request, session
from werkzeug.security import check_password_hash

from deskline import db, limiter, open_to_all
from deskline.guards import text

bp = Blueprint("access", __name__, url_prefix="/access")


@bp.post("/login")
@open_to_all
def login():
    body = request.get_json()
    user = db.users.find_one({"email": text(body, "email"), "active": True})
    if user is None or not check_password_hash(user["password"], text(body, "password")):
        abort(401)
    if user.get("otp"):
        session["half"] = str(user["_id"])
        return {"next": "otp"}
    session["uid"] = str(user["_id"])
    return {"next": "home"}


@bp.post("/otp")
@limiter.exempt
@open_to_all
def otp():
    half = session.get("half")
    challenge = db.challenges.find_one({"user": half, "code": request.get_json().get("code")})
    if half is None or challenge is None:
        abort(401)
    session["uid"] = session.pop("half")
    return {"next": "home"}


@bp.post("/token-login")
@open_to_all
def token_login():
    key = request.headers.get("X-Api-Key") or abort(401)
    owner = db.apikeys.find_one({"key": key})
    if owner is None:
        abort(401)
    session["uid"] = str(owner["user"])
    return {"next": "home"}


@bp.post("/logout")
def logout():
    session.clear()
    return "", 204


def new_api_key(user_id):
    key = secrets.token_hex(24)
    db.apikeys.insert_one({"key": key, "user": user_id})
    return key
