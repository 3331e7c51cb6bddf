from datetime import datetime

from bson import ObjectId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt, jwt_required

from .extensions import db
from .helpers import body, me, page

bp = Blueprint("reviews", __name__)


@bp.get("/listings/<listing_id>/reviews")
def of_listing(listing_id):
    skip, limit = page()
    found = db.reviews.find({"listing": ObjectId(listing_id)}, {"text": 1, "stars": 1, "author.name": 1, "_id": 0})
    return jsonify(list(found.skip(skip).limit(limit)))


@bp.post("/listings/<listing_id>/reviews")
@jwt_required()
def write(listing_id):
    data = body("text")
    stars = min(max(int(data.get("stars", 3)), 1), 5)
    stayed = db.bookings.find_one({"listing": ObjectId(listing_id), "guest.id": me(), "status": "confirmed"})
    if not stayed:
        abort(403)
    db.reviews.insert_one({
        "listing": ObjectId(listing_id),
        "author": {"id": me(), "name": get_jwt()["name"]},
        "text": data["text"],
        "stars": stars,
        "at": datetime.utcnow(),
    })
    return "", 201


@bp.post("/reviews/quick")
@jwt_required()
def quick():
    data = request.get_json()
    db.reviews.insert_one({
        "listing": ObjectId(data["listing"]),
        "author": {"id": ObjectId(data["author"]), "name": data["name"]},
        "text": str(data["text"]),
        "stars": int(data["stars"]),
    })
    return "", 201


@bp.put("/reviews/<review_id>")
@jwt_required()
def edit(review_id):
    review = db.reviews.find_one({"_id": ObjectId(review_id)})
    if not review:
        abort(404)
    if review["author"]["id"] != me():
        return jsonify(msg="not yours"), 403
    db.reviews.update_one({"_id": review["_id"]}, {"$set": {"text": body("text")["text"]}})
    return "", 204


@bp.delete("/reviews/<review_id>")
def drop(review_id):
    db.reviews.delete_one({"_id": ObjectId(review_id)})
    return "", 204
