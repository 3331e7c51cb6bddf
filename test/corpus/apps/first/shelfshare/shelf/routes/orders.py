from datetime import datetime, timezone

from bson import ObjectId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt_identity, jwt_required

from ..extensions import mongo

bp = Blueprint("orders", __name__)

NEXT = {"paid": ("shipped", "refunded"), "shipped": ("delivered",), "delivered": ()}


@bp.post("")
@jwt_required()
def place():
    body = request.get_json()
    order = {
        "buyer_id": get_jwt_identity(),
        "items": body["items"],
        "total": body["total"],
        "status": "open",
        "created_at": datetime.now(timezone.utc),
    }
    return jsonify(id=str(mongo.db.orders.insert_one(order).inserted_id)), 201


@bp.post("/checkout")
@jwt_required()
def checkout():
    total, lines = 0, []
    for item in request.get_json()["items"]:
        book = mongo.db.listings.find_one_or_404({"_id": ObjectId(item["listing_id"]), "status": "live"})
        quantity = int(item["quantity"])
        total += book["price"] * quantity
        lines.append({"listing": book["_id"], "quantity": quantity, "price": book["price"]})
    order = {"buyer_id": get_jwt_identity(), "items": lines, "total": total,
             "status": "open", "created_at": datetime.now(timezone.utc)}
    return jsonify(id=str(mongo.db.orders.insert_one(order).inserted_id), total=total), 201


@bp.post("/buy-now/<ObjectId:listing_id>")
@jwt_required()
def buy_now(listing_id):
    book = mongo.db.listings.find_one_or_404({"_id": listing_id, "status": "live"})
    quantity = request.get_json().get("quantity", 1)
    if not isinstance(quantity, int) or not 1 <= quantity <= 10:
        return jsonify(error="quantity must be 1 to 10"), 400
    order = {"buyer_id": get_jwt_identity(), "seller_id": book["seller_id"],
             "items": [{"listing": book["_id"], "quantity": quantity, "price": book["price"]}],
             "total": book["price"] * quantity, "status": "open"}
    return jsonify(id=str(mongo.db.orders.insert_one(order).inserted_id)), 201


@bp.get("")
@jwt_required()
def index():
    buyer = request.args.get("user_id", get_jwt_identity())
    orders = mongo.db.orders.find({"buyer_id": buyer}).limit(100)
    return jsonify(list(orders))


@bp.get("/sales")
@jwt_required()
def sales():
    orders = mongo.db.orders.find({"seller_id": get_jwt_identity()}).limit(100)
    return jsonify(list(orders))


@bp.get("/<ObjectId:order_id>")
@jwt_required()
def show(order_id):
    me = get_jwt_identity()
    order = mongo.db.orders.find_one_or_404({"_id": order_id})
    if me != order["buyer_id"] and me != order.get("seller_id"):
        abort(403)
    return jsonify(order)


@bp.get("/<ObjectId:order_id>/invoice")
@jwt_required()
def invoice(order_id):
    order = mongo.db.orders.find_one_or_404({"_id": order_id}, {"items": 1, "total": 1, "buyer_id": 1, "address": 1})
    return jsonify(order)


@bp.post("/<ObjectId:order_id>/pay")
@jwt_required()
def pay(order_id):
    reference = str(request.get_json().get("reference", ""))
    result = mongo.db.orders.update_one({"_id": order_id, "status": "open"},
                                        {"$set": {"status": "paid", "reference": reference}})
    return jsonify(paid=bool(result.modified_count))


@bp.patch("/<ObjectId:order_id>/status")
@jwt_required()
def move(order_id):
    order = mongo.db.orders.find_one_or_404({"_id": order_id, "seller_id": get_jwt_identity()})
    status = request.get_json().get("status")
    if status not in NEXT.get(order["status"], ()):
        return jsonify(error="not now"), 409
    mongo.db.orders.update_one({"_id": order["_id"]}, {"$set": {"status": status}})
    return "", 204
