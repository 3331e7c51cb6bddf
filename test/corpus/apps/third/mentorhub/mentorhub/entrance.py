import requests
from flask import abort, g, jsonify, request, session
from werkzeug.security import check_password_hash, generate_password_hash

from . import app, limiter
from .documents import Person
from .guards import person_needed


@app.post("/people")
@limiter.limit("20 per hour")
def sign_up():
    data = request.get_json()
    if Person.objects(login=str(data["login"])):
        abort(409)
    person = Person(login=str(data["login"]), name=str(data["name"]), phash=generate_password_hash(str(data["password"])))
    person.save()
    return jsonify(person.public()), 201


@app.post("/entrance")
@limiter.limit("6 per minute")
def enter():
    data = request.get_json()
    person = Person.objects(login=data["login"]).first()
    if person is None or not check_password_hash(person.phash, str(data["password"])):
        abort(401)
    session["pid"] = str(person.pk)
    return jsonify(person.public())


@app.post("/entrance/form")
@limiter.limit("6 per minute")
def enter_form():
    person = Person.objects(login=request.form["login"]).first()
    if not (person and check_password_hash(person.phash, request.form["password"])):
        abort(401)
    session["pid"] = str(person.pk)
    return "", 204


@app.post("/entrance/device")
def enter_device():
    data = request.get_json(force=True)
    person = Person.objects(device_code=data.get("code")).first()
    if person is None:
        abort(401)
    session["pid"] = str(person.pk)
    return jsonify(person.public())


@app.get("/people/me")
@person_needed
def me():
    return jsonify(g.person.to_mongo().to_dict() | {"_id": str(g.person.pk)})


@app.get("/people/<pid>")
@person_needed
def person(pid):
    return jsonify(Person.objects.get(pk=pid).public())


@app.patch("/people/me")
@person_needed
def change_me():
    g.person.modify(**request.get_json())
    return "", 204


@app.put("/people/me")
@person_needed
def rename_me():
    data = request.get_json()
    g.person.update(set__name=str(data["name"])[:120])
    return "", 204


@app.put("/people/me/settings")
@person_needed
def settings():
    wanted = {k: bool(v) for k, v in request.get_json().items() if k in {"mail", "digest", "dark"}}
    Person.objects(pk=g.person.pk).update_one(set__settings=wanted)
    return "", 204


@app.post("/people/me/picture")
@person_needed
def picture():
    address = request.get_json()["address"]
    if not address.startswith("https://"):
        abort(400)
    image = requests.get(address, timeout=5)
    Person.objects(pk=g.person.pk).update_one(set__settings__picture=image.headers.get("Content-Type"))
    return "", 204


@app.post("/leave")
def leave():
    session.clear()
    return "", 204
