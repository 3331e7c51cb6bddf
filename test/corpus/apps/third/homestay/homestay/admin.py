from bson import ObjectId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt, verify_jwt_in_request

from .extensions import db
from .helpers import page

bp = Blueprint("admin", __name__)
COMMANDS = {"stats": {"dbStats": 1}, "ping": {"ping": 1}}


@bp.before_request
def staff_only():
    verify_jwt_in_request()
    if get_jwt().get("role") != "staff":
        abort(403)


@bp.get("/guests")
def guests():
    skip, limit = page()
    found = db.guests.find({}, {"email": 1, "name": 1, "role": 1}).skip(skip).limit(limit)
    return jsonify([{**x, "_id": str(x["_id"])} for x in found])


@bp.get("/guests/<guest_id>")
def guest(guest_id):
    found = db.guests.find_one({"_id": ObjectId(guest_id)})
    if not found:
        abort(404)
    found["_id"] = guest_id
    return jsonify(found)


@bp.delete("/guests/<guest_id>")
def ban(guest_id):
    db.guests.delete_one({"_id": ObjectId(guest_id)})
    return "", 204


@bp.post("/database")
def database():
    data = request.get_json()
    return jsonify(db.command(data["command"], data.get("value", 1)))


@bp.get("/database/<name>")
def database_report(name):
    if name not in COMMANDS:
        abort(404)
    return jsonify(db.command(COMMANDS[name]))


@bp.get("/export/<collection>")
def export(collection):
    rows = db[collection].find({}, {"_id": 0})
    return jsonify(list(rows))


@bp.get("/count/<collection>")
def count(collection):
    if collection not in {"guests", "listings", "bookings", "reviews"}:
        abort(404)
    return jsonify(count=db[collection].estimated_document_count())
