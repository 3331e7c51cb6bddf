from datetime import datetime, timezone

from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt_identity, jwt_required

from .ext import mongo, uid

bp = Blueprint("feed", __name__)


@bp.errorhandler(InvalidId)
def bad_id(error):
    return jsonify(error="bad id"), 400


@bp.get("/public")
@jwt_required(optional=True)
def public():
    query = {"visibility": "public"}
    if get_jwt_identity():
        query = {"$or": [query, {"athlete": uid()}]}
    docs = mongo.db.workouts.find(query, {"_id": 0, "title": 1, "distance": 1}).limit(50)
    return jsonify(list(docs))


@bp.get("/user/<user_id>")
@jwt_required()
def of_user(user_id):
    docs = mongo.db.workouts.find({"athlete": ObjectId(user_id), "visibility": "public"}, {"_id": 0, "title": 1}).limit(50)
    return jsonify(list(docs))


@bp.get("/inbox/<user_id>")
@jwt_required()
def inbox(user_id):
    docs = mongo.db.messages.find({"to": ObjectId(user_id)}, {"_id": 0, "text": 1, "at": 1}).limit(50)
    return jsonify(list(docs))


@bp.get("/outbox/<user_id>")
@jwt_required()
def outbox(user_id):
    if user_id != get_jwt_identity():
        abort(403)
    docs = mongo.db.messages.find({"from": ObjectId(user_id)}, {"_id": 0, "text": 1, "at": 1}).limit(50)
    return jsonify(list(docs))


@bp.post("/messages")
@jwt_required()
def send():
    body = request.get_json()
    mongo.db.messages.insert_one({
        "from": uid(), "to": ObjectId(body["to"]), "text": str(body["text"])[:2000], "at": datetime.now(timezone.utc),
    })
    return "", 201


@bp.post("/comments")
@jwt_required()
def comment():
    body = request.get_json()
    mongo.db.comments.insert_one({"workout": ObjectId(body["workout"]), "author": ObjectId(body["author"]), "text": str(body["text"])})
    return "", 201


@bp.post("/comments/hide")
@jwt_required()
def hide():
    ids = request.get_json().get("ids", [])
    result = mongo.db.comments.update_many({"_id": {"$in": [ObjectId(i) for i in ids]}, "author": uid()}, {"$set": {"hidden": True}})
    return jsonify(n=result.modified_count)


@bp.get("/leaderboard")
def leaderboard():
    rows = mongo.db.workouts.aggregate([
        {"$match": {"visibility": "public"}},
        {"$group": {"_id": "$athlete", "distance": {"$sum": "$distance"}}},
        {"$sort": {"distance": -1}}, {"$limit": 20},
    ])
    return jsonify([{"athlete": str(r["_id"]), "distance": r["distance"]} for r in rows])
