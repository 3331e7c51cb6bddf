"""Reports on orders and exports of the catalogue."""

from datetime import datetime

from flask import Blueprint, abort, request

from . import body as read
from .auth import is_admin, login_required, owner
from .db import get_db, now, public
from .products import PRODUCT

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

MAX_ORDERS = 1000
EXPORTS = {  # collection: what of it
    "products": ({"published": True}, PRODUCT),
    "categories": ({}, {"name": 1}),
}
# Reports wait in the collection `deliveries` for whoever serves these.
DESTINATIONS = ("archive", "accounting")


def scope() -> dict:
    """The orders that the caller may count."""
    return {} if is_admin() else owner()


def sales(wanted: dict) -> dict:
    report = {"orders": 0, "total": 0.0, "by_status": {}, "created_at": now()}
    for order in get_db().orders.find(wanted, {"total": 1, "status": 1}).limit(MAX_ORDERS):
        report["orders"] += 1
        report["total"] += order["total"]
        status = order["status"]
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
    body = read.json_object("since", "min_total")
    wanted = {**scope(), **read_since(body)}
    if body.get("min_total") is not None:
        wanted["total"] = {"$gte": read.number(body, "min_total", 0, 1_000_000)}
    return sales(wanted)


@blueprint.get("/export")
@login_required
def export():
    name = request.args.get("collection", "products")
    if name not in EXPORTS:
        abort(400, f"collection must be one of {', '.join(EXPORTS)}")
    wanted, fields = EXPORTS[name]
    found = get_db()[name].find(wanted, fields).limit(read.limit())
    return {"collection": name, "items": [public(document) for document in found]}


@blueprint.post("/deliver")
@login_required
def deliver():
    destination = read.one_of(
        read.json_object("destination"), "destination", DESTINATIONS
    )
    get_db().deliveries.insert_one(
        {
            **owner(),
            "destination": destination,
            "report": sales(scope()),
            "created_at": now(),
        }
    )
    return {"delivered": True}
