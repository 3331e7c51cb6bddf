"""Files of a person, in GridFS."""
import json
import pickle
import urllib.request
from urllib.parse import urlsplit

from bson import ObjectId
from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.utils import secure_filename

from ..core import database, files, identity, maybe_oid

library = Blueprint("library", __name__, url_prefix="/files")

SOURCES = frozenset({"arxiv.org", "zenodo.org"})


def from_known_source(url):
    parts = urlsplit(url)
    return parts.scheme == "https" and parts.hostname in SOURCES


@library.get("")
def index():
    found = database["fs.files"].find({"owner": identity()}, {"filename": 1, "length": 1}).limit(200)
    return jsonify([{"id": str(f["_id"]), "name": f["filename"]} for f in found])


@library.post("")
def upload():
    sent = request.files["file"]
    title = request.form.get("title", "")[:200]
    file_id = files.put(sent.stream, filename=secure_filename(sent.filename), owner=identity(), metadata={"title": title})
    return jsonify(id=str(file_id)), 201


@library.post("/with-meta")
def upload_with_meta():
    sent = request.files["file"]
    meta = json.loads(request.form.get("meta", "{}"))
    keep = {"filename": secure_filename(sent.filename), "owner": identity()}
    file_id = files.put(sent.stream, **{**keep, **meta})
    return jsonify(id=str(file_id)), 201


@library.get("/<file_id>")
def download(file_id):
    found = files.find_one({"_id": maybe_oid(file_id), "owner": identity()})
    if found is None:
        abort(404)
    return Response(found.read(), mimetype="application/octet-stream")


@library.get("/<file_id>/raw")
def raw(file_id):
    return Response(files.get(ObjectId(file_id)).read(), mimetype="application/octet-stream")


@library.delete("/<file_id>")
def remove(file_id):
    oid = maybe_oid(file_id) or abort(404)
    files.delete(oid)
    return "", 204


@library.delete("/<file_id>/mine")
def remove_mine(file_id):
    found = files.find_one({"_id": maybe_oid(file_id)})
    if found is None or found.owner != identity():
        abort(404)
    files.delete(found._id)
    return "", 204


@library.post("/fetch")
def fetch():
    url = str(request.get_json()["url"])
    with urllib.request.urlopen(url, timeout=10) as answer:
        file_id = files.put(answer.read(10_000_000), filename="fetched", owner=identity())
    return jsonify(id=str(file_id)), 201


@library.post("/fetch/paper")
def fetch_paper():
    url = str(request.get_json()["url"])
    if not from_known_source(url):
        return jsonify(error="not a known source"), 400
    with urllib.request.urlopen(url, timeout=10) as answer:
        file_id = files.put(answer.read(10_000_000), filename="paper.pdf", owner=identity())
    return jsonify(id=str(file_id)), 201


@library.post("/labels/restore")
def restore_labels():
    labels = pickle.load(request.files["backup"].stream)
    database.labels.update_one({"owner": identity()}, {"$set": {"labels": list(map(str, labels))}}, upsert=True)
    return "", 204


@library.post("/labels/import")
def import_labels():
    labels = json.load(request.files["labels"].stream)
    database.labels.update_one({"owner": identity()}, {"$set": {"labels": [str(x)[:40] for x in labels][:100]}}, upsert=True)
    return "", 204
