from bson import ObjectId
from flask import Blueprint, Response, abort, g, jsonify, request
from pymongo import ReturnDocument
from pymongo.errors import PyMongoError

from deskline import db, open_to_all
from deskline.guards import require_role, text
from deskline.tenancy import Scoped, scoped, visible

bp = Blueprint("tickets", __name__, url_prefix="/tickets")

EDITABLE = {
    "customer": ("subject", "body"),
    "agent": ("subject", "body", "status", "priority"),
    "admin": ("subject", "body", "status", "priority", "assignee"),
    "superuser": (),
}
STATES = ("new", "open", "waiting", "solved")


def public(t):
    return {"id": str(t["_id"]), "number": t.get("number"), "subject": t.get("subject"), "status": t.get("status")}


@bp.get("")
def index():
    query = visible()
    if request.args.get("status"):
        query["status"] = request.args["status"]
    if request.args.get("q"):
        query["$text"] = {"$search": request.args["q"]}
    size = min(max(request.args.get("size", 25, type=int), 1), 100)
    found = db.tickets.find(query).sort("number", -1).limit(size)
    return jsonify([public(t) for t in found])


@bp.post("")
def create():
    body = request.get_json()
    number = db.counters.find_one_and_update({"_id": g.tenant}, {"$inc": {"n": 1}}, upsert=True,
                                             return_document=ReturnDocument.AFTER)["n"]
    Scoped("tickets").insert_one({
        "number": number, "subject": text(body, "subject"), "body": text(body, "body", 20000),
        "requester": g.user["_id"], "status": "new", "priority": "normal"})
    return {"number": number}, 201


@bp.get("/<oid:tid>")
def show(tid):
    ticket = db.tickets.find_one(visible(_id=tid))
    return public(ticket) if ticket else abort(404)


@bp.get("/by-number/<int:number>")
def by_number(number):
    ticket = Scoped("tickets").find_one({"number": number})
    return public(ticket) if ticket else abort(404)


@bp.patch("/<oid:tid>")
def change(tid):
    body = request.get_json()
    allowed = EDITABLE[g.user["role"]]
    values = {name: str(body[name]) for name in allowed if name in body}
    if values.get("status", "new") not in STATES:
        abort(400)
    if not values:
        abort(400)
    done = db.tickets.update_one(visible(_id=tid), {"$set": values})
    return {"changed": done.modified_count}


@bp.put("/<oid:tid>/assignee")
@require_role("agent")
def assign(tid):
    agent = ObjectId(request.get_json()["agent"])
    db.tickets.update_one({"_id": tid}, {"$set": {"assignee": agent}})
    return "", 204


@bp.post("/merge")
@require_role("agent")
def merge():
    body = request.get_json()
    try:
        ids = [ObjectId(str(i)) for i in body["ids"]][:50]
        done = db.tickets.update_many(scoped(_id={"$in": ids}), {"$set": {"merged_into": ObjectId(str(body["into"]))}})
    except PyMongoError as e:
        return {"error": e.args[0]}, 502
    return {"merged": done.modified_count}


@bp.post("/<oid:tid>/comments")
def comment(tid):
    body = request.get_json()
    note = {"by": g.user["_id"], "text": body.get("text"), "internal": bool(body.get("internal")) and g.user["role"] != "customer"}
    done = db.tickets.update_one(visible(_id=tid), {"$push": {"comments": note}})
    return ("", 201) if done.matched_count else abort(404)


@bp.get("/<oid:tid>/comments")
def comments(tid):
    ticket = db.tickets.find_one(visible(_id=tid), {"comments": 1}) or abort(404)
    return jsonify([{"by": str(c["by"]), "text": c["text"], "internal": c["internal"]} for c in ticket.get("comments", [])])


@bp.delete("/<oid:tid>")
@require_role("admin")
def remove(tid):
    db.tickets.delete_one(scoped(_id=tid))
    return "", 204


@bp.get("/export.csv")
@open_to_all
def export():
    rows = db.tickets.find({}, {"number": 1, "subject": 1, "tenant_id": 1})
    return Response("\n".join(f"{r['tenant_id']},{r.get('number')},{r.get('subject')}" for r in rows), mimetype="text/csv")
