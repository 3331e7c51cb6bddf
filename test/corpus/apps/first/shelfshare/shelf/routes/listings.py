from datetime import datetime, timezone

from bson import ObjectId
from flask import Blueprint, jsonify, request
from flask_jwt_extended import get_jwt_identity, jwt_required

from ..extensions import mongo, pick, staff_only

bp = Blueprint("listings", __name__)

EDITABLE = ("title", "author", "genre", "condition", "price", "description")
PUBLIC = {"seller_phone": 0, "seller_note": 0}


@bp.get("")
@jwt_required(optional=True)
def browse():
    page = request.args.get("page", 1, type=int)
    per_page = min(max(request.args.get("per_page", 20, type=int), 1), 100)
    query = {"status": "live"}
    if genre := request.args.get("genre"):
        query["genre"] = genre
    if (top := request.args.get("max_price", type=float)) is not None:
        query["price"] = {"$lte": top}
    books = mongo.db.listings.find(query, PUBLIC).skip((page - 1) * per_page).limit(per_page)
    return jsonify(list(books))


@bp.get("/<ObjectId:listing_id>")
def show(listing_id):
    return jsonify(mongo.db.listings.find_one_or_404({"_id": listing_id, "status": "live"}, PUBLIC))


@bp.post("")
@jwt_required()
def create():
    doc = {
        **request.get_json(),
        "seller_id": get_jwt_identity(),
        "status": "draft",
        "featured": False,
        "created_at": datetime.now(timezone.utc),
    }
    doc.pop("_id", None)
    inserted = mongo.db.listings.insert_one(doc)
    return jsonify(id=str(inserted.inserted_id)), 201


@bp.put("/<ObjectId:listing_id>")
@jwt_required()
def edit(listing_id):
    result = mongo.db.listings.update_one(
        {"_id": listing_id, "seller_id": get_jwt_identity()},
        {"$set": pick(request.get_json(), EDITABLE)})
    if not result.matched_count:
        return jsonify(error="no such listing"), 404
    return "", 204


@bp.post("/<ObjectId:listing_id>/counters")
@jwt_required()
def counters(listing_id):
    # the app sends {"$inc": {"views": 1}} or {"$inc": {"shares": 1}}
    change = request.get_json()
    mongo.db.listings.update_one({"_id": listing_id, "seller_id": get_jwt_identity()}, change)
    return "", 204


@bp.post("/<ObjectId:listing_id>/feature")
@jwt_required()
def feature(listing_id):
    mongo.db.listings.update_one({"_id": listing_id}, {"$set": {"featured": True}})
    return "", 204


@bp.post("/<ObjectId:listing_id>/takedown")
@staff_only()
def takedown(listing_id):
    mongo.db.listings.update_one({"_id": listing_id}, {"$set": {"status": "removed"}})
    return "", 204


@bp.delete("/<listing_id>")
@jwt_required()
def remove(listing_id):
    mongo.db.listings.delete_one({"_id": ObjectId(listing_id)})
    return "", 204


@bp.get("/mine")
@jwt_required()
def mine():
    docs = mongo.db.listings.find({"seller_id": get_jwt_identity()})
    return jsonify(list(docs))


@bp.get("/facets")
def facets():
    field = request.args.get("by", "genre")
    return jsonify(mongo.db.listings.distinct(field))
