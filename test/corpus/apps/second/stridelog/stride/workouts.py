import re

from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt, get_jwt_identity, jwt_required

from .ext import current_user, mongo, uid

bp = Blueprint("workouts", __name__)

SORTABLE = {"date", "distance", "duration"}


def as_json(doc):
    return {key: str(value) if isinstance(value, ObjectId) else value for key, value in doc.items()}


def own_workout(wid):
    try:
        doc = mongo.db.workouts.find_one({"_id": ObjectId(wid)})
    except InvalidId:
        abort(404)
    if not doc or doc["athlete"] != uid():
        abort(404)
    return doc


@bp.get("")
@jwt_required()
def listing():
    order = request.args.get("sort", "date")
    if order not in SORTABLE:
        order = "date"
    page = max(request.args.get("page", 1, type=int), 1)
    docs = mongo.db.workouts.find({"athlete": uid()}).sort(order, -1).skip(20 * (page - 1)).limit(20)
    return jsonify([as_json(d) for d in docs])


@bp.get("/recent")
@jwt_required()
def recent():
    n = request.args.get("n", 10, type=int)
    docs = mongo.db.workouts.find({"athlete": uid()}).sort("date", -1).limit(n)
    return jsonify([as_json(d) for d in docs])


@bp.post("/query")
@jwt_required()
def query():
    spec = request.get_json()
    docs = mongo.db.workouts.find({**spec, "athlete": uid()}).limit(100)
    return jsonify([as_json(d) for d in docs])


@bp.post("/match")
@jwt_required()
def match():
    wanted = request.get_json()
    if any(isinstance(v, (dict, list)) for v in wanted.values()) or not set(wanted) <= {"sport", "date", "title"}:
        abort(400)
    docs = mongo.db.workouts.find({**wanted, "athlete": uid()}).limit(100)
    return jsonify([as_json(d) for d in docs])


@bp.post("")
@jwt_required()
def create():
    doc = request.get_json()
    doc.setdefault("athlete", uid())
    mongo.db.workouts.insert_one(doc)
    return jsonify(id=str(doc["_id"])), 201


@bp.post("/import")
@jwt_required()
def bulk_import():
    rows = [{"athlete": uid(), "sport": str(r.get("sport")), "distance": float(r.get("distance", 0)), "source": "import"} for r in request.get_json()["rows"][:500]]
    mongo.db.workouts.insert_many(rows)
    return jsonify(n=len(rows)), 201


@bp.get("/<wid>")
@jwt_required()
def show(wid):
    doc = own_workout(wid)
    return jsonify(as_json(doc))


@bp.put("/<oid:wid>")
@jwt_required()
def edit(wid):
    fields = {k: v for k, v in request.get_json().items() if k in ("title", "notes", "sport")}
    result = mongo.db.workouts.update_one({"_id": wid}, {"$set": fields})
    return jsonify(n=result.matched_count)


@bp.delete("/<oid:wid>")
@jwt_required()
def remove(wid):
    found = mongo.db.workouts.find_one_and_delete({"_id": wid, "athlete": ObjectId(get_jwt_identity())})
    return ("", 204) if found else ("", 404)


@bp.get("/<oid:wid>/track")
@jwt_required()
def track(wid):
    identity = get_jwt_identity()
    points = mongo.db.tracks.find_one({"workout": wid}, {"_id": 0, "points": 1})
    if points is None:
        return jsonify(error="no track", user=identity), 404
    return jsonify(points)


@bp.post("/<oid:wid>/share")
@jwt_required()
def share(wid):
    doc = mongo.db.workouts.find_one({"_id": wid})
    if doc is None:
        return "", 404
    if str(doc["athlete"]) != get_jwt_identity() and get_jwt().get("role") != "coach":
        return "", 403
    mongo.db.workouts.update_one({"_id": doc["_id"]}, {"$set": {"visibility": "public" if request.get_json().get("on") else "private"}})
    return "", 204


@bp.get("/by-title")
@jwt_required()
def by_title():
    user = current_user()
    pattern = re.compile(request.args["q"], re.I)
    docs = mongo.db.workouts.find({"athlete": user["_id"], "title": pattern}).limit(30)
    return jsonify([as_json(d) for d in docs])
