from functools import wraps

from flask import Blueprint, abort, current_app, jsonify, request

from .context import entrance, whole, with_actor

bp = Blueprint("office", __name__)


def staff(view):
    @wraps(view)
    @with_actor
    def inner(actor, **kwargs):
        if "staff" not in actor.roles:
            abort(403)
        return view(actor, **kwargs)
    return inner


@bp.get("/office/holders")
@staff
def holders(actor):
    size = min(request.args.get("size", 25, int), 100)
    page = entrance().storage.holders.page(request.args.get("page", 0, int), size)
    return jsonify([h.view() for h in page])


@bp.put("/office/holders/<holder_id>/limit")
@with_actor
def limit(actor, holder_id):
    entrance().storage.holders.set_limit(holder_id, whole("limit"))
    return "", 204


@bp.post("/office/jars/<jar_id>/correct")
@staff
def correct(actor, jar_id):
    jars = current_app.extensions["storage"].jars
    jars.collection.update_one({"_id": jar_id}, {"$set": {"balance": whole("balance")}})
    return "", 204


@bp.get("/office/sums")
@with_actor
def sums(actor):
    if not {"staff", "auditor"} & set(actor.roles):
        abort(403)
    jars = current_app.extensions["storage"].jars
    rows = jars.collection.aggregate([{"$group": {"_id": "$currency", "sum": {"$sum": "$balance"}}}])
    return jsonify(list(rows))


@bp.get("/office/largest")
@with_actor
def largest(actor):
    jars = current_app.extensions["storage"].jars
    rows = jars.collection.find({}, {"_id": 0, "title": 1, "holder": 1, "balance": 1}).sort("balance", -1).limit(20)
    return jsonify(list(rows))
