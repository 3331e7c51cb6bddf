import asyncio
import operator
import urllib.request

from quart import Blueprint, current_app, g, request

from .auth import signed_in
from .sensors import mine, oid, out

bp = Blueprint("alerts", __name__, url_prefix="/alerts")

COMPARE = {">": operator.gt, "<": operator.lt, "=": operator.eq}


@bp.get("")
@signed_in
async def index():
    rules = await current_app.db.alerts.find({"owner": g.uid}).to_list(200)
    return out(rules)


@bp.post("")
@signed_in
async def create():
    body = await request.get_json()
    rule = {k: body[k] for k in body if k in ("sensor", "compare", "level", "mail")}
    rule["owner"] = body.get("owner") or g.uid
    await current_app.db.alerts.insert_one(rule)
    return {"ok": True}, 201


@bp.delete("/<rule_id>")
@signed_in
async def remove(rule_id):
    rule = await current_app.db.alerts.find_one({"_id": oid(rule_id)})
    if rule is None or rule["owner"] != g.uid:
        return {"error": "no such rule"}, 404
    await current_app.db.alerts.delete_one({"_id": rule["_id"]})
    return {"ok": True}


@bp.post("/try")
@signed_in
async def try_rule():
    body = await request.get_json()
    compare = COMPARE.get(str(body["compare"]))
    if compare is None:
        return {"error": "compare?"}, 400
    return {"fires": compare(float(body["value"]), float(body["level"]))}


@bp.post("/try-formula")
@signed_in
async def try_formula():
    body = await request.get_json()
    return {"fires": bool(eval(body["formula"], {"value": float(body["value"])}))}


@bp.post("/<sid>/hook")
@signed_in
async def hook(sid):
    url = (await request.get_json())["url"]
    answer = await asyncio.to_thread(urllib.request.urlopen, url, b"{}", 4)
    await current_app.db.sensors.update_one(mine(sid), {"$set": {"hook": url}})
    return {"status": answer.status}


@bp.post("/<sid>/ntfy")
@signed_in
async def ntfy(sid):
    sensor = await current_app.db.sensors.find_one(mine(sid), {"name": 1})
    if sensor is None:
        return {"error": "no such sensor"}, 404
    answer = await asyncio.to_thread(urllib.request.urlopen, f"https://ntfy.example.org/pulse-{sensor['_id']}", b"test", 4)
    return {"status": answer.status}
