from motor.motor_asyncio import AsyncIOMotorClient
from quart import Blueprint, current_app, jsonify, request

from .auth import role, signed_in
from .sensors import oid

bp = Blueprint("operators", __name__, url_prefix="/operators")

COLLECTIONS = {"users", "sensors", "readings"}


@bp.get("/users")
@role("operator")
async def users():
    found = await current_app.db.users.find({}, {"_id": 0, "name": 1, "role": 1}).to_list(500)
    return jsonify(found)


@bp.post("/users/<uid>/role")
@signed_in
async def set_role(uid):
    body = await request.get_json()
    await current_app.db.users.update_one({"_id": oid(uid)}, {"$set": {"role": str(body["role"])}})
    return {"ok": True}


@bp.get("/size/<name>")
@role("operator")
async def size(name):
    if name not in COLLECTIONS:
        return {"error": "no such collection"}, 404
    return {"n": await current_app.db[name].estimated_document_count()}


@bp.get("/peek/<database>/<name>")
@role("operator")
async def peek(database, name):
    first = await current_app.mongo[database][name].find_one({}, {"_id": 0})
    return jsonify(first)


@bp.post("/command")
@role("operator")
async def command():
    body = await request.get_json()
    answer = await current_app.db.command(body)
    return {"ok": answer["ok"]}


@bp.post("/mirror")
@role("operator")
async def mirror():
    uri = (await request.get_json())["uri"]
    target = AsyncIOMotorClient(uri, serverSelectionTimeoutMS=3000)
    copied = 0
    async for sensor in current_app.db.sensors.find({}, {"key": 0}):
        await target.pulse_copy.sensors.replace_one({"_id": sensor["_id"]}, sensor, upsert=True)
        copied += 1
    return {"copied": copied}
