from datetime import datetime, timedelta, timezone

from flask import Blueprint, abort, jsonify, request
from werkzeug.security import check_password_hash, generate_password_hash

from .data import database
from .gate import token
from .models import Badge, SignIn

bp = Blueprint("sessions", __name__)


def slow_down(name):
    """Refuse after ten tries in a quarter of an hour."""
    since = datetime.now(timezone.utc) - timedelta(minutes=15)
    if database.tries.count_documents({"name": name, "at": {"$gt": since}}) >= 10:
        abort(429)
    database.tries.insert_one({"name": name, "at": datetime.now(timezone.utc)})


@bp.post("/session")
def sign_in():
    wish = SignIn.model_validate(request.get_json())
    slow_down(f"{wish.org}/{wish.email}")
    person = database.people.find_one({"org": wish.org, "email": wish.email})
    if person is None or not check_password_hash(person["hash"], wish.password):
        return jsonify(error="wrong credentials"), 401
    return jsonify(token=token(person))


@bp.post("/session/badge")
def sign_in_badge():
    wish = Badge.model_validate(request.get_json())
    person = database.people.find_one({"org": wish.org, "badge": wish.badge})
    if person is None:
        return jsonify(error="unknown badge"), 401
    return jsonify(token=token(person))


@bp.post("/session/reset")
def reset():
    data = request.get_json()
    slow_down("reset/" + request.remote_addr)
    match data:
        case {"code": str(code), "password": str(password)} if len(password) >= 12:
            done = database.people.update_one(
                {"reset.code": code, "reset.until": {"$gt": datetime.now(timezone.utc)}},
                {"$set": {"hash": generate_password_hash(password)}, "$unset": {"reset": 1}},
            )
            return jsonify(ok=done.modified_count == 1)
    abort(400)


@bp.get("/plans")
def plans():
    return jsonify(list(database.plans.find({"public": True}, {"_id": 0, "name": 1, "seats": 1, "price": 1}).limit(10)))
