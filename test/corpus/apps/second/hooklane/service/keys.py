import hashlib
import hmac
import os
import time
from collections import defaultdict, deque
from functools import wraps

from flask import abort, g, jsonify, request

from .store import db

CARRIER_SECRETS = {
    "fastway": os.environ.get("FASTWAY_SECRET", "").encode(),
    "polarpost": b"pp_live_9f2c41d07a",
}
HITS = defaultdict(deque)


def require_key(*scopes):
    def decorator(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            key = request.headers.get("X-Api-Key")
            if not key:
                return jsonify(error="key"), 401
            g.client = db.clients.find_one({"key_hash": hashlib.sha256(key.encode()).hexdigest(), "active": True})
            if g.client is None:
                return jsonify(error="key"), 401
            if not set(scopes) <= set(g.client["scopes"]):
                return jsonify(error="scope"), 403
            return view(*args, **kwargs)
        return wrapper
    return decorator


def limited(times, seconds):
    def decorator(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            hits, now = HITS[view.__name__, request.remote_addr], time.monotonic()
            while hits and hits[0] < now - seconds:
                hits.popleft()
            if len(hits) >= times:
                abort(429)
            hits.append(now)
            return view(*args, **kwargs)
        return wrapper
    return decorator


def genuine(carrier):
    secret = CARRIER_SECRETS.get(carrier)
    if not secret:
        return False
    mine = hmac.new(secret, request.get_data(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(mine, request.headers.get("X-Signature", ""))


def signed(view):
    @wraps(view)
    def wrapper(carrier, *args, **kwargs):
        if not genuine(carrier):
            abort(401)
        return view(carrier, *args, **kwargs)
    return wrapper
