from flask import Blueprint, abort, g, jsonify, request

from .keys import require_key
from .store import db

bp = Blueprint("reports", __name__)

GROUPS = {"state": "$state", "day": {"$dateTrunc": {"date": "$created", "unit": "day"}}}


def own(*stages):
    return [{"$match": {"client": g.client["_id"]}}, *stages]


@bp.get("/by/<group>")
@require_key("read")
def by(group):
    if group not in GROUPS:
        abort(404)
    rows = db.parcels.aggregate(own({"$group": {"_id": GROUPS[group], "n": {"$sum": 1}}}, {"$limit": 400}))
    return jsonify(list(rows))


@bp.get("/by-field")
@require_key("read")
def by_field():
    rows = db.parcels.aggregate(own({"$group": {"_id": "$" + request.args["field"], "n": {"$sum": 1}}}, {"$limit": 400}))
    return jsonify(list(rows))


@bp.post("/states")
@require_key("read")
def states():
    wanted = request.get_json().get("states", [])
    if not all(isinstance(state, str) for state in wanted):
        abort(400)
    rows = db.parcels.aggregate(own({"$match": {"state": {"$in": wanted}}}, {"$count": "n"}))
    return jsonify(next(rows, {"n": 0}))


@bp.post("/regions")
@require_key("read")
def regions():
    body = request.get_json()
    rows = db.parcels.aggregate(own({"$match": {"region": body["region"]}}, {"$group": {"_id": "$region", "n": {"$sum": 1}}}))
    return jsonify(list(rows))


@bp.post("/custom")
@require_key("read")
def custom():
    stages = request.get_json()["stages"]
    rows = db.parcels.aggregate(own(*stages))
    return jsonify(list(rows))


@bp.post("/join")
@require_key("read")
def join():
    source = request.get_json()["source"]
    rows = db.parcels.aggregate(own({"$lookup": {"from": source, "localField": "_id", "foreignField": "parcel", "as": "more"}}, {"$limit": 100}, {"$project": {"_id": 0, "number": 1, "more": 1}}))
    return jsonify(list(rows))


@bp.get("/events")
@require_key("read")
def events():
    mine = db.parcels.distinct("_id", {"client": g.client["_id"]})
    rows = db.events.find({"parcel": {"$in": mine}}, {"_id": 0, "kind": 1, "at": 1}).limit(500)
    return jsonify(list(rows))


@bp.get("/events/<int:number>")
@require_key("read")
def events_of(number):
    parcel = db.parcels.find_one({"number": number}, {"_id": 1})
    if parcel is None:
        abort(404)
    rows = db.events.find({"parcel": parcel["_id"]}, {"_id": 0, "kind": 1, "at": 1, "by": 1}).limit(500)
    return jsonify(list(rows))


@bp.post("/score")
@require_key("read")
def score():
    code = request.get_json()["code"]
    rows = db.parcels.aggregate(own({"$limit": 200}, {"$project": {"_id": 0, "number": 1, "score": {"$function": {"body": code, "args": ["$state"], "lang": "js"}}}}))
    return jsonify(list(rows))


@bp.get("/weight")
@require_key("read")
def weight():
    factor = request.args.get("factor", 1.0, type=float)
    body = "function(w) { return w * %f; }" % factor
    rows = db.parcels.aggregate(own({"$limit": 200}, {"$project": {"_id": 0, "weight": {"$function": {"body": body, "args": ["$weight"], "lang": "js"}}}}))
    return jsonify(list(rows))


@bp.get("/archive/<int:year>")
@require_key("read")
def archive(year):
    rows = db.get_collection(f"parcels_{year}").find({"client": g.client["_id"]}, {"_id": 0, "number": 1}).limit(500)
    return jsonify(list(rows))


@bp.get("/tenant")
@require_key("read")
def tenant():
    rows = db.client[request.headers["X-Database"]].parcels.find({"client": g.client["_id"]}, {"_id": 0, "number": 1}).limit(500)
    return jsonify(list(rows))
