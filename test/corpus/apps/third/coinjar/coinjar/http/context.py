from functools import wraps

from flask import abort, current_app, request


def entrance():
    return current_app.extensions["entrance"]


def keeping():
    return current_app.extensions["keeping"]


def with_actor(view):
    """Pass the caller as first argument."""
    @wraps(view)
    def inner(**kwargs):
        actor = entrance().actor(request.headers.get("Authorization", "").removeprefix("Token "))
        if actor is None:
            abort(401)
        return view(actor, **kwargs)
    return inner


def text(name, longest=120):
    value = (request.get_json(silent=True) or {}).get(name)
    if not isinstance(value, str) or len(value) > longest:
        abort(400)
    return value


def whole(name):
    value = (request.get_json(silent=True) or {}).get(name)
    return value if type(value) is int else abort(400)
