import hashlib
from functools import wraps

from flask import g, request
from flask_restx import abort

from core.mongo import collection


def fingerprint(text):
    return hashlib.sha256(text.encode()).hexdigest()


def requires_token(func):
    @wraps(func)
    def guard(*args, **kwargs):
        token = request.headers.get("X-API-KEY")
        if not token:
            abort(401, "token missing")
        g.user = collection("users").find_one({"token_digest": fingerprint(token)})
        if g.user is None:
            abort(401, "token unknown")
        return func(*args, **kwargs)
    return guard


def needs(*roles):
    """Below requires_token: only for these roles."""
    def outer(func):
        @wraps(func)
        def guard(*args, **kwargs):
            if g.user.get("role") not in roles:
                abort(403, "not for your role")
            return func(*args, **kwargs)
        return guard
    return outer
