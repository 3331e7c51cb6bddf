from datetime import datetime, timezone

from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, g, jsonify, request

from auth import account_id, api_key_required
from db import alive, get_db, paginate
from schemas import METER, OPEN_METER, READING, checked

bp = Blueprint("meters", __name__)


@bp.errorhandler(InvalidId)
def not_an_id(_):
    return jsonify(error="not found"), 404


def view(meter):
    return {"id": str(meter["_id"]), "serial": meter["serial"], "site": meter.get("site"), "label": meter.get("label")}


def fetch_meter(meter_id, **projection):
    meter = get_db().meters.find_one(alive({"_id": ObjectId(meter_id)}), projection or None)
    if meter is None or meter["account"]["id"] != account_id():
        abort(404)
    return meter


@bp.route("/", strict_slashes=False)
@api_key_required("read")
def index():
    cursor = get_db().meters.find(alive({"account.id": account_id()}))
    return jsonify([{k: m.get(k) for k in ("_id", "serial", "site")} for m in paginate(cursor, request.args)])


@bp.route("/", methods=["POST"], strict_slashes=False)
@api_key_required("write")
@checked(METER)
def add():
    meter = {**g.body, "account": {"id": account_id(), "name": g.account.get("company")}, "deleted_at": None, "total": 0}
    get_db().meters.insert_one(meter)
    return jsonify(view(meter)), 201


@bp.route("/adopt", methods=["POST"])
@api_key_required("write")
@checked(OPEN_METER)
def adopt():
    meter = {"account": {"id": account_id()}, "deleted_at": None, "total": 0, **g.body}
    get_db().meters.insert_one(meter)
    return jsonify(view(meter)), 201


@bp.route("/<meter_id>")
@api_key_required("read")
def show(meter_id):
    return jsonify(view(fetch_meter(meter_id)))


@bp.route("/<meter_id>", methods=["PUT"])
@api_key_required("write")
@checked(METER)
def change(meter_id):
    meter = fetch_meter(meter_id)
    get_db().meters.update_one({"_id": meter["_id"]}, {"$set": g.body})
    return "", 204


@bp.route("/<meter_id>", methods=["DELETE"])
@api_key_required("write")
def delete(meter_id):
    get_db().meters.update_one(
        alive({"_id": ObjectId(meter_id), "account.id": account_id()}),
        {"$set": {"deleted_at": datetime.now(timezone.utc)}},
    )
    return "", 204


@bp.route("/<meter_id>/restore", methods=["POST"])
@api_key_required("write")
def restore(meter_id):
    done = get_db().meters.update_one({"_id": ObjectId(meter_id)}, {"$set": {"deleted_at": None}})
    return jsonify(restored=done.modified_count)


@bp.route("/trash")
@api_key_required("read")
def trash():
    cursor = get_db().meters.find({"deleted_at": {"$ne": None}, "account.id": account_id()}).limit(100)
    return jsonify([view(m) for m in cursor])


@bp.route("/readings", methods=["POST"])
@api_key_required("write")
@checked(READING)
def record():
    meter = get_db().meters.find_one(alive({"serial": g.body["serial"], "account.id": account_id()})) or abort(404)
    get_db().readings.insert_one({"meter": meter["_id"], "kwh": g.body["kwh"], "at": datetime.now(timezone.utc)})
    return "", 201


@bp.route("/<meter_id>/readings")
@api_key_required("read")
def readings(meter_id):
    cursor = get_db().readings.find({"meter": ObjectId(meter_id)}, {"_id": 0, "kwh": 1, "at": 1})
    return jsonify([{"kwh": r["kwh"], "at": r["at"].isoformat()} for r in cursor.sort("at", -1).limit(500)])


@bp.route("/<meter_id>/daily")
@api_key_required("read")
def daily(meter_id):
    meter = fetch_meter(meter_id, account=1)
    rows = get_db().readings.aggregate([
        {"$match": {"meter": meter["_id"]}},
        {"$group": {"_id": {"$dateToString": {"format": "%Y-%m-%d", "date": "$at"}}, "kwh": {"$sum": "$kwh"}}},
        {"$sort": {"_id": -1}},
        {"$limit": 366},
    ])
    return jsonify(list(rows))


@bp.route("/query", methods=["POST"])
@api_key_required("read")
def query():
    wanted = request.get_json()
    criteria = alive({"account.id": account_id()})
    for name in ("site", "label", "serial"):
        if name in wanted:
            criteria[name] = wanted[name]
    return jsonify([view(m) for m in get_db().meters.find(criteria).limit(100)])


@bp.route("/query/where", methods=["POST"])
@api_key_required("read")
def query_where():
    least = request.get_json()["least"]
    cursor = get_db().meters.find({"account.id": account_id(), "$where": f"this.total >= {least}"})
    return jsonify([view(m) for m in cursor.limit(100)])


@bp.route("/query/least")
@api_key_required("read")
def query_least():
    least = request.args.get("least", 0, type=float)
    cursor = get_db().meters.find({"account.id": account_id(), "$where": "this.total >= %f" % least})
    return jsonify([view(m) for m in cursor.limit(100)])


@bp.route("/<meter_id>/counters", methods=["PATCH"])
@api_key_required("write")
def counters(meter_id):
    meter = fetch_meter(meter_id)
    body = request.get_json()
    get_db().meters.update_one({"_id": meter["_id"]}, {f"${body['op']}": {"total": body["by"]}})
    return "", 204


@bp.route("/export")
@api_key_required("read")
def export():
    count = int(request.args.get("count", 1000))
    rows = get_db().meters.find({"account.id": account_id()}, {"_id": 0, "serial": 1, "total": 1}).limit(count)
    return jsonify(list(rows))
