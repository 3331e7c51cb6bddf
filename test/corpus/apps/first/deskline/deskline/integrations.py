import re

import requests
from flask import Blueprint, abort, g, jsonify, request
from pymongo import MongoClient

from deskline import db
from deskline.guards import require_role
from deskline.tenancy import scoped

bp = Blueprint("integrations", __name__, url_prefix="/integrations")

CHAT = {"slack": "https://hooks.slack.com/services/", "teams": "https://outlook.office.com/webhook/"}


@bp.post("/webhook/test")
@require_role("admin")
def webhook_test():
    answer = requests.post(request.get_json()["url"], json={"ping": True}, timeout=5)
    return {"status": answer.status_code, "body": answer.text[:500]}


@bp.post("/chat/<kind>/test")
@require_role("admin")
def chat_test(kind):
    if kind not in CHAT:
        abort(404)
    path = str(request.get_json()["path"])
    answer = requests.post(CHAT[kind] + path, json={"text": "ping"}, timeout=5)
    return {"status": answer.status_code}


@bp.post("/zendesk/import")
@require_role("admin")
def zendesk():
    account = str(request.get_json()["account"])
    if not re.fullmatch(r"[a-z0-9-]{2,40}", account):
        abort(400)
    page = requests.get(f"https://{account}.zendesk.com/api/v2/tickets.json", timeout=10).json()
    rows = [{"tenant_id": g.tenant, "subject": str(t.get("subject"))[:200], "status": "new"} for t in page.get("tickets", [])[:500]]
    if rows:
        db.tickets.insert_many(rows)
    return {"imported": len(rows)}


@bp.post("/freshdesk/import")
@require_role("admin")
def freshdesk():
    account = request.get_json()["account"]
    page = requests.get(f"https://{account}.freshdesk.com/api/v2/tickets", timeout=10).json()
    db.tickets.insert_many([{**t, "tenant_id": g.tenant} for t in page])
    return {"imported": len(page)}


@bp.post("/mongo/import")
@require_role("admin")
def mongo_import():
    body = request.get_json()
    source = MongoClient(host=body["host"], port=int(body.get("port", 27017)), serverSelectionTimeoutMS=3000)
    found = source[body["database"]]["tickets"].find({}, {"_id": 0, "subject": 1}).limit(500)
    rows = [{"tenant_id": g.tenant, "subject": str(t.get("subject")), "status": "new"} for t in found]
    if rows:
        db.tickets.insert_many(rows)
    return {"imported": len(rows)}


@bp.get("")
@require_role("admin")
def index():
    found = db.integrations.find(scoped(), {"_id": 0, "secret": 0}).limit(100)
    return jsonify([{**i, "tenant_id": str(i["tenant_id"])} for i in found])


@bp.put("/<name>")
@require_role("admin")
def save(name):
    body = request.get_json()
    secret = str(body.pop("secret", ""))
    db.integrations.update_one(scoped(name=name), {"$set": {"config": body, "secret": secret}}, upsert=True)
    return "", 204
