from datetime import datetime

from bson import ObjectId
from flask import Blueprint, abort, jsonify, render_template, request
from flask_login import current_user, login_required

from store import store

bp = Blueprint("money", __name__, url_prefix="/dues")
SEASON_FEE = {"full": 120, "student": 60}


@bp.before_request
@login_required
def members_only():
    if request.path.startswith("/dues/office") and "treasurer" not in current_user.roles:
        abort(403)


def dues_or_404(dues_id):
    if not ObjectId.is_valid(dues_id):
        abort(404)
    return store().dues.find_one({"_id": ObjectId(dues_id)}) or abort(404)


@bp.get("/")
def mine():
    found = store().dues.find({"member_id": current_user.key}).sort("season", -1).limit(20)
    return render_template("dues.html", dues=found)


@bp.post("/declare")
def declare():
    kind = request.form["kind"]
    if kind not in SEASON_FEE:
        abort(400)
    counter = store().counters.find_one_and_update({"_id": "dues"}, {"$inc": {"last": 1}}, upsert=True, return_document=True)
    store().dues.insert_one({
        "reference": counter["last"],
        "member_id": current_user.key,
        "season": datetime.utcnow().year,
        "kind": kind,
        "amount": SEASON_FEE[kind],
        "state": "open",
    })
    return "", 201


@bp.post("/donate")
def donate():
    amount = int(request.form["amount"])
    if amount <= 0:
        abort(400)
    store().donations.insert_one({"member_id": current_user.key, "amount": amount, "state": "promised"})
    return "", 201


@bp.post("/<dues_id>/paid")
def paid(dues_id):
    dues = dues_or_404(dues_id)
    store().dues.update_one({"_id": dues["_id"]}, {"$set": {"state": "paid", "amount": float(request.form["amount"])}})
    return "", 204


@bp.get("/<dues_id>")
def show(dues_id):
    dues = dues_or_404(dues_id)
    if dues["member_id"] != current_user.key and "treasurer" not in current_user.roles:
        abort(404)
    return jsonify(season=dues["season"], amount=dues["amount"], state=dues["state"])


@bp.get("/reference/<int:reference>")
def by_reference(reference):
    dues = store().dues.find_one({"reference": reference})
    if not dues:
        return jsonify(error="unknown reference"), 404
    if dues["member_id"] != current_user.key:
        return jsonify(error="somebody else's"), 403
    return jsonify(season=dues["season"], amount=dues["amount"])


@bp.get("/<dues_id>/receipt")
def receipt(dues_id):
    dues = dues_or_404(dues_id)
    payer = store().members.find_one({"_id": dues["member_id"]}, {"name": 1, "iban": 1})
    return jsonify(name=payer["name"], iban=payer.get("iban"), amount=dues["amount"])


@bp.get("/office/open")
def office_open():
    rows = store().dues.aggregate([
        {"$match": {"state": "open"}},
        {"$group": {"_id": "$member_id", "sum": {"$sum": "$amount"}}},
        {"$limit": 500},
    ])
    return jsonify([{"member": str(r["_id"]), "sum": r["sum"]} for r in rows])


@bp.post("/office/report")
def office_report():
    data = request.get_json()
    rows = store().dues.aggregate([{"$match": data["match"]}, {"$group": {"_id": "$season", "sum": {"$sum": "$amount"}}}])
    return jsonify(list(rows))


@bp.put("/office/<dues_id>")
def office_change(dues_id):
    dues = dues_or_404(dues_id)
    state = request.get_json().get("state")
    if state not in ("open", "paid", "waived"):
        abort(400)
    store().dues.update_one({"_id": dues["_id"]}, {"$set": {"state": state}})
    return "", 204
