import functools
import hashlib

from flask import g, jsonify, request

from db import get_db


def digest(key):
    return hashlib.sha256(key.encode()).hexdigest()


def load_account():
    key = request.headers.get("X-Api-Key")
    if not key:
        return None
    return get_db().accounts.find_one({"key_digest": digest(key), "suspended": False}, {"key_digest": 0, "pw": 0})


def api_key_required(scope=None):
    def decorate(fn):
        @functools.wraps(fn)
        def wrapped(*args, **kwargs):
            g.account = load_account()
            if g.account is None:
                return jsonify(error="api key missing or wrong"), 401
            if scope and scope not in g.account.get("scopes", []):
                return jsonify(error="scope missing"), 403
            return fn(*args, **kwargs)
        return wrapped
    return decorate


def account_id():
    return g.account["_id"]
