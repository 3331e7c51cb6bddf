import os
import secrets
import time
from collections import defaultdict
from functools import wraps

import jwt
from bson import ObjectId
from flask import abort, g, jsonify, request

from .database import database

_KEY = os.environ.get("ARCHIVIST_KEY") or secrets.token_hex(32)
_seen = defaultdict(list)


def issue(user):
    return jwt.encode({"sub": str(user["_id"]), "exp": int(time.time()) + 3600}, _KEY, algorithm="HS256")


def preview_link(doc_id):
    return jwt.encode({"doc": str(doc_id)}, "preview", algorithm="HS256")


def read_preview(token):
    try:
        return ObjectId(jwt.decode(token, "preview", algorithms=["HS256"])["doc"])
    except jwt.PyJWTError:
        abort(404)


def authenticate():
    """For before_request."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind != "Bearer":
        return jsonify(error="token"), 401
    try:
        claims = jwt.decode(token, _KEY, algorithms=["HS256"])
    except jwt.PyJWTError:
        return jsonify(error="token"), 401
    g.me = database.users.find_one({"_id": ObjectId(claims["sub"])}, {"password": 0})
    return None if g.me else (jsonify(error="token"), 401)


def identity():
    return g.me["_id"]


def only(*kinds):
    """before_request for people of some kinds."""
    def check():
        if g.me.get("kind") not in kinds:
            abort(403)
    return check


def throttle(times, seconds):
    def outer(view):
        @wraps(view)
        def inner(*args, **kwargs):
            key, now = (view.__name__, request.remote_addr), time.time()
            _seen[key] = [t for t in _seen[key] if t > now - seconds]
            if len(_seen[key]) >= times:
                abort(429)
            _seen[key].append(now)
            return view(*args, **kwargs)
        return inner
    return outer
