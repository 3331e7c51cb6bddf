import hashlib
import hmac
import os
from functools import wraps

from flask import abort, g, request

RANK = {"customer": 0, "agent": 1, "admin": 2, "superuser": 3}


def require_role(least):
    def outer(view):
        @wraps(view)
        def inner(*args, **kwargs):
            if RANK[g.user["role"]] < RANK[least]:
                abort(403)
            return view(*args, **kwargs)
        return inner
    return outer


def signed(source):
    """Only bodies that carry the source's HMAC."""
    def outer(view):
        @wraps(view)
        def inner(*args, **kwargs):
            key = os.environ.get(f"DESKLINE_{source.upper()}_KEY", "")
            mac = hmac.new(key.encode(), request.get_data(), hashlib.sha256).hexdigest()
            if not key or not hmac.compare_digest(mac, request.headers.get("X-Signature", "")):
                abort(401)
            return view(*args, **kwargs)
        return inner
    return outer


def text(body, name, longest=200):
    """body[name] as text, or 400."""
    value = body.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= longest:
        abort(400, f"{name} must be text")
    return value
