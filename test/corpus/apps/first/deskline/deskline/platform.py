from flask import Blueprint, abort, jsonify, request, session

from deskline import db
from deskline.guards import require_role

bp = Blueprint("platform", __name__, url_prefix="/platform")

PEEKS = ("dbStats", "listCollections", "ping")


@bp.get("/tenants")
@require_role("superuser")
def tenants():
    page = request.args.get("page", 0, type=int)
    found = db.tenants.find({}, {"slug": 1, "plan": 1}).skip(max(page, 0) * 50).limit(50)
    return jsonify([{**t, "_id": str(t["_id"])} for t in found])


@bp.post("/impersonate/<oid:uid>")
def impersonate(uid):
    target = db.users.find_one({"_id": uid}, {"_id": 1}) or abort(404)
    session["uid"] = str(target["_id"])
    return "", 204


@bp.post("/db")
@require_role("superuser")
def run():
    command = request.get_json().get("command")
    if command not in PEEKS:
        abort(400)
    return {"ok": db.command(command)["ok"]}


@bp.delete("/tenants/<oid:tid>")
@require_role("superuser")
def drop_tenant(tid):
    for name in ("users", "tickets", "views", "integrations"):
        db[name].delete_many({"tenant_id": tid})
    return "", 204
