"""Invoices, one for an order."""

import secrets

from flask import Blueprint, abort
from pymongo.errors import DuplicateKeyError

from . import body as read
from .auth import login_required, owner
from .db import get_db, now, object_id

blueprint = Blueprint("invoices", __name__, url_prefix="/invoices")

INVOICE = {"_id": 0, "number": 1, "order_id": 1, "amount": 1, "issued_at": 1}
MAX_NUMBER = 20  # characters


def issue(order: dict) -> str:
    number = "INV-" + secrets.token_hex(8)
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
    body = read.json_object("order_id")
    db = get_db()
    order = db.orders.find_one(
        {"_id": object_id(read.text(body, "order_id")), **owner()},
        {"user_id": 1, "tenant": 1, "total": 1},
    )
    if order is None:
        abort(404, "no such order")
    try:
        number = issue(order)
    except DuplicateKeyError:
        abort(409, "this order has an invoice")
    return db.invoices.find_one({"number": number, **owner()}, INVOICE), 201


@blueprint.get("")
@login_required
def list_invoices():
    found = get_db().invoices.find(owner(), INVOICE)
    return {"items": list(found.sort("issued_at", -1).limit(read.limit()))}


@blueprint.get("/<number>")
@login_required
def get_invoice(number: str):
    if len(number) > MAX_NUMBER:
        abort(404, "no such invoice")
    invoice = get_db().invoices.find_one({"number": number, **owner()}, INVOICE)
    if invoice is None:
        abort(404, "no such invoice")
    return invoice
