from datetime import datetime, timezone

from bson import ObjectId
from flask import Blueprint, abort, g, jsonify, request
from pymongo import ReturnDocument

from auth import account_id, api_key_required
from db import get_db, paginate

bp = Blueprint("billing", __name__)
TARIFFS = {"day": 0.31, "night": 0.22}


@bp.before_request
@api_key_required("read")
def need_key():
    return None


def invoice_number():
    row = get_db().counters.find_one_and_update({"_id": "invoice"}, {"$inc": {"value": 1}}, upsert=True, return_document=ReturnDocument.AFTER)
    return row["value"]


@bp.get("/invoices")
def invoices():
    cursor = get_db().invoices.find({"account": account_id()}, {"lines": 0})
    return jsonify([{"number": i["number"], "total": i["total"], "paid": i["paid"]} for i in paginate(cursor, request.args)])


@bp.get("/invoices/<int:number>")
def invoice(number):
    found = get_db().invoices.find_one({"number": number})
    if found is None:
        return jsonify(error="unknown invoice"), 404
    if found["account"] != account_id():
        return jsonify(error="not your invoice"), 403
    return jsonify(number=found["number"], total=found["total"], lines=found["lines"])


@bp.get("/invoices/<int:number>/pdf")
def invoice_link(number):
    found = get_db().invoices.find_one({"number": number}, {"pdf": 1, "_id": 0})
    return jsonify(found) if found else abort(404)


@bp.post("/invoices")
def draw_up():
    body = request.get_json()
    meter = get_db().meters.find_one({"_id": ObjectId(str(body["meter"])), "account.id": account_id()}) or abort(404)
    if body.get("tariff") not in TARIFFS:
        abort(400)
    total = round(meter["total"] * TARIFFS[body["tariff"]], 2)
    number = invoice_number()
    get_db().invoices.insert_one({
        "number": number, "account": account_id(), "total": total, "paid": False,
        "lines": [{"meter": meter["serial"], "kwh": meter["total"]}], "at": datetime.now(timezone.utc),
    })
    return jsonify(number=number, total=total), 201


@bp.post("/invoices/<int:number>/pay")
def pay(number):
    body = request.get_json()
    done = get_db().invoices.update_one(
        {"number": number, "account": account_id()},
        {"$set": {"paid": body.get("paid", True), "total": body["total"]}},
    )
    return jsonify(ok=bool(done.matched_count))


@bp.post("/credit/transfer")
def give_credit():
    body = request.get_json()
    amount = int(body["amount"])
    taken = get_db().accounts.update_one({"_id": account_id(), "credit": {"$gte": amount}}, {"$inc": {"credit": -amount}})
    if taken.modified_count:
        get_db().accounts.update_one({"_id": ObjectId(body["to"])}, {"$inc": {"credit": amount}})
    return "", 204


@bp.get("/usage")
def usage():
    who = request.args.get("account")
    owner = ObjectId(who) if who else account_id()
    rows = get_db().invoices.aggregate([
        {"$match": {"account": owner}},
        {"$group": {"_id": "$paid", "sum": {"$sum": "$total"}}},
    ])
    return jsonify(list(rows))


@bp.delete("/invoices/<int:number>")
def void(number):
    if "admin" not in g.account["scopes"]:
        abort(403)
    get_db().invoices.delete_one({"number": number})
    return "", 204


@bp.post("/tariffs")
def set_tariff():
    body = request.get_json()
    get_db().tariffs.replace_one({"_id": str(body["name"])}, {"_id": str(body["name"]), "price": float(body["price"])}, upsert=True)
    return "", 204
