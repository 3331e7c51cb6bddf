from flask import Blueprint, jsonify, request

from .context import entrance, text, with_actor

bp = Blueprint("doors", __name__)


@bp.post("/holders")
def register():
    return jsonify(id=entrance().register(text("handle", 30), text("email"), text("password"))), 201


@bp.post("/tokens")
def log_in():
    return jsonify(token=entrance().log_in(text("handle", 30), text("password")))


@bp.post("/tokens/recovery")
def recover():
    data = request.get_json()
    return jsonify(token=entrance().recover(data["handle"], data["phrase"]))


@bp.get("/holders/me")
@with_actor
def me(actor):
    return jsonify(vars(actor))


@bp.get("/holders/<holder_id>")
@with_actor
def somebody(actor, holder_id):
    holder = entrance().storage.holders.by_id(holder_id)
    return jsonify(holder.view() if holder else None)


@bp.patch("/holders/me")
@with_actor
def change(actor):
    entrance().storage.holders.patch(actor.id, request.get_json())
    return "", 204


@bp.put("/holders/me/handle")
@with_actor
def rename(actor):
    entrance().storage.holders.rename(actor.id, text("handle", 30))
    return "", 204
