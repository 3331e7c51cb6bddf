from functools import wraps

from flask import current_app, g, request
from flask_restx import abort
from itsdangerous import BadData, URLSafeTimedSerializer

from .database import db, key


def serializer():
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="yard")


def issue(worker):
    return serializer().dumps({"id": str(worker["_id"]), "rank": worker["rank"]})


def signed_in(method):
    @wraps(method)
    def wrapper(*args, **kwargs):
        try:
            g.badge = serializer().loads(request.headers.get("Authorization", ""), max_age=8 * 3600)
        except BadData:
            abort(401, "sign in first")
        g.worker = db.workers.find_one({"_id": key(g.badge["id"])}, {"secret": 0}) or abort(401)
        return method(*args, **kwargs)

    return wrapper


class rank:
    """Decorator: at least this rank."""

    ORDER = ["picker", "lead", "manager"]

    def __init__(self, least):
        self.least = self.ORDER.index(least)

    def __call__(self, method):
        @wraps(method)
        def wrapper(*args, **kwargs):
            if self.ORDER.index(g.worker["rank"]) < self.least:
                abort(403, "not your rank")
            return method(*args, **kwargs)

        return wrapper
