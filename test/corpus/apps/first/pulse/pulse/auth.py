import secrets
from datetime import datetime, timedelta, timezone
from functools import wraps

from bson import ObjectId
from quart import Blueprint, current_app, g, jsonify, request
from werkzeug.security import check_password_hash, generate_password_hash

bp = Blueprint("auth", __name__, url_prefix="/auth")


def now():
    return datetime.now(timezone.utc)


def signed_in(view):
    @wraps(view)
    async def wrapped(*args, **kwargs):
        sid = request.headers.get("X-Auth") or request.cookies.get("sid", "")
        session = await current_app.db.sessions.find_one({"_id": sid})
        if session is None:
            return {"error": "sign in first"}, 401
        g.uid, g.role = session["user"], session["role"]
        return await view(*args, **kwargs)
    return wrapped


def role(name):
    def outer(view):
        @wraps(view)
        @signed_in
        async def wrapped(*args, **kwargs):
            if g.role != name:
                return {"error": "forbidden"}, 403
            return await view(*args, **kwargs)
        return wrapped
    return outer


async def open_session(user):
    sid = secrets.token_urlsafe(32)
    await current_app.db.sessions.insert_one(
        {"_id": sid, "user": str(user["_id"]), "role": user.get("role", "user"), "expires": now() + timedelta(days=2)})
    return sid


@bp.post("/register")
async def register():
    body = await request.get_json()
    name, password = str(body["name"])[:40], str(body["password"])
    await current_app.db.users.insert_one(
        {"name": name, "password": generate_password_hash(password), "role": "user"})
    return {"ok": True}, 201


@bp.post("/login")
async def login():
    form = await request.form
    name = form.get("name", "")
    db = current_app.db
    recent = {"name": name, "at": {"$gt": now() - timedelta(minutes=15)}}
    if await db.attempts.count_documents(recent) >= 5:
        return {"error": "too many attempts"}, 429
    user = await db.users.find_one({"name": name})
    if user is None or not check_password_hash(user["password"], form.get("password", "")):
        await db.attempts.insert_one({"name": name, "at": now()})
        return {"error": "wrong name or password"}, 401
    response = jsonify(ok=True)
    response.set_cookie("sid", await open_session(user), httponly=True, secure=True, samesite="Lax")
    return response


@bp.post("/pair")
async def pair():
    """A wall display shows a code; the phone sends it here."""
    body = await request.get_json()
    pairing = await current_app.db.pairings.find_one_and_delete({"code": body["code"]})
    if pairing is None:
        return {"error": "unknown code"}, 404
    user = await current_app.db.users.find_one({"_id": ObjectId(pairing["user"])})
    response = jsonify(name=user["name"])
    response.set_cookie("sid", await open_session(user))
    return response


@bp.get("/me")
@signed_in
async def me():
    user = await current_app.db.users.find_one({"_id": ObjectId(g.uid)})
    user["_id"] = str(user["_id"])
    return jsonify(user)


@bp.get("/users/<uid>")
@signed_in
async def card(uid):
    user = await current_app.db.users.find_one({"_id": ObjectId(uid)}, {"_id": 0, "name": 1})
    return (user, 200) if user else ({"error": "no such user"}, 404)
