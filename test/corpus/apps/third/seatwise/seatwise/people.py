import secrets

from flask import Blueprint, abort, g, jsonify, request
from werkzeug.security import generate_password_hash

from .data import database, oid, people
from .gate import require
from .models import PersonIn, ProfileIn

bp = Blueprint("people", __name__, url_prefix="/people")


def card(person):
    return {"id": str(person["_id"]), "name": person["name"], "email": person["email"], "team": person.get("team")}


@bp.get("")
def colleagues():
    return jsonify([card(p) for p in people.find(projection={"hash": 0}).limit(500)])


@bp.get("/me")
def me():
    person = people.one({"_id": oid(g.claims["sub"])})
    return jsonify({k: str(v) for k, v in person.items()})


@bp.patch("/me")
def change_me():
    wish = ProfileIn.model_validate(request.get_json())
    people.change({"_id": oid(g.claims["sub"])}, {"$set": wish.model_dump(exclude_unset=True)})
    return "", 204


@bp.put("/me")
def replace_me():
    wish = PersonIn.model_validate(request.get_json())
    people.change({"_id": oid(g.claims["sub"])}, {"$set": wish.model_dump()})
    return "", 204


@bp.post("")
def invite():
    require("manager")
    wish = PersonIn.model_validate(request.get_json())
    password = secrets.token_urlsafe(9)
    people.add({**wish.model_dump(), "role": "member", "hash": generate_password_hash(password)})
    return jsonify(initial=password), 201


@bp.put("/<person_id>/role")
def set_role(person_id):
    role = request.get_json()["role"]
    if role not in ("member", "manager", "owner"):
        abort(400)
    people.change({"_id": oid(person_id)}, {"$set": {"role": role}})
    return "", 204


@bp.delete("/<person_id>")
def leave(person_id):
    if person_id != g.claims["sub"]:
        require("manager")
    people.drop({"_id": oid(person_id)})
    return "", 204


@bp.get("/<person_id>")
def colleague(person_id):
    person = database.people.find_one({"_id": oid(person_id)})
    return jsonify(card(person)) if person else abort(404)


@bp.put("/<person_id>/badge")
def badge(person_id):
    require("manager")
    number = str(request.get_json()["badge"])
    database.people.update_one({"_id": oid(person_id)}, {"$set": {"badge": number}})
    return "", 204
