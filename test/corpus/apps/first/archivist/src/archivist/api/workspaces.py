from flask import Blueprint, abort, g, jsonify, request

from ..core import check_paging, database, identity, maybe_oid, require_oid, require_text

workspaces = Blueprint("workspaces", __name__, url_prefix="/workspaces")


@workspaces.before_request
def enter():
    ws_id = (request.view_args or {}).get("ws_id")
    if ws_id is None:
        return
    g.ws = database.workspaces.find_one({"_id": maybe_oid(ws_id), "members": identity()})
    if g.ws is None:
        abort(404)


@workspaces.get("")
def mine():
    window, error = check_paging(request.args)
    if error:
        return jsonify(error=error), 400
    found = database.workspaces.find({"members": identity()}, {"name": 1}).skip(window[0]).limit(window[1])
    return jsonify([{"id": str(w["_id"]), "name": w["name"]} for w in found])


@workspaces.post("")
def create():
    name = require_text(request.get_json().get("name"), "name")
    made = database.workspaces.insert_one({"name": name, "members": [identity()], "plan": "free"})
    return jsonify(id=str(made.inserted_id)), 201


@workspaces.patch("/<ws_id>")
def change(ws_id):
    database.workspaces.update_one({"_id": g.ws["_id"]}, {"$set": request.get_json()})
    return "", 204


@workspaces.put("/<ws_id>/name")
def rename(ws_id):
    name = request.get_json()["name"]
    database.workspaces.update_one({"_id": g.ws["_id"]}, [{"$set": {"name": name, "renamed": "$$NOW"}}])
    return "", 204


@workspaces.put("/<ws_id>/motto")
def motto(ws_id):
    text = request.get_json()["motto"]
    database.workspaces.update_one({"_id": g.ws["_id"]}, [{"$set": {"motto": {"$literal": text}, "changed": "$$NOW"}}])
    return "", 204


@workspaces.post("/<ws_id>/members")
def invite(ws_id):
    user = require_oid(request.get_json().get("user"))
    database.workspaces.update_one({"_id": require_oid(ws_id)}, {"$addToSet": {"members": user}})
    return "", 204


@workspaces.get("/<ws_id>/members")
def members(ws_id):
    rows = database.workspaces.aggregate([
        {"$match": {"_id": g.ws["_id"]}},
        {"$lookup": {"from": "users", "localField": "members", "foreignField": "_id", "as": "people"}},
        {"$unwind": "$people"},
        {"$limit": 500},
        {"$project": {"_id": 0, "people.name": 1, "people.email": 1}},
    ])
    return jsonify([row["people"] for row in rows])


@workspaces.get("/<ws_id>/overview")
def overview(ws_id):
    rows = list(database.workspaces.aggregate([
        {"$match": {"_id": g.ws["_id"]}},
        {"$lookup": {"from": "users", "localField": "members", "foreignField": "_id", "as": "people"}},
        {"$unset": ["_id", "members", "people._id"]},
    ]))
    return jsonify(rows[0])
