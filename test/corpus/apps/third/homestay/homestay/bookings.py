from datetime import datetime

from bson import ObjectId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt, get_jwt_identity, jwt_required
from pymongo import ReturnDocument

from .extensions import db
from .helpers import body, booking_of_party, me, night_count, page, public

bp = Blueprint("bookings", __name__)


@bp.before_request
@jwt_required()
def signed_in():
    pass


def next_ref():
    counter = db.counters.find_one_and_update(
        {"_id": "booking"}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER
    )
    return counter["n"]


@bp.post("")
def book():
    data = body("listing", "from", "to")
    listing = db.listings.find_one({"_id": ObjectId(data["listing"]), "state": "published"})
    if listing is None:
        abort(404)
    nights = night_count(data["from"], data["to"])
    booking = {
        "ref": next_ref(),
        "listing": listing["_id"],
        "host": listing["host"],
        "guest": {"id": me(), "name": get_jwt()["name"]},
        "from": data["from"],
        "to": data["to"],
        "total": nights * listing["price"],
        "status": "requested",
        "messages": [],
    }
    db.bookings.insert_one(booking)
    return jsonify(public(booking)), 201


@bp.post("/instant")
def instant():
    data = body("listing", "from", "to")
    listing = db.listings.find_one({"_id": ObjectId(data["listing"]), "instant": True})
    if listing is None:
        abort(404)
    booking = {
        "ref": next_ref(),
        "listing": listing["_id"],
        "host": listing["host"],
        "guest": {"id": me(), "name": get_jwt()["name"]},
        "from": data["from"],
        "to": data["to"],
        "total": data["total"],
        "status": "confirmed",
    }
    db.bookings.insert_one(booking)
    return jsonify(public(booking)), 201


@bp.get("")
def index():
    guest = request.args.get("guest") or get_jwt_identity()
    skip, limit = page()
    found = db.bookings.find({"guest.id": ObjectId(guest)}).skip(skip).limit(limit)
    return jsonify([public(b, "messages") for b in found])


@bp.get("/hosting")
def hosting():
    skip, limit = page()
    found = db.bookings.find({"host.id": me()}).skip(skip).limit(limit)
    return jsonify([public(b, "messages") for b in found])


@bp.get("/<booking_id>")
def show(booking_id):
    return jsonify(public(booking_of_party(booking_id)))


@bp.get("/ref/<int:ref>")
def by_ref(ref):
    booking = db.bookings.find_one({"ref": ref})
    if booking is None:
        abort(404)
    return jsonify(public(booking))


@bp.post("/<booking_id>/cancel")
def cancel(booking_id):
    result = db.bookings.update_one(
        {"_id": ObjectId(booking_id), "guest.id": me(), "status": {"$in": ["requested", "confirmed"]}},
        {"$set": {"status": "cancelled", "cancelled": datetime.utcnow()}},
    )
    return jsonify(cancelled=bool(result.modified_count))


@bp.post("/<booking_id>/confirm")
def confirm(booking_id):
    booking = booking_of_party(booking_id)
    if booking["host"]["id"] != me():
        abort(403)
    db.bookings.update_one({"_id": booking["_id"]}, {"$set": {"status": "confirmed"}})
    return "", 204


@bp.post("/<booking_id>/messages")
def write(booking_id):
    data = body("text")
    db.bookings.update_one(
        {"_id": ObjectId(booking_id)},
        {"$push": {"messages": {"by": me(), "text": data["text"], "at": datetime.utcnow()}}},
    )
    return "", 201


@bp.get("/<booking_id>/messages")
def messages(booking_id):
    booking = booking_of_party(booking_id)
    return jsonify([{"by": str(m["by"]), "text": m["text"]} for m in booking.get("messages", [])[-100:]])


@bp.get("/revenue")
def revenue():
    rows = db.bookings.aggregate([
        {"$match": {"status": "confirmed"}},
        {"$group": {"_id": "$host.name", "sum": {"$sum": "$total"}}},
        {"$sort": {"sum": -1}},
        {"$limit": 100},
    ])
    return jsonify(list(rows))
