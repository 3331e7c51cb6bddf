from bson import ObjectId
from flask import Blueprint, abort, jsonify, request
from flask_jwt_extended import get_jwt, jwt_required

from .ext import current_user, mongo, role_required, uid

bp = Blueprint("coach", __name__)


def require_admin():
    if get_jwt().get("role") != "admin":
        abort(403)


@bp.get("/athletes")
@role_required("coach", "admin")
def athletes():
    docs = mongo.db.users.find({"coach": uid()}, {"name": 1, "units": 1}).limit(200)
    return jsonify([{"id": str(d["_id"]), "name": d.get("name")} for d in docs])


@bp.get("/athletes/<oid:athlete>")
@role_required("coach", "admin")
def athlete(athlete):
    doc = mongo.db.users.find_one({"_id": athlete, "coach": uid()})
    if doc is None:
        abort(404)
    return jsonify({k: str(v) for k, v in doc.items()})


@bp.put("/athletes/<oid:athlete>/plan")
@role_required("coach", "admin")
def plan(athlete):
    weeks = request.get_json().get("weeks", [])
    mongo.db.users.update_one({"_id": athlete}, {"$set": {"plan": weeks}})
    return "", 204


@bp.post("/athletes/<oid:athlete>/notes")
@role_required("coach", "admin")
def notes(athlete):
    if not mongo.db.users.count_documents({"_id": athlete, "coach": uid()}, limit=1):
        abort(404)
    mongo.db.notes.insert_one({"athlete": athlete, "coach": uid(), "text": str(request.get_json()["text"])})
    return "", 201


@bp.get("/roster")
@jwt_required()
def roster():
    docs = mongo.db.users.find({}, {"name": 1, "email": 1, "role": 1})
    return jsonify([{**d, "_id": str(d["_id"])} for d in docs])


@bp.put("/users/<oid:user_id>/role")
@jwt_required()
def set_role(user_id):
    require_admin()
    role = request.get_json().get("role")
    if role not in ("athlete", "coach"):
        abort(400)
    mongo.db.users.update_one({"_id": user_id}, {"$set": {"role": role}})
    return "", 204


@bp.put("/users/<oid:user_id>/premium")
@jwt_required()
def grant(user_id):
    actor = current_user()
    mongo.db.users.update_one({"_id": user_id}, {"$set": {"premium": True, "granted_by": actor["_id"]}})
    return "", 204


@bp.post("/users/search")
@role_required("admin")
def search():
    body = request.get_json()
    docs = mongo.db.users.find({"email": body.get("email"), "role": str(body.get("role", "athlete"))}, {"name": 1}).limit(20)
    return jsonify([{"id": str(d["_id"]), "name": d.get("name")} for d in docs])


@bp.delete("/users/<user_id>")
@role_required("admin")
def remove(user_id):
    mongo.db.users.delete_one({"_id": ObjectId(user_id)})
    return "", 204
