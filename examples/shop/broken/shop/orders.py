"""Orders."""

import secrets

from bson import ObjectId
from flask import Blueprint, abort, g, request

from . import body as read
from .auth import login_required, user_id
from .db import get_db, now, object_id, public

blueprint = Blueprint("orders", __name__, url_prefix="/orders")

MAX_ITEMS = 50

ORDER = {
    "user_id": 1,
    "items": 1,
    "note": 1,
    "shipping_address": 1,
    "total": 1,
    "status": 1,
    "created_at": 1,
}


def read_items(body: dict) -> list[dict]:
    items = body.get("items")
    if not isinstance(items, list) or not items:
        abort(400, "items is required")
    if len(items) > MAX_ITEMS:
        abort(400, f"items must have at most {MAX_ITEMS} entries")
    lines = []
    for item in items:
        if not isinstance(item, dict):
            abort(400, "items must be objects")
        read.require(item, "product_id", "quantity")
        if not ObjectId.is_valid(item["product_id"]):
            abort(400, "product_id must be the id of a product")
        product = get_db().products.find_one(
            {"_id": ObjectId(item["product_id"]), "published": True}, {"name": 1}
        )
        if product is None:
            abort(400, "product_id must be the id of a product")
        lines.append(
            {
                "product_id": str(product["_id"]),
                "name": product["name"],
                "quantity": item["quantity"],
            }
        )
    return lines


def read_payment(body: dict) -> dict:
    payment = body.get("payment")
    if not isinstance(payment, dict):
        abort(400, "payment is required")
    return {
        "card_number": read.text(payment, "card_number", longest=23),
        "card_holder": read.text(payment, "card_holder", required=False, longest=100),
        "token": "tok_" + secrets.token_hex(16),
    }


@blueprint.post("")
@login_required
def create_order():
    body = read.json_object()
    read.require(body, "shipping_address", "total")
    order = {
        "user_id": body.get("user_id", user_id()),
        "tenant": g.user["tenant"],
        "items": read_items(body),
        "note": read.text(body, "note", required=False),
        "shipping_address": read.text(body, "shipping_address"),
        "total": body["total"],
        "payment": read_payment(body),
        "status": "pending",
        "created_at": now(),
    }
    db = get_db()
    created = db.orders.insert_one(order)
    return public(db.orders.find_one({"_id": created.inserted_id}, ORDER)), 201


@blueprint.get("")
@login_required
def list_orders():
    owner = request.args.get("user_id", user_id())
    found = get_db().orders.find({"user_id": owner}, ORDER)
    found = found.sort("created_at", -1).limit(read.limit())
    return {"items": [public(order) for order in found]}


@blueprint.get("/<order_id>")
@login_required
def get_order(order_id: str):
    order = get_db().orders.find_one({"_id": ObjectId(order_id)})
    if order is None:
        abort(404, "no such order")
    return public(order)


@blueprint.patch("/<order_id>")
@login_required
def update_order(order_id: str):
    body = read.json_object()
    if not body:
        abort(400, "nothing to change")
    update = body if any(key.startswith("$") for key in body) else {"$set": body}
    db = get_db()
    done = db.orders.update_one({"_id": ObjectId(order_id)}, update)
    if not done.matched_count:
        abort(404, "no such order")
    return {"id": order_id, "updated": bool(done.modified_count)}


@blueprint.delete("/<order_id>")
@login_required
def delete_order(order_id: str):
    done = get_db().orders.delete_one({"_id": ObjectId(order_id)})
    if not done.deleted_count:
        abort(404, "no such order")
    return "", 204


@blueprint.post("/<order_id>/cancel")
@login_required
def cancel_order(order_id: str):
    db = get_db()
    own = {"_id": object_id(order_id), "user_id": user_id()}
    if db.orders.find_one(own, {"_id": 1}) is None:
        abort(404, "no such order")
    done = db.orders.update_one(
        {**own, "status": "pending"}, {"$set": {"status": "cancelled"}}
    )
    if not done.matched_count:
        abort(409, "only a pending order can be cancelled")
    return public(db.orders.find_one(own, ORDER))
