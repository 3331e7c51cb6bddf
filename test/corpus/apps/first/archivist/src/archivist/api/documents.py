"""Below /v1/workspaces/<ws_id>; g.ws is the workspace, its membership is checked."""
from bson import ObjectId
from flask import Blueprint, abort, g, jsonify, request
from pymongo import DeleteOne, InsertOne, UpdateOne

from ..core import (BadInput, check_paging, clean_document, database, identity, like, maybe_oid, only_known,
                    preview_link, require_oid, require_text)

documents = Blueprint("documents", __name__, url_prefix="/<ws_id>/documents")

FACETS = {"language": "$language", "year": {"$year": "$created"}}
LIST = {"title": 1, "serial": 1}


def here(**more):
    return dict(more, workspace=g.ws["_id"])


def shown(doc):
    return {"id": str(doc["_id"]), "title": doc.get("title"), "serial": doc.get("serial")}


@documents.get("")
def index(ws_id):
    window, error = check_paging(request.args)
    if error is not None:
        return jsonify(error=error), 400
    query = here()
    if request.args.get("q"):
        query["title"] = like(request.args["q"])
    found = database.documents.find(query, LIST).sort("serial", -1).skip(window[0]).limit(window[1])
    return jsonify([shown(d) for d in found])


@documents.get("/grep")
def grep(ws_id):
    pattern = require_text(request.args.get("pattern"), "pattern", 60)
    found = database.documents.find(here(body={"$regex": pattern}), LIST).limit(50)
    return jsonify([shown(d) for d in found])


@documents.post("")
def create(ws_id):
    ok, result = clean_document(request.get_json())
    if not ok:
        return jsonify(error=result), 400
    serial = database.counters.find_one_and_update({"_id": g.ws["_id"]}, {"$inc": {"n": 1}}, upsert=True, return_document=True)["n"]
    made = database.documents.insert_one(here(**result, serial=serial, author=identity()))
    return jsonify(id=str(made.inserted_id)), 201


@documents.get("/<doc_id>")
def show(ws_id, doc_id):
    doc = database.documents.find_one({"_id": maybe_oid(doc_id)})
    if doc is None:
        abort(404)
    return jsonify(shown(doc) | {"body": doc.get("body")})


@documents.get("/serial/<int:serial>")
def by_serial(ws_id, serial):
    doc = database.documents.find_one(here(serial=serial)) or abort(404)
    return jsonify(shown(doc))


@documents.put("/<doc_id>")
def replace(ws_id, doc_id):
    ok, result = clean_document(request.get_json())
    if not ok:
        raise BadInput(result)
    done = database.documents.update_one({"_id": ObjectId(doc_id), "workspace": ObjectId(ws_id)}, {"$set": result})
    return jsonify(changed=done.modified_count)


@documents.patch("/<doc_id>")
def patch(ws_id, doc_id):
    body = only_known(request.get_json(), "title", "language")
    done = database.documents.update_one(here(_id=require_oid(doc_id)), {"$set": body})
    return jsonify(changed=done.modified_count)


@documents.post("/bulk")
def bulk(ws_id):
    changes = []
    for item in request.get_json()["items"]:
        changes.append(UpdateOne({"_id": require_oid(item.get("id"))}, {"$set": item["set"]}))
    done = database.documents.bulk_write(changes, ordered=False)
    return jsonify(changed=done.modified_count)


@documents.post("/bulk/titles")
def bulk_titles(ws_id):
    changes = [UpdateOne(here(_id=require_oid(i.get("id"))), {"$set": {"title": require_text(i.get("title"), "title")}})
               for i in request.get_json()["items"][:200]]
    return jsonify(changed=database.documents.bulk_write(changes).modified_count if changes else 0)


@documents.post("/bulk/sync")
def sync(ws_id):
    body, batch = request.get_json(), []
    for entry in body.get("add", []):
        batch.append(InsertOne({**entry, "author": identity(), "workspace": g.ws["_id"]}))
    for entry in body.get("remove", []):
        batch.append(DeleteOne(here(title=entry)))
    database.documents.bulk_write(batch)
    return "", 204


@documents.get("/facets/<name>")
def facets(ws_id, name):
    if name not in FACETS:
        abort(404)
    rows = database.documents.aggregate([{"$match": here()}, {"$group": {"_id": FACETS[name], "n": {"$sum": 1}}}, {"$limit": 100}])
    return jsonify(list(rows))


@documents.post("/report")
def report(ws_id):
    stages = [{"$match": here()}] + request.get_json()["stages"] + [{"$limit": 200}]
    return jsonify([str(r) for r in database.documents.aggregate(stages)])


@documents.post("/words")
def words(ws_id):
    rows = database.documents.aggregate([
        {"$match": here(language=str(request.get_json()["language"]))},
        {"$limit": 50},
        {"$project": {"n": {"$function": {"body": "function(t) { return t.split(' ').length }", "args": ["$body"], "lang": "js"}}}},
    ])
    return jsonify([r["n"] for r in rows])


@documents.post("/<doc_id>/preview")
def preview(ws_id, doc_id):
    doc = database.documents.find_one(here(_id=require_oid(doc_id)), {"_id": 1}) or abort(404)
    return jsonify(link="/open/preview/" + preview_link(doc["_id"]))
