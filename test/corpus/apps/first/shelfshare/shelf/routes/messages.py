from bson import ObjectId
from flask import Blueprint, jsonify, request
from flask_jwt_extended import get_jwt_identity, jwt_required

from ..extensions import mongo

bp = Blueprint("messages", __name__)


def in_my_threads(**more):
    return {"participants": get_jwt_identity(), **more}


@bp.get("/<thread>")
@jwt_required()
def read(thread):
    found = mongo.db.messages.find(in_my_threads(thread=thread)).sort("sent_at", -1).limit(50)
    return jsonify(list(found))


@bp.post("")
@jwt_required()
def send():
    body = request.get_json()
    mongo.db.messages.insert_one({
        "thread": body["thread"],
        "sender_id": body.get("sender_id"),
        "participants": body["participants"],
        "text": body["text"],
    })
    return "", 201


@bp.post("/delete")
@jwt_required()
def delete():
    ids = [ObjectId(i) for i in request.get_json()["ids"]]
    result = mongo.db.messages.delete_many({"_id": {"$in": ids}, "sender_id": get_jwt_identity()})
    return jsonify(deleted=result.deleted_count)


@bp.post("/mark-read")
@jwt_required()
def mark_read():
    ids = request.get_json()["threads"]
    mongo.db.messages.update_many({"participants": get_jwt_identity(), "thread": {"$in": ids}},
                                  {"$addToSet": {"read_by": get_jwt_identity()}})
    return "", 204
