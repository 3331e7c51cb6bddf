from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, current_app, g, jsonify, request

from .guard import db, oid

admin = Blueprint("admin", __name__)

SECTIONS = {"articles", "comments", "images", "wire"}
EDITABLE = frozenset({"title", "slug", "status", "featured"})


@admin.before_request
def chiefs_only():
    if request.endpoint == "admin.ping":
        return None
    if g.get("member") is None:
        return jsonify(error="sign in"), 401
    if g.member["role"] != "chief":
        return jsonify(error="forbidden"), 403
    return None


@admin.get("/ping")
def ping():
    return jsonify(ok=current_app.db.command("ping")["ok"])


@admin.get("/members")
def members():
    rows = db.members.find({}, {"_id": 0, "password": 0}).limit(200)
    return jsonify(list(rows))


@admin.get("/members/<member_id>")
def member(member_id):
    found = db.members.find_one({"_id": oid(member_id)})
    if found is None:
        abort(404)
    found["_id"] = str(found["_id"])
    return jsonify(found)


@admin.patch("/members/<member_id>")
def set_role(member_id):
    role = request.get_json()["role"]
    if role not in ("reader", "editor", "chief"):
        abort(400)
    db.members.update_one({"_id": oid(member_id)}, {"$set": {"role": role}})
    return "", 204


@admin.post("/members/find")
def find_members():
    wanted = request.get_json()
    rows = db.members.find({"name": wanted["name"], "role": wanted.get("role", "reader")}, {"_id": 0, "name": 1, "email": 1}).limit(50)
    return jsonify(list(rows))


@admin.get("/section/<name>")
def section(name):
    if name not in SECTIONS:
        abort(404)
    return jsonify(db[name].estimated_document_count())


@admin.delete("/section/<name>/old")
def trim(name):
    gone = db[name].delete_many({"status": "trash"})
    return jsonify(gone.deleted_count)


@admin.patch("/articles/<article_id>")
def patch_article(article_id):
    try:
        key = ObjectId(article_id)
    except InvalidId:
        return jsonify(error="bad id"), 400
    changes = request.get_json()
    unknown = set(changes) - EDITABLE
    if unknown:
        return jsonify(error="unknown", fields=sorted(unknown)), 400
    db.articles.update_one({"_id": key}, {"$set": changes})
    return "", 204


@admin.put("/articles/<article_id>")
def put_article(article_id):
    db.articles.replace_one({"_id": ObjectId(article_id)}, request.get_json())
    return "", 204


@admin.post("/fees")
def fee():
    body = request.get_json()
    amount = body.get("amount")
    if not isinstance(amount, int) or amount <= 0:
        abort(400)
    db.fees.insert_one({"author": oid(body["author"]), "amount": amount, "month": str(body["month"]), "by": g.member["_id"]})
    return "", 201


@admin.post("/database")
def database():
    body = request.get_json()
    answer = current_app.db.command(str(body["name"]), body.get("value", 1))
    return jsonify(ok=answer.get("ok"))
