import hashlib
from functools import wraps

from flask import g, request
from flask_restful import abort

from .models import Grower


def digest(token):
    return hashlib.sha256(token.encode()).hexdigest()


def authenticate(method):
    @wraps(method)
    def wrapper(*args, **kwargs):
        token = request.headers.get("X-Auth-Token", "")
        g.grower = Grower.objects(token_hash=digest(token)).first() if token else None
        if g.grower is None:
            abort(401)
        return method(*args, **kwargs)
    return wrapper


def require(role):
    def decorator(method):
        @wraps(method)
        def wrapper(*args, **kwargs):
            if g.grower.role != role:
                abort(403)
            return method(*args, **kwargs)
        return wrapper
    return decorator


class Authenticated:
    method_decorators = [authenticate]


class AdminOnly(Authenticated):
    method_decorators = [require("admin"), authenticate]


class Owned(Authenticated):
    model = None

    def load(self, object_id):
        found = self.model.objects(id=object_id, grower=g.grower).first()
        if found is None:
            abort(404)
        return found


class Visible(Authenticated):
    model = None

    def load(self, object_id):
        found = self.model.objects(id=object_id).first()
        if found is None:
            abort(404)
        return found

    def check(self, found):
        if found.grower.id != g.grower.id and g.grower.role != "admin":
            abort(404)
