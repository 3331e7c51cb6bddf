from bson import ObjectId, json_util
from quart import Blueprint, Response, abort, current_app, g, jsonify, request

from .auth import signed_in

bp = Blueprint("sensors", __name__, url_prefix="/sensors")

WINDOWS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "month": "%Y-%m"}
UNITS = ["celsius", "percent", "pascal"]


def out(value):
    return Response(json_util.dumps(value), mimetype="application/json")


def oid(text):
    if not ObjectId.is_valid(text):
        abort(404)
    return ObjectId(text)


def mine(sid):
    return {"_id": oid(sid), "owner": g.uid}


async def may_see(sid):
    found = await current_app.db.sensors.find_one({"_id": oid(sid), "$or": [{"owner": g.uid}, {"viewers": g.uid}]}, {"_id": 1})
    return found is not None


@bp.get("")
@signed_in
async def index():
    found = await current_app.db.sensors.find({"owner": g.uid}).to_list(length=None)
    return out([{"id": s["_id"], "name": s.get("name")} for s in found])


@bp.post("")
@signed_in
async def create():
    body = await request.get_json()
    unit = body.get("unit")
    if unit not in UNITS:
        return {"error": "unit?"}, 400
    result = await current_app.db.sensors.insert_one(
        {"owner": g.uid, "name": str(body["name"])[:60], "unit": unit, "viewers": [], "calibrated": False})
    return out({"id": result.inserted_id}), 201


@bp.get("/<sid>")
@signed_in
async def show(sid):
    sensor = await current_app.db.sensors.find_one(mine(sid), {"key": 0})
    return out(sensor) if sensor else ({"error": "no such sensor"}, 404)


@bp.patch("/<sid>")
@signed_in
async def change(sid):
    body = await request.get_json()
    result = await current_app.db.sensors.update_one(mine(sid), {"$set": body})
    return {"changed": result.modified_count}


@bp.put("/<sid>/name")
@signed_in
async def rename(sid):
    name = (await request.get_json())["name"]
    result = await current_app.db.sensors.update_one(mine(sid), {"$set": {"name": name}})
    return {"changed": result.modified_count}


@bp.delete("/<sid>")
@signed_in
async def remove(sid):
    result = await current_app.db.sensors.delete_one({"_id": oid(sid)})
    return {"deleted": result.deleted_count}


@bp.post("/<sid>/viewers")
@signed_in
async def share(sid):
    body = await request.get_json()
    await current_app.db.sensors.update_one(mine(sid), {"$addToSet": {"viewers": body["user"]}})
    return {"ok": True}


@bp.delete("/<sid>/viewers")
@signed_in
async def unshare(sid):
    body = await request.get_json()
    await current_app.db.sensors.update_one(mine(sid), {"$pull": {"viewers": str(body["user"])}})
    return {"ok": True}


@bp.post("/<sid>/notes/remove")
@signed_in
async def remove_note(sid):
    body = await request.get_json()
    await current_app.db.sensors.update_one(mine(sid), {"$pull": {"notes": body["note"]}})
    return {"ok": True}


@bp.get("/<sid>/readings")
@signed_in
async def readings(sid):
    n = int(request.args.get("n", 500))
    found = await current_app.db.readings.find({"sensor": oid(sid)}, {"_id": 0}).sort("at", -1).to_list(n)
    return out(found)


@bp.get("/<sid>/readings/range")
@signed_in
async def readings_range(sid):
    if not await may_see(sid):
        abort(404)
    low, high = request.args.get("min", type=float), request.args.get("max", type=float)
    found = current_app.db.readings.find({"sensor": oid(sid), "value": {"$gte": low, "$lte": high}}, {"_id": 0}).limit(1000)
    return out([r async for r in found])


@bp.get("/<sid>/history")
@signed_in
async def history(sid):
    if not await may_see(sid):
        abort(404)
    form = WINDOWS.get(request.args.get("window", "day"))
    if form is None:
        abort(400)
    rows = current_app.db.readings.aggregate([
        {"$match": {"sensor": oid(sid)}},
        {"$group": {"_id": {"$dateToString": {"format": form, "date": "$at"}}, "mean": {"$avg": "$value"}}},
        {"$sort": {"_id": -1}},
        {"$limit": 400},
    ])
    return out(await rows.to_list(400))


@bp.post("/<sid>/analyse")
@signed_in
async def analyse(sid):
    if not await may_see(sid):
        abort(404)
    body = await request.get_json()
    rows = current_app.db.readings.aggregate([
        {"$match": {"sensor": oid(sid)}},
        {"$group": body["group"]},
    ])
    return out(await rows.to_list(100))


@bp.get("/public/<slug>")
async def public(slug):
    sensor = await current_app.db.sensors.find_one({"slug": slug, "public": True}, {"_id": 0, "name": 1, "unit": 1, "last": 1})
    return jsonify(sensor or {})
