import datetime

from bson import ObjectId
from flask import abort, g, jsonify, request

from . import app
from .documents import Person, Talk
from .guards import person_needed


def talk_of_member(tid):
    talk = Talk.objects(pk=tid, members=g.person).first()
    return talk or abort(404)


@app.post("/talks")
@person_needed
def open_talk():
    data = request.get_json()
    others = list(Person.objects(pk__in=[ObjectId(str(p)) for p in data["with"][:10]]))
    talk = Talk(members=[g.person, *others], subject=str(data["subject"])[:100]).save()
    return jsonify(id=str(talk.pk)), 201


@app.get("/talks/<tid>")
@person_needed
def read_talk(tid):
    return jsonify(talk_of_member(tid).posts[-200:])


@app.post("/talks/<tid>/posts")
@person_needed
def post(tid):
    entry = {"by": str(g.person.pk), "text": str(request.get_json()["text"])[:4000], "at": datetime.datetime.utcnow().isoformat()}
    talk_of_member(tid).update(push__posts=entry)
    return "", 201


@app.post("/talks/<tid>/members")
@person_needed
def join(tid):
    newcomer = Person.objects.get(pk=request.get_json()["person"])
    Talk.objects(pk=tid).update_one(add_to_set__members=newcomer)
    return "", 204


@app.delete("/talks/<tid>")
def close(tid):
    Talk.objects(pk=tid).delete()
    return "", 204
