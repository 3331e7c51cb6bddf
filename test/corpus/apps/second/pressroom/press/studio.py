import json
from datetime import datetime, timezone
from urllib.parse import urlparse

import requests
from bson import json_util
from flask import Blueprint, abort, g, jsonify, render_template, request

from .guard import db, editor, member_only, oid

studio = Blueprint("studio", __name__)

IMAGE_HOSTS = ("images.press.example", "media.press.example")


def own_article(article_id):
    found = db.articles.find_one({"_id": oid(article_id), "author": g.member["_id"]})
    return found or abort(404)


@studio.get("/")
@member_only
def desk():
    found = list(db.articles.find({"author": g.member["_id"]}).sort("created", -1).limit(50))
    return render_template("list.html", articles=found)


@studio.post("/articles")
@member_only
def create():
    form = request.form.to_dict()
    form.update(author=g.member["_id"], status="draft", created=datetime.now(timezone.utc))
    form.pop("featured", None)
    db.articles.insert_one(form)
    return "", 201


@studio.post("/articles/import")
@member_only
def import_articles():
    rows = json_util.loads(request.files["file"].read())
    db.articles.insert_many(rows)
    return "", 201


@studio.post("/articles/paste")
@member_only
def paste():
    row = json.loads(request.form["document"])
    db.articles.insert_one({"title": str(row.get("title")), "body": str(row.get("body")), "author": g.member["_id"], "status": "draft"})
    return "", 201


@studio.get("/articles/<article_id>")
@member_only
def edit(article_id):
    return render_template("article.html", article=own_article(article_id))


@studio.post("/articles/<article_id>")
@member_only
def save(article_id):
    fields = {key: request.form[key] for key in ("title", "body", "slug") if key in request.form}
    db.articles.update_one({"_id": oid(article_id)}, {"$set": fields})
    return "", 204


@studio.post("/articles/<article_id>/withdraw")
@member_only
def withdraw(article_id):
    article = own_article(article_id)
    db.articles.update_one({"_id": article["_id"]}, {"$set": {"status": "draft"}})
    return "", 204


@studio.post("/articles/<article_id>/status")
@member_only
def status(article_id):
    article = own_article(article_id)
    db.articles.update_one({"_id": article["_id"]}, {"$set": {"status": request.form["status"]}})
    return "", 204


@studio.post("/articles/<article_id>/publish")
@member_only
def publish(article_id):
    editor()
    db.articles.update_one({"_id": oid(article_id), "status": "draft"}, {"$set": {"status": "live", "editor": g.member["_id"]}})
    return "", 204


@studio.get("/articles/<article_id>/history")
@member_only
def history(article_id):
    rows = db.revisions.find({"article": oid(article_id)}, {"_id": 0, "body": 1, "at": 1}).limit(100)
    return jsonify(list(rows))


@studio.get("/fees")
@member_only
def fees():
    who = oid(request.args["author"]) if "author" in request.args else g.member["_id"]
    rows = db.fees.find({"author": who}, {"_id": 0, "amount": 1, "month": 1}).limit(36)
    return jsonify(list(rows))


@studio.get("/fees/summary")
@member_only
def fees_summary():
    who = g.member["_id"]
    if "author" in request.args:
        editor()
        who = oid(request.args["author"])
    rows = db.fees.aggregate([{"$match": {"author": who}}, {"$group": {"_id": None, "sum": {"$sum": "$amount"}}}])
    return jsonify(next(rows, {}).get("sum", 0))


@studio.post("/images/fetch")
@member_only
def fetch_image():
    url = request.form["url"]
    if not urlparse(url).netloc.endswith("press.example"):
        abort(400)
    answer = requests.get(url, timeout=5)
    db.images.insert_one({"owner": g.member["_id"], "bytes": answer.content[:2000000]})
    return "", 201


@studio.post("/images/mirror")
@member_only
def mirror():
    parts = urlparse(request.form["url"])
    if parts.hostname not in IMAGE_HOSTS:
        abort(400)
    answer = requests.get(f"https://{parts.hostname}{parts.path}", timeout=5, allow_redirects=False)
    db.images.insert_one({"owner": g.member["_id"], "bytes": answer.content[:2000000]})
    return "", 201


@studio.post("/wire")
@member_only
def wire():
    editor()
    items = requests.get("https://wire.agency.example/latest.json", timeout=5).json()
    db.wire.insert_many(items)
    return "", 201
