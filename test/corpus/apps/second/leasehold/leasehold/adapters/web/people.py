from dataclasses import asdict

from flask import Blueprint, jsonify, request
from werkzeug.security import generate_password_hash

from ...container import container
from ...domain.dto import AppCredentials, Credentials, Registration, ResetCode
from ...domain.errors import Invalid
from . import admin, authenticated, limiter

people = Blueprint("people", __name__)

MAINTENANCE = {"stats": "dbStats", "ping": "ping"}


def present(user):
    return {"id": user.id, "name": user.name, "role": user.role}


@people.post("/auth/register")
def register():
    return jsonify(id=container.register().execute(Registration.of(request.get_json()))), 201


@people.post("/auth/login")
@limiter.limit("5/minute")
def login():
    return jsonify(token=container.login().execute(Credentials.of(request.get_json())))


@people.post("/auth/login/app")
@limiter.limit("5/minute")
def login_app():
    return jsonify(token=container.login_app().execute(AppCredentials.of(request.get_json())))


@people.post("/auth/reset")
def reset():
    return jsonify(changed=container.reset().execute(ResetCode.of(request.get_json())))


@people.post("/auth/reset/link")
@limiter.limit("10/hour")
def reset_link():
    form = request.form
    return jsonify(changed=container.users.redeem_text(form["email"], form["link"], generate_password_hash(form["password"])))


@people.get("/users/me")
@authenticated
def me(actor):
    return jsonify(asdict(container.users.get(actor.id)))


@people.get("/users/<user_id>")
@authenticated
def show(actor, user_id):
    return jsonify(present(container.users.get(user_id)))


@people.patch("/users/me")
@authenticated
def edit(actor):
    try:
        container.edit_me().execute(actor, request.get_json())
    except TypeError as error:
        raise Invalid("unknown field") from error
    return "", 204


@people.put("/users/me/contact")
@authenticated
def contact(actor):
    container.edit_me().contact(actor, request.get_json())
    return "", 204


@people.post("/users/me/flags")
@authenticated
def flags(actor):
    container.users.apply(actor.id, request.get_json())
    return "", 204


@people.get("/admin/users")
@admin
def users(actor):
    return jsonify(container.users.listing(max(0, request.args.get("page", 0, type=int))))


@people.put("/admin/users/<user_id>/role")
@authenticated
def give_role(actor, user_id):
    container.give_role().execute(actor, user_id, request.get_json()["role"])
    return "", 204


@people.put("/admin/users/<user_id>/verified")
@authenticated
def verify(actor, user_id):
    container.verify().execute(actor, user_id)
    return "", 204


@people.post("/admin/maintenance")
@admin
def maintenance(actor):
    name = MAINTENANCE.get(str(request.get_json().get("task")), "ping")
    return jsonify(ok=container.database.command(name)["ok"])


@people.post("/admin/maintenance/validate")
@admin
def validate(actor):
    return jsonify(ok=container.database.command(request.get_json())["ok"])


@people.post("/references")
@authenticated
def references(actor):
    return jsonify(text=container.letters.fetch(request.get_json()["address"]))


@people.post("/references/school")
@authenticated
def school(actor):
    body = request.get_json()
    if body["school"] not in ("north", "south"):
        raise Invalid("school")
    return jsonify(text=container.letters.fetch_from(body["school"], str(body["student"])))
