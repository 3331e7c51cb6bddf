from flask import Blueprint, abort, g, jsonify, request
from pymongo.errors import DuplicateKeyError

from .data import database, desks, oid, reservations
from .gate import require
from .models import BookingIn, BookingQuery, BookingSearch

bp = Blueprint("bookings", __name__, url_prefix="/bookings")


def out(b):
    return {"id": str(b["_id"]), "desk": str(b["desk"]), "day": b["day"], "by": b["member"]["name"]}


@bp.get("")
def day_plan():
    wish = BookingQuery.model_validate(request.args.to_dict())
    query = {}
    if wish.day:
        query["day"] = wish.day.isoformat()
    if wish.person:
        query["member.id"] = wish.person
    return jsonify([out(b) for b in reservations.find(query).limit(wish.limit)])


@bp.post("")
def book():
    wish = BookingIn.model_validate(request.get_json())
    desk = desks.one({"_id": oid(wish.desk)})
    member = {"id": g.claims["sub"], "name": request.headers.get("X-Display-Name", "")[:60]}
    try:
        new = reservations.add({"desk": desk["_id"], "day": wish.day.isoformat(), "member": member})
    except DuplicateKeyError:
        abort(409)
    return jsonify(id=str(new)), 201


@bp.post("/for")
def book_for():
    data = request.get_json()
    desk = desks.one({"_id": oid(str(data["desk"]))})
    new = reservations.add({
        "desk": desk["_id"], "day": str(data["day"]), "member": {"id": str(data["member"]), "name": str(data["name"])},
    })
    return jsonify(id=str(new)), 201


@bp.delete("/<booking_id>")
def cancel(booking_id):
    gone = reservations.drop({"_id": oid(booking_id), "member.id": g.claims["sub"]})
    return jsonify(gone=gone)


@bp.put("/<booking_id>")
def move(booking_id):
    wish = BookingIn.model_validate(request.get_json())
    reservations.change({"_id": oid(booking_id)}, {"$set": {"day": wish.day.isoformat(), "desk": oid(wish.desk)}})
    return "", 204


@bp.put("/<booking_id>/note")
def note(booking_id):
    booking = reservations.one({"_id": oid(booking_id)})
    if booking["member"]["id"] != g.claims["sub"]:
        require("manager")
    reservations.change({"_id": booking["_id"]}, {"$set": {"note": str(request.get_json()["note"])[:200]}})
    return "", 204


@bp.post("/visitors")
def announce():
    number = database.visitors.count_documents({}) + 1
    database.visitors.insert_one({"number": number, "org": g.claims["org"], "host": g.claims["sub"], "name": str(request.get_json()["name"])})
    return jsonify(number=number), 201


@bp.get("/visitors/<int:number>")
def visitor(number):
    found = database.visitors.find_one({"number": number})
    if found is None:
        abort(404)
    if found["org"] != g.claims["org"]:
        abort(403)
    return jsonify(name=found["name"])


@bp.post("/search")
def search():
    wish = BookingSearch.model_validate(request.get_json())
    return jsonify([out(b) for b in reservations.find({"day": wish.day, "desk": wish.desk}).limit(100)])


@bp.get("/export")
def export():
    require("manager")
    return jsonify([out(b) for b in reservations.find()])
