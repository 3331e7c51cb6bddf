from flask import Blueprint, abort, g, jsonify, request

from . import app
from .documents import Course, Event, Person

desk = Blueprint("desk", __name__, url_prefix="/desk")


@desk.before_request
def dean_only():
    if not g.person or g.person.kind != "dean":
        return jsonify(error="dean only"), 403


@desk.get("/people")
def people():
    kind = request.args.get("kind", "learner")
    found = Person.objects(kind=kind).only("name", "login", "kind").limit(200)
    return jsonify([{**p.public(), "login": p.login} for p in found])


@desk.put("/people/<pid>/kind")
def set_kind(pid):
    kind = request.get_json()["kind"]
    if kind not in Person.kind.choices:
        abort(400)
    Person.objects(pk=pid).update_one(set__kind=kind)
    return "", 204


@desk.post("/events")
def events():
    wish = request.get_json()
    found = Event.objects(__raw__=wish["filter"]).limit(100)
    return found.to_json()


@desk.delete("/courses/<cid>")
def remove_course(cid):
    Course.objects(pk=cid).delete()
    return "", 204


app.register_blueprint(desk)


@app.post("/desk/people/<pid>/credit")
def credit(pid):
    if g.person is None:
        abort(401)
    amount = float(request.get_json()["amount"])
    Person.objects(pk=pid).update_one(inc__credit=amount)
    return "", 204
