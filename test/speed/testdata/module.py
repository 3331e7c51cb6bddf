"""CLASS: what is kept of it, who may see it, and the views.

The rules are those of the handbook, chapter NOUN.
"""

import csv
import io
import logging
import re

from flask import Blueprint, Response, abort, g, jsonify, request
from pymongo import ASCENDING, DESCENDING, ReturnDocument

from ..shared import get_db, json_object, login_required, now, number, object_id, page, role_required, text

log = logging.getLogger(__name__)

blueprint = Blueprint("NAME", __name__, url_prefix="/NAME")

STATES = ("draft", "open", "paid", "closed", "cancelled")

# What others may read of a NOUN.
PUBLIC = {
    "title": 1,
    "note": 1,
    "amount": 1,
    "state": 1,
    "tags": 1,
    "owner_id": 1,
    "created_at": 1,
}

CHANGEABLE = {"title", "note", "amount", "tags"}

NEXT = {
    "draft": ["open", "cancelled"],
    "open": ["paid", "cancelled"],
    "paid": ["closed"],
    "closed": [],
    "cancelled": [],
}


class CLASSError(Exception):
    """A rule about CLASS does not hold."""

    def __init__(self, message, status=400):
        super().__init__(message)
        self.message = message
        self.status = status


class CLASSService:
    """What is done with documents of NAME, apart from HTTP."""

    def __init__(self, collection="NAME"):
        self.name = collection

    @property
    def collection(self):
        return get_db()[self.name]

    def one(self, key, owner):
        found = self.collection.find_one({"_id": object_id(key), "owner_id": owner})
        if found is None:
            abort(404, "no such NOUN")
        return found

    def many(self, owner, state=None, skip=0, limit=20):
        query = {"owner_id": owner}
        if state is not None:
            query["state"] = state
        cursor = self.collection.find(query, PUBLIC)
        return list(cursor.sort("created_at", DESCENDING).skip(skip).limit(limit))

    def create(self, owner, values):
        document = {
            "owner_id": owner,
            "title": values["title"],
            "note": values.get("note"),
            "amount": values["amount"],
            "tags": values.get("tags", []),
            "state": "draft",
            "created_at": now(),
            "history": [],
        }
        done = self.collection.insert_one(document)
        document["_id"] = done.inserted_id
        log.info("NOUN %s was made", done.inserted_id)
        return document

    def change(self, key, owner, values):
        changes = {name: value for name, value in values.items() if name in CHANGEABLE}
        changes["changed_at"] = now()
        return self.collection.find_one_and_update(
            {"_id": object_id(key), "owner_id": owner},
            {"$set": changes},
            projection=PUBLIC,
            return_document=ReturnDocument.AFTER,
        )

    def move(self, document, state):
        if state not in NEXT[document["state"]]:
            raise CLASSError(f"a NOUN cannot go from {document['state']} to {state}", 409)
        self.collection.update_one(
            {"_id": document["_id"]},
            {
                "$set": {"state": state, "changed_at": now()},
                "$push": {"history": {"state": state, "at": now(), "by": g.user["_id"]}},
            },
        )

    def totals(self, owner):
        pipeline = [
            {"$match": {"owner_id": owner}},
            {"$group": {"_id": "$state", "count": {"$sum": 1}, "amount": {"$sum": "$amount"}}},
            {"$sort": {"_id": ASCENDING}},
        ]
        return {row["_id"]: {"count": row["count"], "amount": row["amount"]} for row in self.collection.aggregate(pipeline)}


service = CLASSService()


def public(document):
    shown = {name: document.get(name) for name in PUBLIC}
    shown["id"] = str(document["_id"])
    shown["owner_id"] = str(document["owner_id"])
    if document.get("created_at"):
        shown["created_at"] = document["created_at"].isoformat()
    return shown


def tags_of(body):
    tags = body.get("tags", [])
    if not isinstance(tags, list) or len(tags) > 10:
        abort(400, "tags must be a short list")
    cleaned = []
    for tag in tags:
        if not isinstance(tag, str) or not re.fullmatch(r"[a-z0-9-]{1,30}", tag):
            abort(400, "a tag has small letters and digits")
        if tag not in cleaned:
            cleaned.append(tag)
    return cleaned


def checked(body):
    return {
        "title": text(body, "title", longest=120),
        "note": text(body, "note", required=False, longest=2000),
        "amount": number(body, "amount"),
        "tags": tags_of(body),
    }


@blueprint.errorhandler(CLASSError)
def refused(error):
    return jsonify({"error": error.message}), error.status


@blueprint.get("/")
@login_required
def list_NAME():
    """Those of who calls, the newest first."""
    state = request.args.get("state")
    if state is not None and state not in STATES:
        abort(400, "there is no such state")
    skip, limit = page()
    found = service.many(g.user["_id"], state, skip, limit)
    return jsonify({"items": [public(document) for document in found], "count": len(found)})


@blueprint.post("/")
@login_required
def create_NOUN():
    """A new one, as a draft."""
    body = json_object()
    values = checked(body)
    if values["amount"] > g.user.get("limit", 10_000):
        abort(403, "that is above your limit")
    document = service.create(g.user["_id"], values)
    return jsonify(public(document)), 201


@blueprint.get("/<key>")
@login_required
def get_NOUN(key):
    document = service.one(key, g.user["_id"])
    answer = public(document)
    answer["history"] = [
        {"state": step["state"], "at": step["at"].isoformat()} for step in document.get("history", [])
    ]
    return jsonify(answer)


@blueprint.put("/<key>")
@login_required
def change_NOUN(key):
    """All that can be changed, at once."""
    values = checked(json_object())
    document = service.one(key, g.user["_id"])
    if document["state"] not in ("draft", "open"):
        return jsonify({"error": "it is closed"}), 409
    changed = service.change(key, g.user["_id"], values)
    if changed is None:
        abort(404)
    return jsonify(public(changed))


@blueprint.patch("/<key>")
@login_required
def patch_NOUN(key):
    body = json_object()
    values = {}
    if "title" in body:
        values["title"] = text(body, "title", longest=120)
    if "note" in body:
        values["note"] = text(body, "note", required=False)
    if "amount" in body:
        values["amount"] = number(body, "amount")
    if "tags" in body:
        values["tags"] = tags_of(body)
    if not values:
        abort(400, "nothing to change")
    changed = service.change(key, g.user["_id"], values)
    return jsonify(public(changed)) if changed else (jsonify({"error": "no such NOUN"}), 404)


@blueprint.delete("/<key>")
@login_required
def delete_NOUN(key):
    done = get_db().NAME.delete_one({"_id": object_id(key), "owner_id": g.user["_id"], "state": "draft"})
    if not done.deleted_count:
        abort(404, "no such draft")
    log.info("NOUN %s was deleted by %s", key, g.user["_id"])
    return "", 204


@blueprint.post("/<key>/state")
@login_required
def move_NOUN(key):
    """To another state, where the rules let it."""
    state = text(json_object(), "state")
    if state not in STATES:
        abort(400, "there is no such state")
    document = service.one(key, g.user["_id"])
    service.move(document, state)
    return jsonify({"id": key, "state": state})


@blueprint.get("/search")
@login_required
def search_NAME():
    words = request.args.get("q", "").strip()
    if not 2 <= len(words) <= 50:
        abort(400, "q must have 2 to 50 characters")
    skip, limit = page()
    query = {
        "owner_id": g.user["_id"],
        "$or": [
            {"title": {"$regex": re.escape(words), "$options": "i"}},
            {"tags": words},
        ],
    }
    found = get_db().NAME.find(query, PUBLIC).skip(skip).limit(limit)
    return jsonify([public(document) for document in found])


@blueprint.get("/totals")
@login_required
def totals_of_NAME():
    totals = service.totals(g.user["_id"])
    for state in STATES:
        totals.setdefault(state, {"count": 0, "amount": 0})
    return jsonify(totals)


@blueprint.get("/export.csv")
@login_required
def export_NAME():
    """All of them as a table, for a spreadsheet."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["id", "title", "amount", "state"])
    for document in service.many(g.user["_id"], limit=1000):
        writer.writerow([str(document["_id"]), document["title"], document["amount"], document["state"]])
    name = f"NAME-{now():%Y%m%d}.csv"
    return Response(
        buffer.getvalue(),
        mimetype="text/csv",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@blueprint.get("/all")
@login_required
@role_required("admin")
def all_NAME():
    skip, limit = page()
    total = get_db().NAME.count_documents({})
    found = get_db().NAME.find({}, PUBLIC).sort("created_at", DESCENDING).skip(skip).limit(limit)
    return jsonify({"items": [public(document) for document in found], "total": total})


@blueprint.post("/import")
@login_required
@role_required("admin")
def import_NAME():
    """Many at once: all of them, or none."""
    rows = request.get_json()
    if not isinstance(rows, list) or not rows or len(rows) > 500:
        abort(400, "a list of 1 to 500 is needed")
    documents = []
    for row in rows:
        if not isinstance(row, dict):
            abort(400, "each must be an object")
        document = checked(row)
        document.update(owner_id=object_id(text(row, "owner_id")), state="draft", created_at=now(), history=[])
        documents.append(document)
    done = get_db().NAME.insert_many(documents)
    return jsonify({"ids": [str(key) for key in done.inserted_ids]}), 201
