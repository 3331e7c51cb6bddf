"""Invoices, one for an order, numbered in sequence."""

from flask import Blueprint, abort
from pymongo import ReturnDocument
from pymongo.errors import DuplicateKeyError

from . import body as read
from .auth import login_required, user_id
from .db import get_db, now, object_id

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")

INVOICE = {"_id": 0, "number": 1, "order_id": 1, "amount": 1, "issued_at": 1}


def next_number() -> int:
    counter = get_db().counters.find_one_and_update(
        {"_id": "invoices"},
        {"$inc": {"value": 1}},
        upsert=True,
        return_document=ReturnDocument.AFTER,
    )
    return counter["value"]


def issue(order: dict) -> int:
    number = next_number()
    get_db().invoices.insert_one(
        {
            "number": number,
            "order_id": str(order["_id"]),
            "user_id": order["user_id"],
            "tenant": order["tenant"],
            "amount": order["total"],
            "issued_at": now(),
        }
    )
    return number


@blueprint.post("")
@login_required
def create_invoice():
    body = read.json_object()
    read.require(body, "order_id")
    db = get_db()
    order = db.orders.find_one(
        {"_id": object_id(body["order_id"]), "user_id": user_id()},
        {"user_id": 1, "tenant": 1, "total": 1},
    )
    if order is None:
        abort(404, "no such order")
    try:
        number = issue(order)
    except DuplicateKeyError:
        abort(409, "this order has an invoice")
    return db.invoices.find_one({"number": number, "user_id": user_id()}, INVOICE), 201


@blueprint.get("")
@login_required
def list_invoices():
    found = get_db().invoices.find({"user_id": user_id()}, INVOICE)
    return {"items": list(found.sort("number", -1).limit(read.limit()))}


@blueprint.get("/<int(max=999999999):number>")
@login_required
def get_invoice(number: int):
    invoice = get_db().invoices.find_one({"number": number}, {**INVOICE, "user_id": 1})
    if invoice is None:
        abort(404, "no such invoice")
    if invoice.pop("user_id") != user_id():
        abort(403, "this invoice belongs to somebody else")
    return invoice
