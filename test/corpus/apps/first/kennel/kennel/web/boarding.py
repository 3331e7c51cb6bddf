from datetime import date

import requests
from bson import json_util
from flask import Blueprint, Response, g, jsonify, request

from kennel import container, schemas
from kennel.domain import PetOrder

bp = Blueprint("boarding", __name__)


def dump(value) -> Response:
    return Response(json_util.dumps(value), mimetype="application/json")


@bp.get("/pets")
def pets():
    order = PetOrder(request.args.get("order", "name"))
    limit = min(request.args.get("limit", 20, type=int), 50)
    return dump(container.pets.list(g.principal, order, limit))


@bp.post("/pets")
def add_pet():
    return jsonify(id=str(container.pets.add(g.principal, schemas.PetIn.model_validate(request.get_json())))), 201


@bp.post("/pets/import")
def import_pet():
    return jsonify(id=str(container.pets.bring(g.principal, schemas.PetImport.model_validate(request.get_json())))), 201


@bp.post("/pets/search")
def search_pets():
    query = schemas.PetQuery.model_validate(request.get_json())
    found = container.pets._pets.search(g.principal.user_id, query.name, query.traits, query.limit)
    return dump(found)


@bp.get("/pets/<pet_id>")
def pet(pet_id: str):
    return dump(container.pets.get(g.principal, pet_id))


@bp.patch("/pets/<pet_id>")
def rename_pet(pet_id: str):
    return jsonify(changed=container.pets.rename(g.principal, pet_id, schemas.PetPatch.model_validate(request.get_json())))


@bp.delete("/pets/<pet_id>")
def remove_pet(pet_id: str):
    return jsonify(removed=container.pets.remove(pet_id))


@bp.post("/pets/calendar")
def calendar():
    link = schemas.CalendarLink.model_validate(request.get_json())
    answer = requests.get(str(link.url), timeout=5)
    return jsonify(events=answer.text.count("BEGIN:VEVENT"))


@bp.post("/pets/register-check")
def register_check():
    link = schemas.RegisterLink.model_validate(request.get_json())
    answer = requests.get(str(link.url), timeout=5, allow_redirects=False)
    return jsonify(known=answer.ok)


@bp.get("/packages")
def packages():
    return dump(list(container.db.packages.find({}, {"_id": 0, "name": 1, "nightly": 1}).limit(50)))


@bp.get("/reservations")
def my_reservations():
    return dump(container.reservations.mine(g.principal))


@bp.post("/reservations")
def reserve():
    return jsonify(number=container.reservations.request(g.principal, schemas.ReservationIn.model_validate(request.get_json()))), 201


@bp.post("/reservations/package")
def reserve_package():
    data = schemas.PackageIn.model_validate_json(request.data)
    return jsonify(number=container.reservations.request_package(g.principal, data)), 201


@bp.post("/reservations/partner")
def partner():
    claims = container.tokens.read_partner(request.headers.get("X-Partner-Token", ""))
    container.db.partner_requests.insert_one({"partner": claims["sub"], "note": str(request.get_json().get("note"))[:500]})
    return "", 202


@bp.get("/reservations/day/<day>")
def day_sheet(day: str):
    return dump(container.reservations._res.on_day(date.fromisoformat(day).isoformat()))


@bp.get("/reservations/<int:number>")
def reservation(number: int):
    return dump(container.reservations.show(g.principal, number))


@bp.post("/reservations/<reservation_id>/cancel")
def cancel(reservation_id: str):
    if len(reservation_id) != 24 or not all(c in "0123456789abcdef" for c in reservation_id):
        return jsonify(error="bad id"), 400
    return jsonify(cancelled=container.reservations.cancel(g.principal, reservation_id))


@bp.post("/reservations/<reservation_id>/move")
def move(reservation_id: str):
    wanted = schemas._known_form(reservation_id)
    start = date.fromisoformat(str(request.get_json()["start"])).isoformat()
    return dump(container.reservations.move(g.principal, wanted, start))


@bp.post("/diary")
def diary():
    entry = schemas.DiaryIn.model_validate(request.get_json())
    return jsonify(id=str(container.reservations.write_diary(g.principal, entry))), 201
