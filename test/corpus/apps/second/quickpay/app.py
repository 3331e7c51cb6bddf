import base64
import json
import os
import pickle
import re
import secrets
import time
from datetime import datetime, timedelta, timezone
from functools import wraps
from urllib.parse import urlsplit

import jwt
import requests
from bson import ObjectId
from flask import Flask, g, jsonify, request
from pymongo import MongoClient, ReturnDocument
from pymongo.errors import PyMongoError
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config["SECRET_KEY"] = os.environ.get("QUICKPAY_KEY") or secrets.token_hex(32)
LEGACY_KEY = "quickpay"

db = MongoClient(os.environ.get("MONGO_URL", "mongodb://localhost:27017")).quickpay

PARTNERS = {"hooks.partner-one.example", "events.partner-two.example"}
COMMANDS = {"ping", "dbStats", "serverStatus"}
EXPORTS = {"payees": db.payees, "transactions": db.transactions}
PROFILE = {"display_name", "language", "avatar"}


def login_required(view):
    @wraps(view)
    def wrapper(*args, **kwargs):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        try:
            g.user = jwt.decode(token, app.config["SECRET_KEY"], algorithms=["HS256"], options={"require": ["exp", "sub"]})
        except jwt.PyJWTError:
            return jsonify(error="unauthorized"), 401
        return view(*args, **kwargs)
    return wrapper


def too_many(key):
    bucket = f"{key}:{int(time.time()) // 300}"
    seen = db.attempts.find_one_and_update({"_id": bucket}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER)
    return seen["n"] > 5


# registration

@app.post("/v1/register")
def register_v1():
    user = request.get_json()
    db.users.insert_one(user)
    return jsonify(id=str(user["_id"])), 201


@app.post("/v2/register")
def register_v2():
    body = request.get_json()
    username = body.get("username")
    if not isinstance(username, str) or not 3 <= len(username) <= 30:
        return jsonify(error="username"), 400
    if db.users.find_one({"username": username}, {"_id": 1}):
        return jsonify(error="taken"), 409
    db.users.insert_one({
        "username": username,
        "password_hash": generate_password_hash(str(body.get("password"))),
        "role": "member",
    })
    return jsonify(username=username), 201


# sign in

@app.post("/v1/login")
def login_v1():
    body = request.get_json()
    user = db.users.find_one({"username": body["username"], "password": body["password"]})
    if not user:
        return jsonify(error="unauthorized"), 401
    return jsonify(token=jwt.encode({"sub": user["username"]}, LEGACY_KEY, algorithm="HS256"))


@app.post("/v2/login")
def login_v2():
    body = request.get_json()
    username = str(body.get("username"))
    if too_many(username):
        return jsonify(error="slow down"), 429
    user = db.users.find_one({"username": username})
    if user is None or not check_password_hash(user.get("password_hash", ""), str(body.get("password"))):
        return jsonify(error="unauthorized"), 401
    claims = {"sub": user["username"], "role": user["role"], "exp": datetime.now(timezone.utc) + timedelta(minutes=30)}
    return jsonify(token=jwt.encode(claims, app.config["SECRET_KEY"], algorithm="HS256"))


@app.get("/v1/session")
def session_v1():
    claims = jwt.decode(request.headers["X-Token"], LEGACY_KEY, algorithms=["HS256"])
    return jsonify(user=claims["sub"])


@app.get("/v1/whoami")
def whoami_v1():
    claims = jwt.decode(request.headers["X-Token"], options={"verify_signature": False})
    user = db.users.find_one({"username": claims["sub"]}, {"_id": 0, "username": 1, "display_name": 1})
    return jsonify(user)


@app.get("/v2/whoami")
@login_required
def whoami_v2():
    user = db.users.find_one({"username": g.user["sub"]}, {"_id": 0, "username": 1, "display_name": 1})
    return jsonify(user)


@app.post("/v1/reset/confirm")
def reset_confirm_v1():
    body = request.get_json()
    changed = db.users.update_one(
        {"username": str(body["username"]), "reset_code": str(body["code"])},
        {"$set": {"password_hash": generate_password_hash(str(body["password"]))}, "$unset": {"reset_code": ""}},
    )
    return jsonify(changed=changed.modified_count)


@app.post("/v2/reset/confirm")
def reset_confirm_v2():
    body = request.get_json()
    username, code = str(body["username"]), str(body["code"])
    if too_many("reset/" + username):
        return jsonify(error="slow down"), 429
    changed = db.users.update_one(
        {"username": username, "reset_code": code, "reset_until": {"$gt": datetime.now(timezone.utc)}},
        {"$set": {"password_hash": generate_password_hash(str(body["password"]))}, "$unset": {"reset_code": ""}},
    )
    return jsonify(changed=changed.modified_count)


# people

@app.get("/v1/users/<username>")
@login_required
def user_v1(username):
    user = db.users.find_one({"username": username}, {"_id": 0})
    return jsonify(user)


@app.get("/v2/users/<username>")
@login_required
def user_v2(username):
    user = db.users.find_one({"username": username}, {"_id": 0, "username": 1, "display_name": 1})
    return jsonify(user)


@app.patch("/v1/profile")
@login_required
def profile_v1():
    db.users.update_one({"username": g.user["sub"]}, {"$set": request.get_json()})
    return "", 204


@app.patch("/v2/profile")
@login_required
def profile_v2():
    changes = {key: value for key, value in request.get_json().items() if key in PROFILE}
    db.users.update_one({"username": g.user["sub"]}, {"$set": changes})
    return "", 204


@app.patch("/v1/preferences")
@login_required
def preferences_v1():
    db.users.update_one({"username": g.user["sub"]}, request.get_json())
    return "", 204


@app.patch("/v2/preferences")
@login_required
def preferences_v2():
    prefs = request.get_json()
    db.users.update_one({"username": g.user["sub"]}, {"$set": {"preferences": {"data": prefs}}})
    return "", 204


@app.delete("/v1/users/<username>")
@login_required
def remove_user_v1(username):
    db.users.delete_one({"username": username})
    return "", 204


@app.delete("/v2/users/<username>")
@login_required
def remove_user_v2(username):
    if g.user.get("role") != "admin":
        return jsonify(error="forbidden"), 403
    db.users.delete_one({"username": username})
    return "", 204


# accounts

@app.post("/v1/accounts")
@login_required
def open_account_v1():
    number = 100000 + db.accounts.count_documents({})
    db.accounts.insert_one({"number": number, "owner": g.user["sub"], "balance": 0})
    return jsonify(number=number), 201


@app.post("/v2/accounts")
@login_required
def open_account_v2():
    number = secrets.token_hex(10)
    db.accounts.insert_one({"number": number, "owner": g.user["sub"], "balance": 0})
    return jsonify(number=number), 201


@app.get("/v1/accounts/<number>")
@login_required
def account_v1(number):
    account = db.accounts.find_one({"number": number}, {"_id": 0})
    return jsonify(account)


@app.get("/v2/accounts/<number>")
@login_required
def account_v2(number):
    account = db.accounts.find_one({"number": number, "owner": g.user["sub"]}, {"_id": 0})
    return jsonify(account) if account else (jsonify(error="not found"), 404)


@app.post("/v1/transfers")
@login_required
def transfer_v1():
    body = request.get_json()
    amount = int(body["amount"])
    source = db.accounts.find_one({"number": str(body["source"]), "owner": g.user["sub"]})
    if source is None or source["balance"] < amount:
        return jsonify(error="funds"), 400
    db.accounts.update_one({"_id": source["_id"]}, {"$inc": {"balance": -amount}})
    db.accounts.update_one({"number": str(body["target"])}, {"$inc": {"balance": amount}})
    return "", 204


@app.post("/v2/transfers")
@login_required
def transfer_v2():
    body = request.get_json()
    amount = body.get("amount")
    if type(amount) is not int or amount <= 0:
        return jsonify(error="amount"), 400
    source = {"number": str(body["source"]), "owner": g.user["sub"], "balance": {"$gte": amount}}
    if not db.accounts.update_one(source, {"$inc": {"balance": -amount}}).modified_count:
        return jsonify(error="funds"), 400
    db.accounts.update_one({"number": str(body["target"])}, {"$inc": {"balance": amount}})
    return "", 204


@app.get("/v1/statement")
@login_required
def statement_v1():
    rows = db.transactions.find({"owner": g.user["sub"]}, {"_id": 0})
    return jsonify(list(rows))


@app.get("/v2/statement")
@login_required
def statement_v2():
    size = max(1, min(request.args.get("size", 50, type=int), 200))
    rows = db.transactions.find({"owner": g.user["sub"]}, {"_id": 0}).limit(size)
    return jsonify(list(rows))


@app.post("/v1/payees")
@login_required
def add_payee_v1():
    body = request.get_json()
    db.payees.insert_one({"owner": body["owner"], "name": str(body["name"]), "number": str(body["number"])})
    return "", 201


@app.post("/v2/payees")
@login_required
def add_payee_v2():
    payee = dict(request.get_json())
    payee["owner"] = g.user["sub"]
    payee.pop("verified", None)
    payee.pop("_id", None)
    db.payees.insert_one({"name": payee.get("name"), "number": payee.get("number"), "owner": payee["owner"]})
    return "", 201


@app.get("/v1/cards/<card_id>")
@login_required
def card_v1(card_id):
    card = db.cards.find_one({"_id": ObjectId(card_id), "owner": g.user["sub"]})
    return jsonify(label=card["label"], last=card["pan"][-4:]) if card else ("", 404)


@app.get("/v2/cards/<card_id>")
@login_required
def card_v2(card_id):
    if not ObjectId.is_valid(card_id):
        return "", 404
    card = db.cards.find_one({"_id": ObjectId(card_id), "owner": g.user["sub"]})
    return jsonify(label=card["label"], last=card["pan"][-4:]) if card else ("", 404)


# shop

@app.get("/v1/merchants")
def merchants_v1():
    rows = db.merchants.find({"name": {"$regex": request.args.get("q", ""), "$options": "i"}}, {"_id": 0, "name": 1, "city": 1})
    return jsonify(list(rows.limit(50)))


@app.get("/v2/merchants")
def merchants_v2():
    pattern = "^" + re.escape(request.args.get("q", ""))
    rows = db.merchants.find({"name": {"$regex": pattern, "$options": "i"}}, {"_id": 0, "name": 1, "city": 1})
    return jsonify(list(rows.limit(50)))


@app.get("/v1/merchants/near")
def near_v1():
    rows = db.merchants.find({"$where": "this.city == '%s'" % request.args.get("city", "")}, {"_id": 0, "name": 1})
    return jsonify(list(rows.limit(50)))


@app.get("/v2/merchants/near")
def near_v2():
    rows = db.merchants.find({"city": request.args.get("city", ""), "$where": "this.open < this.close"}, {"_id": 0, "name": 1})
    return jsonify(list(rows.limit(50)))


@app.post("/v1/merchants/filter")
def filter_v1():
    rows = db.merchants.find({"category": request.get_json().get("category")}, {"_id": 0, "name": 1})
    return jsonify(list(rows.limit(50)))


@app.post("/v2/merchants/filter")
def filter_v2():
    rows = db.merchants.find({"category": {"$eq": request.get_json().get("category")}}, {"_id": 0, "name": 1})
    return jsonify(list(rows.limit(50)))


@app.post("/v1/vouchers")
@login_required
def voucher_v1():
    body = request.get_json()
    db.orders.update_one({"ref": str(body["order"]), "owner": g.user["sub"]}, {"$set": {"discount": body["discount"]}})
    return "", 204


@app.post("/v2/vouchers")
@login_required
def voucher_v2():
    body = request.get_json()
    voucher = db.vouchers.find_one({"code": str(body["code"])})
    if voucher is None:
        return jsonify(error="unknown"), 404
    db.orders.update_one({"ref": str(body["order"]), "owner": g.user["sub"]}, {"$set": {"discount": voucher["discount"]}})
    return "", 204


# operations

@app.get("/v1/export/<collection>")
@login_required
def export_v1(collection):
    rows = db[collection].find({"owner": g.user["sub"]}, {"_id": 0}).limit(500)
    return jsonify(list(rows))


@app.get("/v2/export/<collection>")
@login_required
def export_v2(collection):
    chosen = EXPORTS.get(collection)
    if chosen is None:
        return jsonify(error="not found"), 404
    return jsonify(list(chosen.find({"owner": g.user["sub"]}, {"_id": 0}).limit(500)))


@app.get("/v1/audit")
def audit_v1():
    return jsonify(list(db.audit.find({}, {"_id": 0}).limit(100)))


@app.get("/v2/audit")
@login_required
def audit_v2():
    if g.user.get("role") != "admin":
        return jsonify(error="forbidden"), 403
    return jsonify(list(db.audit.find({}, {"_id": 0}).limit(100)))


@app.post("/v1/admin/command")
@login_required
def command_v1():
    if g.user.get("role") != "admin":
        return jsonify(error="forbidden"), 403
    return jsonify(ok=db.command(request.get_json()["command"])["ok"])


@app.post("/v2/admin/command")
@login_required
def command_v2():
    name = request.get_json()["command"]
    if g.user.get("role") != "admin" or name not in COMMANDS:
        return jsonify(error="forbidden"), 403
    return jsonify(ok=db.command(name)["ok"])


@app.get("/v1/health")
def health_v1():
    try:
        db.command("ping")
    except PyMongoError as error:
        return jsonify(error=str(error)), 503
    return jsonify(ok=True)


@app.get("/v2/health")
def health_v2():
    try:
        db.command("ping")
    except PyMongoError as error:
        app.logger.error("health: %s", error)
        return jsonify(ok=False), 503
    return jsonify(ok=True)


@app.post("/v1/callbacks/test")
@login_required
def callback_v1():
    answer = requests.post(request.get_json()["url"], json={"event": "test"}, timeout=5)
    return jsonify(status=answer.status_code)


@app.post("/v2/callbacks/test")
@login_required
def callback_v2():
    url = str(request.get_json()["url"])
    parts = urlsplit(url)
    if parts.scheme != "https" or parts.hostname not in PARTNERS:
        return jsonify(error="partner"), 400
    answer = requests.post(url, json={"event": "test"}, timeout=5, allow_redirects=False)
    return jsonify(status=answer.status_code)


@app.post("/v1/drafts")
@login_required
def drafts_v1():
    draft = pickle.loads(base64.b64decode(request.get_json()["draft"]))
    db.drafts.replace_one({"owner": g.user["sub"]}, {"owner": g.user["sub"], "draft": str(draft)}, upsert=True)
    return "", 204


@app.post("/v2/drafts")
@login_required
def drafts_v2():
    draft = json.loads(base64.b64decode(request.get_json()["draft"]))
    db.drafts.replace_one({"owner": g.user["sub"]}, {"owner": g.user["sub"], "draft": str(draft)}, upsert=True)
    return "", 204


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=5050, debug=True)
