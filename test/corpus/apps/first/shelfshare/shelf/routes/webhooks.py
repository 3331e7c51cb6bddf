import hashlib
import hmac

from flask import Blueprint, abort, current_app, request

from ..extensions import mongo

bp = Blueprint("webhooks", __name__)


@bp.post("/stripe")
def stripe():
    secret = current_app.config["STRIPE_WEBHOOK_SECRET"].encode()
    wanted = hmac.new(secret, request.get_data(), hashlib.sha256).hexdigest()
    if not secret or not hmac.compare_digest(wanted, request.headers.get("X-Signature", "")):
        abort(400)
    event = request.get_json()
    mongo.db.orders.update_one({"reference": event["reference"]}, {"$set": {"status": "paid"}})
    return "", 200


@bp.post("/courier")
def courier():
    event = request.get_json()
    mongo.db.orders.update_one({"tracking": event.get("tracking")},
                               {"$set": {"status": "delivered", "delivered_at": event.get("time")}})
    return "", 200
