"""Reports on orders and exports of the catalogue."""

from datetime import datetime

import requests
from flask import Blueprint, abort, current_app, g, request

from . import body as read
from .auth import login_required, user_id
from .db import get_db, now, public

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

MAX_ORDERS = 1000
DELIVERY_TIMEOUT = 3  # seconds


def scope() -> dict:
    """The orders that the caller may count."""
    if g.user.get("role") == "admin":
        return {}
    return {"tenant": g.user.get("tenant"), "user_id": user_id()}


def sales(wanted: dict) -> dict:
    report = {"orders": 0, "total": 0.0, "by_status": {}, "created_at": now()}
    for order in get_db().orders.find(wanted, {"total": 1, "status": 1}).limit(MAX_ORDERS):
        report["orders"] += 1
        if isinstance(order.get("total"), (int, float)):
            report["total"] += order["total"]
        status = str(order.get("status"))
        report["by_status"][status] = report["by_status"].get(status, 0) + 1
    report["total"] = round(report["total"], 2)
    return report


def read_since(body: dict) -> dict:
    since = read.text(body, "since", required=False, longest=30)
    if not since:
        return {}
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        abort(400, "since must be a date such as 2026-01-31")
    return {"created_at": {"$gte": moment.replace(tzinfo=None)}}


@blueprint.post("/sales")
@login_required
def sales_report():
    body = read.json_object()
    wanted = {**scope(), **read_since(body)}
    if body.get("where"):
        wanted["$where"] = body["where"]
    return sales(wanted)


@blueprint.get("/export")
@login_required
def export():
    name = request.args.get("collection", "products")
    found = get_db()[name].find().limit(read.limit())
    return {"collection": name, "items": [public(document) for document in found]}


@blueprint.post("/deliver")
@login_required
def deliver():
    body = read.json_object()
    read.require(body, "url")
    try:
        answer = requests.post(
            body["url"],
            data=current_app.json.dumps(sales(scope())),
            headers={"Content-Type": "application/json"},
            timeout=DELIVERY_TIMEOUT,
        )
    except requests.RequestException:
        abort(502, "the report could not be delivered")
    return {"delivered": answer.ok}
