from functools import wraps

from flask import request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from ...container import container
from ...domain.entities import Role
from ...domain.errors import Forbidden

limiter = Limiter(get_remote_address, storage_uri="memory://")


def authenticated(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return view(container.tokens.read(token), *args, **kwargs)
    return wrapper


def admin(view):
    @wraps(view)
    @authenticated
    def wrapper(actor, *args, **kwargs):
        if actor.role is not Role.ADMIN:
            raise Forbidden()
        return view(actor, *args, **kwargs)
    return wrapper
