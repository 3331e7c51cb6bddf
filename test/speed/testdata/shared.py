"""What every part of the application needs."""

import os
from datetime import datetime, timezone
from functools import wraps

import jwt
from bson import ObjectId
from bson.errors import InvalidId
from flask import abort, current_app, g, jsonify, request
from pymongo import MongoClient

client = MongoClient(os.environ.get("MONGODB_URI", "mongodb://localhost:27017"))


def get_db():
    return client[os.environ.get("MONGODB_NAME", "shop")]


def now():
    return datetime.now(timezone.utc)


def login_required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        header = request.headers.get("Authorization", "")
        if not header.startswith("Bearer "):
            abort(401, "a token is needed")
        try:
            claims = jwt.decode(header[7:], current_app.config["SECRET_KEY"], algorithms=["HS256"])
        except jwt.InvalidTokenError:
            abort(401, "the token is not valid")
        user = get_db().users.find_one({"_id": ObjectId(claims["sub"])})
        if user is None:
            abort(401, "no such account")
        g.user = user
        return view(*args, **kwargs)

    return wrapper


def role_required(role):
    def decorate(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            if g.user.get("role") != role:
                abort(403, "this is not allowed")
            return view(*args, **kwargs)

        return wrapper

    return decorate


def json_object():
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        abort(400, "the body must be a JSON object")
    return body


def text(body, name, required=True, longest=200):
    value = body.get(name)
    if value is None and not required:
        return None
    if not isinstance(value, str) or not value.strip():
        abort(400, f"{name} must be a text")
    if len(value) > longest:
        abort(400, f"{name} must have at most {longest} characters")
    return value.strip()


def number(body, name, least=0, most=1_000_000):
    value = body.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        abort(400, f"{name} must be a number")
    if value < least or value > most:
        abort(400, f"{name} must be between {least} and {most}")
    return value


def object_id(value):
    try:
        return ObjectId(value)
    except (InvalidId, TypeError):
        abort(400, "that is no id")


def page():
    number_of_page = request.args.get("page", 1, type=int)
    size = min(request.args.get("size", 20, type=int), 100)
    return max(number_of_page - 1, 0) * size, size


def errors(app):
    @app.errorhandler(404)
    def not_found(error):
        return jsonify({"error": "not found"}), 404

    @app.errorhandler(500)
    def failed(error):
        current_app.logger.exception("a request failed")
        return jsonify({"error": "something went wrong"}), 500
