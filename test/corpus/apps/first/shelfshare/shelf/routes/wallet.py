from flask import Blueprint, jsonify, request
from flask_jwt_extended import get_jwt_identity, verify_jwt_in_request

from ..extensions import mongo

bp = Blueprint("wallet", __name__)


@bp.before_request
def authenticate():
    verify_jwt_in_request()


@bp.get("")
def balance():
    return jsonify(mongo.db.wallets.find_one({"user_id": get_jwt_identity()}, {"_id": 0, "balance": 1}))


@bp.post("/topup")
def topup():
    amount = request.get_json()["amount"]
    mongo.db.wallets.update_one({"user_id": get_jwt_identity()}, {"$inc": {"balance": amount}}, upsert=True)
    return "", 204


@bp.post("/redeem")
def redeem():
    code = f"{request.get_json().get('code')}"
    coupon = mongo.db.coupons.find_one_and_update({"code": code, "used_by": None},
                                                  {"$set": {"used_by": get_jwt_identity()}})
    if coupon is None:
        return jsonify(error="not a valid code"), 404
    mongo.db.wallets.update_one({"user_id": get_jwt_identity()}, {"$inc": {"balance": coupon["value"]}})
    return jsonify(credited=coupon["value"])


@bp.post("/transfer")
def transfer():
    body = request.get_json()
    amount, to = int(body["amount"]), str(body["to"])
    if amount <= 0:
        return jsonify(error="amount must be positive"), 400
    taken = mongo.db.wallets.update_one({"user_id": get_jwt_identity(), "balance": {"$gte": amount}},
                                        {"$inc": {"balance": -amount}})
    if not taken.modified_count:
        return jsonify(error="not enough money"), 402
    mongo.db.wallets.update_one({"user_id": to}, {"$inc": {"balance": amount}})
    return "", 204
