import re

from bson import ObjectId
from bson.code import Code
from flask import Blueprint, abort, g, jsonify, render_template, request

from .guard import db, member_only, oid

site = Blueprint("site", __name__)

ORDERS = {"new": ("created", -1), "old": ("created", 1), "title": ("title", 1)}


@site.get("/")
def home():
    order = ORDERS.get(request.args.get("order"), ORDERS["new"])
    found = db.articles.find({"status": "live"}).sort(*order).limit(12)
    return render_template("list.html", articles=list(found))


@site.get("/a/<slug>")
def article(slug):
    found = db.articles.find_one({"slug": slug, "status": "live"})
    if found is None:
        abort(404)
    return render_template("article.html", article=found)


@site.get("/a/<slug>.json")
def article_json(slug):
    found = db.articles.find_one({"slug": slug, "status": "live"}, {"_id": 0})
    if found is None:
        abort(404)
    return jsonify({k: v for k, v in found.items() if k not in ("author", "notes")})


@site.get("/preview/<article_id>")
def preview(article_id):
    found = db.articles.find_one({"_id": ObjectId(article_id)})
    return render_template("article.html", article=found)


@site.get("/search")
def search():
    words = request.args.get("q", "")
    pattern = ".*".join(re.escape(word) for word in words.split()[:5])
    found = db.articles.find({"status": "live", "title": {"$regex": pattern, "$options": "i"}}).limit(20)
    return render_template("list.html", articles=list(found))


@site.get("/suggest")
def suggest():
    found = db.articles.find({"status": "live", "title": {"$regex": f"^{request.args.get('q', '')}"}}, {"_id": 0, "title": 1}).limit(8)
    return jsonify(list(found))


@site.get("/tags/cloud")
def cloud():
    field = request.args.get("by", "tags")
    rows = db.articles.aggregate([{"$match": {"status": "live"}}, {"$unwind": "$" + field}, {"$group": {"_id": "$" + field, "n": {"$sum": 1}}}, {"$limit": 100}])
    return jsonify(list(rows))


@site.get("/archive")
def archive():
    year = request.args.get("year", "2024")
    found = db.articles.find({"status": "live", "$where": Code("this.created.getFullYear() == " + year)}, {"_id": 0, "title": 1})
    return jsonify(list(found))


@site.get("/archive/<int:year>")
def archive_year(year):
    found = db.articles.find({"status": "live", "$where": Code("this.created.getFullYear() == y", {"y": year})}, {"_id": 0, "title": 1}).limit(200)
    return jsonify(list(found))


@site.post("/a/<slug>/comments")
@member_only
def comment(slug):
    db.comments.insert_one({"slug": slug, "member": g.member["_id"], "name": g.member["name"], "text": request.form["text"][:4000]})
    return "", 201


@site.post("/comments/<comment_id>/delete")
@member_only
def delete_comment(comment_id):
    db.comments.delete_one({"_id": oid(comment_id)})
    return "", 204


@site.post("/comments/<comment_id>/edit")
@member_only
def edit_comment(comment_id):
    found = db.comments.find_one({"_id": oid(comment_id)})
    if found is None or found["member"] != g.member["_id"]:
        abort(404)
    db.comments.update_one({"_id": found["_id"]}, {"$set": {"text": request.form["text"][:4000]}})
    return "", 204


@site.post("/subscribe")
def subscribe():
    data = request.get_json(silent=True) or request.form
    db.subscribers.update_one({"email": str(data.get("email"))}, {"$set": {"topics": [str(t) for t in data.get("topics", [])][:10]}}, upsert=True)
    return "", 204


@site.post("/poll/<slug>")
@member_only
def vote(slug):
    choice = request.form["choice"]
    db.polls.update_one({"slug": slug}, {"$inc": {f"votes.{choice}": 1}})
    return "", 204
