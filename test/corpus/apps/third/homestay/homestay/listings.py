from datetime import datetime

from bson import ObjectId
from flask import Blueprint, Response, abort, jsonify, request
from flask_jwt_extended import get_jwt, jwt_required

from .extensions import db, photos
from .helpers import body, me, page, public

bp = Blueprint("listings", __name__)

EDITABLE = frozenset({"title", "text", "rooms", "price", "city", "house_rules"})
CARD = {"title": 1, "city": 1, "price": 1, "rating": 1, "host.name": 1}


def chosen(data):
    return {name: value for name, value in data.items() if name in EDITABLE and isinstance(value, (str, int, float))}


def require_host(listing_id):
    listing = db.listings.find_one({"_id": ObjectId(listing_id)}, {"host": 1})
    if listing is None:
        abort(404)
    if listing["host"]["id"] != me():
        abort(404)
    return listing


@bp.get("")
def browse():
    query = {"state": "published"}
    if city := request.args.get("city"):
        query["city"] = city
    skip, limit = page()
    found = db.listings.find(query, CARD).sort("rating", -1).skip(skip).limit(limit)
    return jsonify([public(x) for x in found])


@bp.get("/<listing_id>")
def show(listing_id):
    listing = db.listings.find_one({"_id": ObjectId(listing_id), "state": "published"})
    if listing is None:
        abort(404)
    return jsonify(public(listing, "payout", "address", "door_code"))


@bp.get("/mine")
@jwt_required()
def mine():
    found = db.listings.find({"host.id": me()}, {"payout": 0}).limit(100)
    return jsonify([public(x) for x in found])


@bp.post("")
@jwt_required()
def create():
    data = body("title", "city")
    listing = chosen(data)
    listing.update(host={"id": me(), "name": get_jwt()["name"]}, state="draft", rating=0, created=datetime.utcnow())
    db.listings.insert_one(listing)
    return jsonify(id=str(listing["_id"])), 201


@bp.put("/<listing_id>")
@jwt_required()
def edit(listing_id):
    result = db.listings.update_one({"_id": ObjectId(listing_id), "host.id": me()}, {"$set": chosen(body())})
    if not result.matched_count:
        abort(404)
    return "", 204


@bp.put("/<listing_id>/price")
@jwt_required()
def set_price(listing_id):
    price = request.get_json()["price"]
    if not isinstance(price, int) or not 5 <= price <= 5000:
        abort(400)
    db.listings.update_one({"_id": ObjectId(listing_id)}, {"$set": {"price": price}})
    return "", 204


@bp.put("/<listing_id>/door")
@jwt_required()
def set_door(listing_id):
    listing = require_host(listing_id)
    data = body("door_code")
    db.listings.update_one({"_id": listing["_id"]}, {"$set": {"door_code": data["door_code"]}})
    return "", 204


@bp.get("/<listing_id>/payout")
@jwt_required()
def payout(listing_id):
    listing = db.listings.find_one({"_id": ObjectId(listing_id)}, {"payout": 1, "_id": 0})
    return jsonify(listing["payout"])


@bp.post("/<listing_id>/publish")
@jwt_required()
def publish(listing_id):
    require_host(listing_id)
    db.listings.update_one({"_id": ObjectId(listing_id)}, {"$set": {"state": "published"}})
    return "", 204


@bp.delete("/<listing_id>")
@jwt_required()
def remove(listing_id):
    listing = db.listings.find_one({"_id": ObjectId(listing_id)})
    if listing and listing["host"]["id"] == me():
        db.listings.delete_one({"_id": listing["_id"]})
    return "", 204


@bp.post("/<listing_id>/photos")
@jwt_required()
def add_photo(listing_id):
    listing = require_host(listing_id)
    upload = request.files["photo"]
    if upload.mimetype not in ("image/jpeg", "image/png"):
        abort(415)
    stored = photos.put(upload.stream, content_type=upload.mimetype, listing=listing["_id"], owner=me())
    db.listings.update_one({"_id": listing["_id"]}, {"$push": {"photos": stored}})
    return jsonify(photo=str(stored)), 201


@bp.get("/photos/<photo_id>")
def photo(photo_id):
    stored = photos.get(ObjectId(photo_id))
    return Response(stored.read(), content_type=stored.content_type)


@bp.delete("/photos/<photo_id>")
@jwt_required()
def delete_photo(photo_id):
    photos.delete(ObjectId(photo_id))
    return "", 204
