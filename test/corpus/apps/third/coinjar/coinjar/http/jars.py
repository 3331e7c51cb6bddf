from dataclasses import asdict
from datetime import datetime

from flask import Blueprint, abort, jsonify, request

from .context import keeping, text, whole, with_actor

bp = Blueprint("jars", __name__)


@bp.get("/jars")
@with_actor
def index(actor):
    return jsonify([asdict(j) for j in keeping().jars.of(actor.id)])


@bp.get("/jars/watched")
@with_actor
def watched(actor):
    return jsonify([{"title": j.title, "balance": j.balance} for j in keeping().jars.watched_by(actor.id)])


@bp.post("/jars")
@with_actor
def create(actor):
    return jsonify(id=keeping().create(actor, text("title"), text("currency", 3))), 201


@bp.post("/jars/import")
@with_actor
def import_jar(actor):
    return jsonify(id=keeping().import_jar(actor, request.get_json())), 201


@bp.post("/jars/query")
@with_actor
def query(actor):
    return jsonify([asdict(j) for j in keeping().jars.matching(actor.id, request.get_json())])


@bp.post("/jars/by-currency")
@with_actor
def by_currency(actor):
    return jsonify([asdict(j) for j in keeping().jars.in_currencies(actor.id, request.get_json()["currencies"][:10])])


@bp.get("/jars/<jar_id>")
@with_actor
def show(actor, jar_id):
    return jsonify(asdict(keeping().show(actor, jar_id)))


@bp.get("/jars/<jar_id>/balance")
@with_actor
def balance(actor, jar_id):
    return jsonify(balance=keeping().balance(actor, jar_id))


@bp.get("/jars/<jar_id>/card")
def card(jar_id):
    jar = keeping().jars.by_id(jar_id)
    return jsonify(asdict(jar)) if jar else abort(404)


@bp.put("/jars/<jar_id>")
@with_actor
def rename(actor, jar_id):
    keeping().rename(actor, jar_id, text("title"))
    return "", 204


@bp.delete("/jars/<jar_id>")
@with_actor
def remove(actor, jar_id):
    keeping().remove(actor, jar_id)
    return "", 204


@bp.post("/jars/<jar_id>/watchers")
@with_actor
def watch(actor, jar_id):
    keeping().add_watcher(actor, jar_id, text("watcher", 32))
    return "", 204


@bp.post("/jars/<jar_id>/top-up")
@with_actor
def top_up(actor, jar_id):
    keeping().top_up(actor, jar_id, whole("amount"))
    return "", 204


@bp.get("/jars/<jar_id>/transfers")
@with_actor
def history(actor, jar_id):
    return jsonify([t.to_dict() for t in keeping().history(actor, jar_id)])


@bp.get("/jars/<jar_id>/statement")
@with_actor
def statement(actor, jar_id):
    since = datetime.fromisoformat(request.args["since"])
    return jsonify([t.to_dict() for t in keeping().statement(actor, jar_id, since)])


@bp.post("/transfers")
@with_actor
def transfer(actor):
    done = keeping().transfer(actor, text("source", 32), text("target", 32), whole("amount"), text("memo"))
    return jsonify(id=done), 201


@bp.post("/transfers/request")
@with_actor
def pull(actor):
    amount = whole("amount")
    if not 0 < amount <= 100:
        abort(400)
    return jsonify(id=keeping().pull(actor, text("source", 32), text("target", 32), amount)), 201
