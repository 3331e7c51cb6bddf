import hashlib
import hmac
import os

import requests
import stripe
from bson import ObjectId
from flask import Blueprint, abort, current_app, jsonify, request

from db import get_db

bp = Blueprint("hooks", __name__)
GRID_SECRET = os.environ.get("GRID_SECRET", "").encode()
STRIPE_SECRET = os.environ.get("STRIPE_WEBHOOK_SECRET")
FORECASTS = "https://forecast.grid.example/v2"


def genuine():
    sent = request.headers.get("X-Grid-Signature", "")
    wanted = hmac.new(GRID_SECRET, request.get_data(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(sent, wanted)


@bp.post("/stripe")
def stripe_event():
    try:
        event = stripe.Webhook.construct_event(request.get_data(), request.headers.get("Stripe-Signature"), STRIPE_SECRET)
    except (ValueError, stripe.error.SignatureVerificationError):
        abort(400)
    if event["type"] == "invoice.paid":
        number = int(event["data"]["object"]["metadata"]["number"])
        get_db().invoices.update_one({"number": number}, {"$set": {"paid": True}})
    return "", 200


@bp.post("/grid/readings")
def grid_readings():
    if not genuine():
        abort(403)
    rows = request.get_json()["readings"]
    get_db().readings.insert_many([{"meter": ObjectId(r["meter"]), "kwh": float(r["kwh"]), "source": "grid"} for r in rows])
    return "", 202


@bp.post("/grid/outages")
def grid_outages():
    if not genuine():
        abort(403)
    get_db().outages.insert_one(request.get_json())
    return "", 202


@bp.post("/installer/done")
def installer_done():
    body = request.get_json()
    get_db().meters.update_one({"serial": body["serial"]}, {"$set": {"installed": True}})
    return "", 204


@bp.post("/grid/forecast")
def forecast():
    if not genuine():
        abort(403)
    zone = str(request.get_json()["zone"])
    answer = requests.get(FORECASTS, params={"zone": zone}, timeout=5).json()
    get_db().forecasts.update_one({"zone": zone}, {"$set": {"mwh": float(answer["mwh"])}}, upsert=True)
    return "", 204


@bp.post("/test")
def try_hook():
    body = request.get_json()
    answer = requests.post(body["url"], json={"event": "test"}, timeout=5, verify=False)
    return jsonify(status=answer.status_code)


@bp.get("/ping")
def ping():
    return "", 204
