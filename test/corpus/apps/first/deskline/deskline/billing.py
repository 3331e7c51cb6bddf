from flask import Blueprint, abort, g, request

from deskline import db, open_to_all
from deskline.guards import require_role, signed

bp = Blueprint("billing", __name__, url_prefix="/billing")

PLANS = {"small": 9, "team": 29, "business": 79}


@bp.post("/plan")
@require_role("admin")
def plan():
    body = request.get_json()
    chosen, seats = str(body.get("plan")), int(body.get("seats", 1))
    if chosen not in PLANS or not 1 <= seats <= 1000:
        abort(400)
    db.tenants.update_one({"_id": g.tenant}, {"$set": {"plan": chosen, "seats": seats, "monthly": PLANS[chosen] * seats}})
    return "", 204


@bp.post("/coupon")
@require_role("admin")
def coupon():
    body = request.get_json()
    db.tenants.update_one({"_id": g.tenant}, {"$set": {"coupon": str(body["code"]), "discount": body["discount"]}})
    return "", 204


@bp.post("/voucher")
@require_role("admin")
def voucher():
    code = str(request.get_json()["code"])
    found = db.vouchers.find_one_and_update({"code": code, "used_by": None}, {"$set": {"used_by": g.tenant}})
    if found is None:
        abort(404)
    db.tenants.update_one({"_id": g.tenant}, {"$inc": {"credit": found["value"]}})
    return {"credited": found["value"]}


@bp.post("/credit")
@require_role("admin")
def credit():
    db.tenants.update_one({"_id": g.tenant}, {"$inc": {"credit": float(request.get_json()["amount"])}})
    return "", 204


@bp.post("/hook")
@open_to_all
@signed("billing")
def hook():
    event = request.get_json()
    db.tenants.update_one({"customer": str(event["customer"])}, {"$set": {"paid_until": str(event["until"])}})
    return "", 204


@bp.post("/hook/legacy")
@open_to_all
def old_hook():
    event = request.get_json()
    db.tenants.update_one({"customer": str(event["customer"])}, {"$set": {"plan": str(event["plan"])}})
    return "", 204
