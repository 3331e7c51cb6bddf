from flask import Blueprint, jsonify, request

from ..core import database

maintenance = Blueprint("maintenance", __name__, url_prefix="/maintenance")

READS = ["dbStats", "collStats", "ping"]


@maintenance.post("/purge-previews")
def purge():
    done = database.documents.update_many({}, {"$unset": {"preview": ""}})
    return jsonify(changed=done.modified_count)


@maintenance.post("/command")
def command():
    body = request.get_json()
    answer = database.command(body["name"], body.get("value", 1))
    return jsonify(ok=answer["ok"])


@maintenance.get("/read/<name>")
def read(name):
    if name not in READS:
        return jsonify(error="no"), 404
    answer = database.command(name, "documents") if name == "collStats" else database.command(name)
    return jsonify(ok=answer["ok"])
