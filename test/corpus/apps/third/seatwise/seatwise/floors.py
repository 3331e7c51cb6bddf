from flask import Blueprint, abort, g, jsonify, request

from .data import database, desks, oid, rooms
from .gate import require
from .models import DeskIn

bp = Blueprint("floors", __name__)


@bp.get("/desks")
def list_desks():
    found = desks.find({"floor": request.args["floor"]} if "floor" in request.args else {}).limit(400)
    return jsonify([{"id": str(d["_id"]), "floor": d["floor"], "number": d["number"]} for d in found])


@bp.post("/desks")
def add_desk():
    require("manager")
    return jsonify(id=str(desks.add(DeskIn(**request.get_json()).model_dump()))), 201


@bp.post("/desks/bulk")
def add_desks():
    require("manager")
    org = request.args.get("org", g.claims["org"])
    docs = [{**DeskIn(**row).model_dump(), "org": org} for row in request.get_json()]
    database.desks.insert_many(docs)
    return jsonify(count=len(docs)), 201


@bp.delete("/desks/<desk_id>")
def drop_desk(desk_id):
    return jsonify(dropped=desks.drop({"_id": oid(desk_id)}))


@bp.get("/rooms")
def list_rooms():
    rows = database.rooms.aggregate([
        {"$match": {"org": g.claims["org"]}},
        {"$lookup": {"from": "bookings", "localField": "_id", "foreignField": "room", "as": "taken"}},
        {"$project": {"_id": 0, "name": 1, "seats": 1, "taken": {"$size": "$taken"}}},
        {"$limit": 100},
    ])
    return jsonify(list(rows))


@bp.get("/rooms/sorted")
def sorted_rooms():
    by = request.args.get("by", "name")
    return jsonify(list(rooms.find({}, {"_id": 0, "name": 1, "seats": 1}).sort(by).limit(100)))


@bp.get("/rooms/stats")
def room_stats():
    by = request.args.get("by", "seats")
    rows = database.rooms.aggregate([
        {"$match": {"org": g.claims["org"]}},
        {"$group": {"_id": "$" + by, "count": {"$sum": 1}}},
    ])
    return jsonify(list(rows))


@bp.get("/rooms/stats/fixed")
def room_stats_fixed():
    by = {"seats": "$seats", "floor": "$floor"}.get(request.args.get("by"), "$floor")
    rows = database.rooms.aggregate([
        {"$match": {"org": g.claims["org"]}},
        {"$group": {"_id": by, "count": {"$sum": 1}}},
    ])
    return jsonify(list(rows))


@bp.post("/rooms/stats")
def room_stats_code():
    script = request.get_json()["score"]
    rows = database.rooms.aggregate([
        {"$match": {"org": g.claims["org"]}},
        {"$project": {"name": 1, "_id": 0, "score": {"$function": {"body": script, "args": ["$$ROOT"], "lang": "js"}}}},
    ])
    return jsonify(list(rows))
