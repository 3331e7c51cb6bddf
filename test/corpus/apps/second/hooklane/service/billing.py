import ast

from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, g, jsonify, request

from .keys import require_key
from .store import db

bp = Blueprint("billing", __name__)

RATES = {"small": 390, "medium": 590, "large": 990}


@bp.post("/postage")
@require_key("write")
def postage():
    body = request.get_json()
    count = int(body["count"])
    size = str(body["size"])
    if size not in RATES:
        abort(400)
    db.clients.update_one({"_id": g.client["_id"]}, {"$inc": {"credit": -RATES[size] * count}})
    return "", 204


@bp.post("/postage/single")
@require_key("write")
def single():
    price = RATES.get(str(request.get_json()["size"]))
    if price is None:
        abort(400)
    done = db.clients.update_one({"_id": g.client["_id"], "credit": {"$gte": price}}, {"$inc": {"credit": -price}})
    return jsonify(ok=bool(done.modified_count))


@bp.post("/invoices")
@require_key("write")
def invoice():
    body = request.get_json()
    db.invoices.insert_one({"client": ObjectId(body["client"]), "lines": [str(line) for line in body["lines"]], "status": "open"})
    return "", 201


@bp.get("/invoices/<invoice_id>")
@require_key("read")
def show_invoice(invoice_id):
    try:
        found = db.invoices.find_one({"_id": ObjectId(invoice_id), "client": g.client["_id"]}, {"_id": 0, "lines": 1, "status": 1})
    except InvalidId:
        abort(404)
    return jsonify(found) if found else ("", 404)


@bp.get("/invoices")
@require_key("read")
def invoices():
    rows = db.invoices.find({"client": g.client["_id"]}, {"_id": 0, "lines": 1, "status": 1}).limit(100)
    return jsonify(list(rows))


@bp.post("/invoices/<invoice_id>/paid")
@require_key("write")
def paid(invoice_id):
    if not ObjectId.is_valid(invoice_id):
        abort(404)
    db.invoices.update_one({"_id": ObjectId(invoice_id)}, {"$set": {"status": "paid"}})
    return "", 204


@bp.put("/rules")
@require_key("write")
def rules():
    rule = eval(request.get_json()["rule"], {"__builtins__": {}})
    db.clients.update_one({"_id": g.client["_id"]}, {"$set": {"rule": repr(rule)}})
    return "", 204


@bp.put("/surcharges")
@require_key("write")
def surcharges():
    table = ast.literal_eval(request.get_json()["table"])
    db.clients.update_one({"_id": g.client["_id"]}, {"$set": {"surcharges": {str(k): int(v) for k, v in table.items()}}})
    return "", 204
