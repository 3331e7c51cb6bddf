"""Who calls: bearer tokens, and the decorators that ask for one."""

import functools
import secrets
import time

import jwt
from bson import ObjectId
from bson.errors import InvalidId
from flask import Flask, abort, current_app, g, request
from werkzeug.security import check_password_hash, generate_password_hash

from .db import get_db
from .settings import Settings

ALGORITHM = "HS256"
ISSUER = "shop"
IDENTITY = {"name": 1, "role": 1, "tenant": 1, "revoked_tokens": 1}


def init_app(app: Flask, settings: Settings) -> None:
    app.before_request(load_identity)
    app.extensions["no_password"] = generate_password_hash(
        secrets.token_hex(16), method=settings.password_hash_method
    )


def hash_password(password: str) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return generate_password_hash(password, method=settings.password_hash_method)


def password_matches(user: dict | None, password: str) -> bool:
    """Takes as long for an account that does not exist."""
    stored = user["password_hash"] if user else current_app.extensions["no_password"]
    return check_password_hash(stored, password) and user is not None


def issue_token(user: dict) -> str:
    settings: Settings = current_app.config["SETTINGS"]
    issued = int(time.time())
    claims = {
        "iss": ISSUER,
        "sub": str(user["_id"]),
        "role": user.get("role"),
        "tenant": user.get("tenant"),
        "jti": secrets.token_hex(8),
        "iat": issued,
        "exp": issued + settings.token_lifetime,
    }
    return jwt.encode(claims, settings.jwt_secret, algorithm=ALGORITHM)


def load_identity() -> None:
    """Sets g.user to the account of a valid token, else to None."""
    g.user = None
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return
    settings: Settings = current_app.config["SETTINGS"]
    try:
        claims = jwt.decode(
            token.strip(),
            settings.jwt_secret,
            algorithms=[ALGORITHM],
            issuer=ISSUER,
            options={"require": ["exp", "iat", "sub", "jti"]},
        )
        user_id = ObjectId(claims["sub"])
    except (jwt.PyJWTError, InvalidId, ValueError):
        return
    # The account, not the token, says what its role is now.
    user = get_db().users.find_one({"_id": user_id}, IDENTITY)
    if user is None or claims["jti"] in user.get("revoked_tokens", []):
        return
    g.user = user
    g.token_id = claims["jti"]


def login_required(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        if g.user is None:
            abort(401, "a valid bearer token is required")
        return view(*args, **kwargs)

    return wrapper


def admin_required(view):
    @functools.wraps(view)
    @login_required
    def wrapper(*args, **kwargs):
        if not is_admin():
            abort(403, "administrators only")
        return view(*args, **kwargs)

    return wrapper


def is_admin() -> bool:
    return g.user["role"] == "admin"


def user_id() -> str:
    """The caller's identifier, as orders and other documents hold it."""
    return str(g.user["_id"])


def owner() -> dict:
    """The part of a filter that keeps to what the caller owns."""
    return {"user_id": user_id(), "tenant": g.user["tenant"]}
