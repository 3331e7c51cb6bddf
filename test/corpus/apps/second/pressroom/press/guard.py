import time
from functools import wraps

from bson import ObjectId
from flask import abort, current_app, g, redirect, request, url_for
from werkzeug.local import LocalProxy

db = LocalProxy(lambda: current_app.db)
FAILED = {}


def member_only(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if g.member is None:
            return redirect(url_for("account.login"))
        return view(*args, **kwargs)
    return inner


def editor():
    if g.member is None or g.member.get("role") not in ("editor", "chief"):
        abort(403)


def oid(text):
    return ObjectId(text) if ObjectId.is_valid(text) else abort(404)


def throttled():
    now = time.time()
    recent = [t for t in FAILED.get(request.remote_addr, []) if now - t < 60]
    FAILED[request.remote_addr] = recent + [now]
    if len(recent) >= 5:
        abort(429)
