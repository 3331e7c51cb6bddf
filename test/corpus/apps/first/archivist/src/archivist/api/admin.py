from flask import Blueprint, jsonify, request

from ..core import check_paging, database, maybe_oid, require_oid, require_text

admin = Blueprint("admin", __name__, url_prefix="/admin")

PLANS = {"free": 5, "team": 50}


@admin.get("/users")
def users():
    window, error = check_paging(request.args)
    if error:
        return jsonify(error=error), 400
    found = database.users.find({}, {"email": 1, "kind": 1}).skip(window[0]).limit(window[1])
    return jsonify([{"id": str(u["_id"]), "email": u["email"], "kind": u.get("kind")} for u in found])


@admin.put("/workspaces/<ws_id>/plan")
def plan(ws_id):
    name = require_text(request.get_json().get("plan"), "plan")
    if name not in PLANS:
        return jsonify(error="plan?"), 400
    database.workspaces.update_one({"_id": maybe_oid(ws_id)}, {"$set": {"plan": name, "seats": PLANS[name]}})
    return "", 204


@admin.delete("/users/<user_id>")
def remove(user_id):
    database.users.delete_one({"_id": require_oid(user_id)})
    return "", 204


@admin.get("/log")
def log():
    found = database.audit.find({}, {"_id": 0}).sort("at", -1)
    return jsonify([str(entry) for entry in found])
