from flask import Blueprint, jsonify, request
from flask_jwt_extended import jwt_required

from ..extensions import mongo, staff_only

bp = Blueprint("admin", __name__)


@bp.get("/orders")
@staff_only()
def all_orders():
    return jsonify(list(mongo.db.orders.find().sort("created_at", -1).limit(200)))


@bp.get("/users")
@jwt_required()
def all_users():
    users = mongo.db.users.find({}, {"password": 0})
    return jsonify(list(users))


@bp.get("/db/<command>")
@staff_only()
def db_info(command):
    if command not in {"dbStats", "serverStatus", "connectionStatus"}:
        return jsonify(error="unknown command"), 404
    return jsonify(ok=mongo.db.command(command)["ok"])


@bp.get("/collections/<name>/stats")
@staff_only()
def collection_stats(name):
    scale = request.args.get("scale", 1, type=int)
    stats = mongo.db.command("collStats", name, scale=scale)
    return jsonify(count=stats["count"], size=stats["size"])


@bp.get("/sellers/top")
@jwt_required(optional=True)
def top_sellers():
    pipeline = [{"$match": {"status": "delivered"}},
                {"$group": {"_id": "$seller_id", "sold": {"$sum": 1}}},
                {"$sort": {"sold": -1}}, {"$limit": 10}]
    return jsonify(list(mongo.db.orders.aggregate(pipeline)))
