import hashlib
import hmac
import secrets
from datetime import datetime, timedelta, timezone
from functools import wraps

from flask import g, request
from flask_restful import Resource, abort

from fleet.db import get_db


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def issue(user) -> str:
    token = secrets.token_urlsafe(32)
    get_db().tokens.insert_one({"digest": digest(token), "user_id": user["_id"],
                                "expires": datetime.now(timezone.utc) + timedelta(hours=12)})
    return token


def authenticated(view):
    @wraps(view)
    def checked(*args, **kwargs):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        known = get_db().tokens.find_one({"digest": digest(token)})
        if scheme != "Bearer" or known is None or known["expires"] < datetime.now(timezone.utc):
            abort(401, message="who are you?")
        g.user = get_db().users.find_one({"_id": known["user_id"]}, {"password": 0})
        if g.user is None:
            abort(401, message="who are you?")
        return view(*args, **kwargs)
    return checked


def dispatchers(view):
    @wraps(view)
    def checked(*args, **kwargs):
        if g.user.get("role") != "dispatcher":
            abort(403, message="dispatchers only")
        return view(*args, **kwargs)
    return checked


def known_device() -> dict:
    key = request.headers.get("X-Device-Key", "")
    device = get_db().devices.find_one({"serial": request.headers.get("X-Device", "")})
    if device is None or not hmac.compare_digest(device["key"], key):
        abort(401, message="unknown device")
    return device


class Private(Resource):
    method_decorators = [authenticated]


class Dispatch(Resource):
    # the last one runs first
    method_decorators = [dispatchers, authenticated]
