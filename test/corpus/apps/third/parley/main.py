"""Parley: rooms, direct messages and files for small teams."""
import os
import re
import secrets
from datetime import UTC, datetime, timedelta
from functools import wraps

import bcrypt
import httpx
import jwt
from bson import ObjectId
from bson.errors import InvalidId
from gridfs import AsyncGridFSBucket
from pymongo import AsyncMongoClient
from quart import Quart, Response, abort, current_app, g, jsonify, request, websocket

from limits import limited

app = Quart(__name__)
app.config["KEY"] = os.environ["PARLEY_KEY"]
BOT_KEY = "bot-9f2b7c61d0"
PUBLIC = {"_id": 0, "nick": 1, "about": 1}


@app.before_serving
async def connect():
    app.client = AsyncMongoClient(os.environ.get("PARLEY_MONGO", "mongodb://localhost"))
    app.db = app.client.parley
    app.files = AsyncGridFSBucket(app.db)
    await app.db.messages.create_index([("room", 1), ("at", -1)])
    await app.db.rooms.create_index("participants")


@app.errorhandler(InvalidId)
async def bad_id(_):
    return {"error": "not found"}, 404


@app.errorhandler(KeyError)
async def missing(error):
    return {"error": f"missing {error}"}, 400


def sign(nick, **more):
    return jwt.encode({"nick": nick, "exp": datetime.now(UTC) + timedelta(hours=2), **more}, current_app.config["KEY"], "HS256")


def signed_in(handler):
    @wraps(handler)
    async def inner(*args, **kwargs):
        raw = request.headers.get("Authorization", "")[7:]
        try:
            g.claims = jwt.decode(raw, current_app.config["KEY"], algorithms=["HS256"])
        except jwt.PyJWTError:
            abort(401)
        g.nick = g.claims["nick"]
        return await handler(*args, **kwargs)

    return inner


def moderator(handler):
    @wraps(handler)
    @signed_in
    async def inner(*args, **kwargs):
        if not g.claims.get("mod"):
            abort(403)
        return await handler(*args, **kwargs)

    return inner


async def my_room(room_id):
    """A room in which the caller takes part."""
    room = await app.db.rooms.find_one({"_id": ObjectId(room_id), "participants": g.nick})
    if room is None:
        abort(404)
    return room


def shown(message):
    return {"id": str(message["_id"]), "author": message["author"], "text": message["text"], "at": message["at"].isoformat()}


# people

@app.post("/people")
async def register():
    data = await request.get_json()
    nick, password = data["nick"], data["password"]
    if not isinstance(nick, str) or not re.fullmatch(r"[a-z0-9_]{3,20}", nick):
        abort(400)
    if await app.db.people.find_one({"nick": nick}):
        abort(409)
    await app.db.people.insert_one({
        "nick": nick, "hash": bcrypt.hashpw(password.encode(), bcrypt.gensalt()), "mod": False, "about": "",
        "invite": secrets.token_hex(8),
    })
    return {"token": sign(nick)}, 201


@app.post("/token")
@limited("token", 10)
async def token():
    data = await request.get_json()
    person = await app.db.people.find_one({"nick": data["nick"]})
    if not person or not bcrypt.checkpw(data["password"].encode(), person["hash"]):
        abort(401)
    return {"token": sign(person["nick"], mod=person["mod"])}


@app.post("/token/link")
async def token_by_link():
    data = await request.get_json()
    code = str(data["code"])
    person = await app.db.people.find_one_and_update({"link_code": code}, {"$unset": {"link_code": ""}})
    if person is None:
        abort(401)
    return {"token": sign(person["nick"])}


@app.post("/token/guest")
@limited("guest", 5)
async def guest():
    return {"token": jwt.encode({"nick": "guest-" + secrets.token_hex(3)}, current_app.config["KEY"], "HS256")}


@app.get("/people/<nick>")
@signed_in
async def person(nick):
    found = await app.db.people.find_one({"nick": nick}, PUBLIC)
    return found or ({}, 404)


@app.get("/people")
@signed_in
async def people():
    found = await app.db.people.find({"about": {"$ne": ""}}).to_list(100)
    for row in found:
        row["_id"] = str(row["_id"])
        row["hash"] = row["hash"].decode()
    return jsonify(found)


@app.patch("/people/me")
@signed_in
async def change_me():
    fields = await request.get_json()
    fields.pop("nick", None)
    fields.pop("hash", None)
    await app.db.people.update_one({"nick": g.nick}, {"$set": fields})
    return "", 204


@app.put("/people/me/about")
@signed_in
async def about():
    text = (await request.get_json())["about"]
    await app.db.people.update_one({"nick": g.nick}, {"$set": {"about": str(text)[:300]}})
    return "", 204


# rooms

@app.get("/rooms")
@signed_in
async def rooms():
    found = app.db.rooms.find({"participants": g.nick}, {"name": 1}).limit(100)
    return jsonify([{"id": str(r["_id"]), "name": r["name"]} async for r in found])


@app.post("/rooms")
@signed_in
async def open_room():
    data = await request.get_json()
    room = {"name": str(data["name"])[:60], "participants": [g.nick], "opened_by": g.nick, "open": data.get("open") is True}
    await app.db.rooms.insert_one(room)
    return {"id": str(room["_id"])}, 201


@app.post("/rooms/from-template")
@signed_in
async def room_from_template():
    room = await request.get_json()
    room["participants"] = [g.nick]
    await app.db.rooms.insert_one(room)
    return {"id": str(room["_id"])}, 201


@app.post("/rooms/<room_id>/join")
@signed_in
async def join(room_id):
    done = await app.db.rooms.update_one({"_id": ObjectId(room_id), "open": True}, {"$addToSet": {"participants": g.nick}})
    return {"joined": bool(done.matched_count)}


@app.post("/rooms/<room_id>/participants")
@signed_in
async def add_participant(room_id):
    nick = str((await request.get_json())["nick"])
    await app.db.rooms.update_one({"_id": ObjectId(room_id)}, {"$addToSet": {"participants": nick}})
    return "", 204


@app.post("/rooms/<room_id>/invitations")
@signed_in
async def invite(room_id):
    room = await my_room(room_id)
    number = await app.db.invitations.estimated_document_count() + 1000
    await app.db.invitations.insert_one({"number": number, "room": room["_id"], "by": g.nick})
    return {"number": number}, 201


@app.post("/invitations/<int:number>")
@signed_in
async def accept(number):
    invitation = await app.db.invitations.find_one_and_delete({"number": number})
    if invitation is None:
        abort(404)
    await app.db.rooms.update_one({"_id": invitation["room"]}, {"$addToSet": {"participants": g.nick}})
    return "", 204


@app.put("/rooms/<room_id>/name")
@signed_in
async def rename_room(room_id):
    room = await my_room(room_id)
    if room["opened_by"] != g.nick:
        abort(403)
    await app.db.rooms.update_one({"_id": room["_id"]}, {"$set": {"name": str((await request.get_json())["name"])[:60]}})
    return "", 204


@app.delete("/rooms/<room_id>")
@moderator
async def drop_room(room_id):
    await app.db.rooms.delete_one({"_id": ObjectId(room_id)})
    await app.db.messages.delete_many({"room": ObjectId(room_id)})
    return "", 204


@app.post("/rooms/purge")
@signed_in
async def purge():
    days = max(int((await request.get_json())["days"]), 1)
    gone = await app.db.messages.delete_many({"at": {"$lt": datetime.now(UTC) - timedelta(days=days)}})
    return {"gone": gone.deleted_count}


# messages

@app.get("/rooms/<room_id>/messages")
@signed_in
async def messages(room_id):
    room = await my_room(room_id)
    size = min(request.args.get("size", 50, type=int), 200)
    found = await app.db.messages.find({"room": room["_id"], "deleted": False}).sort("at", -1).to_list(size)
    return jsonify([shown(m) for m in found])


@app.post("/rooms/<room_id>/messages")
@signed_in
async def write(room_id):
    room = await my_room(room_id)
    data = await request.get_json()
    message = {"room": room["_id"], "author": g.nick, "text": str(data["text"])[:4000], "at": datetime.now(UTC), "deleted": False}
    await app.db.messages.insert_one(message)
    return shown(message), 201


@app.post("/bot/messages")
async def bot_write():
    if not secrets.compare_digest(request.headers.get("X-Bot-Key", ""), BOT_KEY):
        abort(401)
    data = await request.get_json()
    await app.db.messages.insert_one({"room": ObjectId(data["room"]), "author": "bot", "text": str(data["text"]), "at": datetime.now(UTC), "deleted": False})
    return "", 201


@app.get("/messages/<message_id>")
@signed_in
async def message(message_id):
    found = await app.db.messages.find_one({"_id": ObjectId(message_id), "deleted": False})
    return shown(found) if found else abort(404)


@app.get("/messages/<message_id>/context")
@signed_in
async def message_context(message_id):
    found = await app.db.messages.find_one({"_id": ObjectId(message_id)})
    if found is None:
        abort(404)
    room = await my_room(found["room"])
    near = app.db.messages.find({"room": room["_id"], "at": {"$gte": found["at"]}}).limit(10)
    return jsonify([shown(m) async for m in near])


@app.put("/messages/<message_id>")
@signed_in
async def edit(message_id):
    data = await request.get_json()
    done = await app.db.messages.update_one({"_id": ObjectId(message_id), "author": g.nick}, {"$set": {"text": str(data["text"])}})
    return {"changed": done.modified_count}


@app.delete("/messages/<message_id>")
@signed_in
async def remove(message_id):
    await app.db.messages.update_one({"_id": ObjectId(message_id)}, {"$set": {"deleted": True}})
    return "", 204


@app.get("/direct")
@signed_in
async def direct():
    me = request.args.get("as", g.nick)
    found = app.db.direct.find({"$or": [{"sender": me}, {"receiver": me}]}).sort("at", -1).limit(100)
    return jsonify([{"from": m["sender"], "text": m["text"]} async for m in found])


@app.post("/direct")
@signed_in
async def send_direct():
    data = await request.get_json()
    await app.db.direct.insert_one({"sender": g.nick, "receiver": str(data["to"]), "text": str(data["text"]), "at": datetime.now(UTC)})
    return "", 201


@app.post("/search")
@signed_in
async def search():
    data = await request.get_json()
    mine = await app.db.rooms.distinct("_id", {"participants": g.nick})
    query = {"room": {"$in": mine}, "text": {"$regex": data["text"]}, "deleted": False}
    found = app.db.messages.find(query).limit(50)
    return jsonify([shown(m) async for m in found])


@app.post("/search/exact")
@signed_in
async def search_exact():
    data = await request.get_json()
    mine = await app.db.rooms.distinct("_id", {"participants": g.nick})
    found = app.db.messages.find({"room": {"$in": mine}, "author": {"$eq": data.get("author")}, "deleted": False}).limit(50)
    return jsonify([shown(m) async for m in found])


@app.post("/search/activity")
@signed_in
async def activity():
    data = await request.get_json()
    cursor = await app.db.messages.aggregate([
        {"$match": {"author": g.nick, "at": data["period"]}},
        {"$group": {"_id": "$room", "n": {"$sum": 1}}},
        {"$limit": 50},
    ])
    return jsonify([{"room": str(r["_id"]), "n": r["n"]} async for r in cursor])


# files and previews

@app.post("/rooms/<room_id>/files")
@signed_in
async def upload(room_id):
    room = await my_room(room_id)
    file = (await request.files)["file"]
    stored = await app.files.upload_from_stream(file.filename, file.read(), metadata={"room": room["_id"], "author": g.nick})
    return {"file": str(stored)}, 201


@app.get("/files/<file_id>")
@signed_in
async def download(file_id):
    stream = await app.files.open_download_stream(ObjectId(file_id))
    return Response(await stream.read())


@app.get("/rooms/<room_id>/files/<file_id>")
@signed_in
async def download_of_room(room_id, file_id):
    room = await my_room(room_id)
    stream = await app.files.open_download_stream(ObjectId(file_id))
    if stream.metadata["room"] != room["_id"]:
        abort(404)
    return Response(await stream.read())


@app.delete("/files/<file_id>")
@signed_in
async def delete_file(file_id):
    entry = await app.db["fs.files"].find_one({"_id": ObjectId(file_id), "metadata.author": g.nick})
    if not entry:
        abort(404)
    await app.files.delete(entry["_id"])
    return "", 204


@app.post("/preview")
@signed_in
async def preview():
    link = (await request.get_json())["link"]
    async with httpx.AsyncClient(timeout=3) as web:
        page = await web.get(link)
    title = re.search(r"<title>(.*?)</title>", page.text)
    return {"title": title and title[1]}


@app.get("/emoji/<name>")
async def emoji(name):
    if not name.isalnum():
        abort(404)
    async with httpx.AsyncClient(timeout=3) as web:
        picture = await web.get(f"https://emoji.example/{name}.png")
    return Response(picture.content, content_type="image/png")


@app.get("/reports")
async def reports():
    found = await app.db.reports.find({}, {"_id": 0}).to_list(100)
    return jsonify(found)


@app.post("/reports")
@signed_in
async def report():
    data = await request.get_json()
    await app.db.reports.insert_one({"message": ObjectId(data["message"]), "reporter": g.nick, "why": str(data["why"])[:500]})
    return "", 201


@app.put("/people/<nick>/mod")
@moderator
async def promote(nick):
    await app.db.people.update_one({"nick": nick}, {"$set": {"mod": True}})
    return "", 204


@app.get("/ping")
async def ping():
    try:
        await app.client.admin.command("ping")
    except Exception as error:
        return {"ok": False, "why": str(error)}, 503
    return {"ok": True}
