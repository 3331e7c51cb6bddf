from datetime import date, datetime

from bson import ObjectId
from flask import abort, request
from flask_jwt_extended import get_jwt_identity

from .extensions import db

PER_PAGE_MAX = 60


def me():
    return ObjectId(get_jwt_identity())


def page():
    """Skip and limit, from ?page= and ?per_page=."""
    number = max(request.args.get("page", 1, type=int), 1)
    size = min(max(request.args.get("per_page", 20, type=int), 1), PER_PAGE_MAX)
    return (number - 1) * size, size


def body(*required):
    data = request.get_json(silent=True)
    if not isinstance(data, dict):
        abort(400)
    for name in required:
        if not isinstance(data.get(name), str) or not 0 < len(data[name]) <= 400:
            abort(400)
    return data


def night_count(start, end):
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    nights = (last - first).days
    if nights < 1 or nights > 60:
        abort(400)
    return nights


def booking_of_party(booking_id):
    """A booking of which the caller is guest or host."""
    booking = db.bookings.find_one({"_id": ObjectId(booking_id)})
    if booking is None or me() not in (booking["guest"]["id"], booking["host"]["id"]):
        abort(404)
    return booking


def public(doc, *hidden):
    out = {k: v for k, v in doc.items() if k not in hidden and k != "_id"}
    out["id"] = str(doc["_id"])
    for party in ("host", "guest"):
        if party in out:
            out[party] = {"name": out[party].get("name")}
    for key, value in out.items():
        if isinstance(value, (datetime, ObjectId)):
            out[key] = str(value)
    return out
