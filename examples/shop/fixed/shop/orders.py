"""Orders."""

import secrets

from bson import ObjectId
from flask import Blueprint, abort

from . import body as read
from .auth import login_required, owner
from .db import get_db, now, object_id, public

blueprint = Blueprint("orders", __name__, url_prefix="/orders")

MAX_ITEMS = 50
MAX_QUANTITY = 100
ORDER = {
    "user_id": 1,
    "items": 1,
    "note": 1,
    "shipping_address": 1,
    "total": 1,
    "status": 1,
    "created_at": 1,
}


def own(order_id: str) -> dict:
    return {"_id": object_id(order_id), **owner()}


def read_items(body: dict) -> list[dict]:
    """The lines of the order, each with the price of the catalogue."""
    items = body.get("items")
    if not isinstance(items, list) or not items:
        abort(400, "items is required")
    if len(items) > MAX_ITEMS:
        abort(400, f"items must have at most {MAX_ITEMS} entries")
    lines = []
    for item in items:
        read.known(item, "items", "product_id", "quantity")
        quantity = read.integer(item, "quantity", 1, MAX_QUANTITY)
        product_id = read.text(item, "product_id")
        if not ObjectId.is_valid(product_id):
            abort(400, "product_id must be the id of a product")
        product = get_db().products.find_one(
            {"_id": ObjectId(product_id), "published": True},
            {"name": 1, "price": 1},
        )
        if product is None:
            abort(400, "product_id must be the id of a product")
        lines.append(
            {
                "product_id": str(product["_id"]),
                "name": product["name"],
                "quantity": quantity,
                "price": product["price"],
            }
        )
    return lines


def read_payment(body: dict) -> dict:
    if "payment" not in body:
        abort(400, "payment is required")
    payment = read.known(body["payment"], "payment", "card_number", "card_holder")
    card = read.text(payment, "card_number", shortest=13, longest=19)
    if not (card.isascii() and card.isdigit()):
        abort(400, "card_number must have 13 to 19 digits")
    return {
        "card_last4": card[-4:],
        "card_holder": read.text(payment, "card_holder", required=False, longest=100),
        "token": "tok_" + secrets.token_hex(16),
    }


@blueprint.post("")
@login_required
def create_order():
    body = read.json_object("items", "note", "shipping_address", "payment")
    note = read.text(body, "note", required=False)
    shipping_address = read.text(body, "shipping_address")
    payment = read_payment(body)
    lines = read_items(body)
    order = {
        **owner(),
        "items": lines,
        "note": note,
        "shipping_address": shipping_address,
        "total": round(sum(line["price"] * line["quantity"] for line in lines), 2),
        "payment": payment,
        "status": "pending",
        "created_at": now(),
    }
    db = get_db()
    created = db.orders.insert_one(order)
    found = db.orders.find_one({"_id": created.inserted_id, **owner()}, ORDER)
    return public(found), 201


@blueprint.get("")
@login_required
def list_orders():
    found = get_db().orders.find(owner(), ORDER)
    found = found.sort("created_at", -1).limit(read.limit())
    return {"items": [public(order) for order in found]}


@blueprint.get("/<order_id>")
@login_required
def get_order(order_id: str):
    order = get_db().orders.find_one(own(order_id), ORDER)
    if order is None:
        abort(404, "no such order")
    return public(order)


@blueprint.patch("/<order_id>")
@login_required
def update_order(order_id: str):
    body = read.json_object("note", "shipping_address")
    changes = {
        name: read.text(body, name, required=name == "shipping_address")
        for name in ("note", "shipping_address")
        if name in body
    }
    if not changes:
        abort(400, "nothing to change")
    db = get_db()
    if db.orders.find_one(own(order_id), {"_id": 1}) is None:
        abort(404, "no such order")
    done = db.orders.update_one(
        {**own(order_id), "status": "pending"}, {"$set": changes}
    )
    if not done.matched_count:
        abort(409, "only a pending order can be changed")
    return {"id": order_id, "updated": bool(done.modified_count)}


@blueprint.delete("/<order_id>")
@login_required
def delete_order(order_id: str):
    done = get_db().orders.delete_one(own(order_id))
    if not done.deleted_count:
        abort(404, "no such order")
    return "", 204


@blueprint.post("/<order_id>/cancel")
@login_required
def cancel_order(order_id: str):
    db = get_db()
    if db.orders.find_one(own(order_id), {"_id": 1}) is None:
        abort(404, "no such order")
    done = db.orders.update_one(
        {**own(order_id), "status": "pending"}, {"$set": {"status": "cancelled"}}
    )
    if not done.matched_count:
        abort(409, "only a pending order can be cancelled")
    return public(db.orders.find_one(own(order_id), ORDER))
