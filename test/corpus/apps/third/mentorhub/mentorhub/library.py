from flask import abort, g, jsonify, request
from mongoengine.queryset.visitor import Q

from . import app
from .documents import Course, Lesson
from .guards import kind_needed, person_needed

ORDERS = {"title": "title", "cheap": "price", "dear": "-price"}


def page_of(query, at_most=50):
    start = max(request.args.get("start", 0, type=int), 0)
    return query.skip(start).limit(at_most)


def own_course(cid):
    course = Course.objects.get(pk=cid)
    if course.mentor != g.person:
        abort(404)
    return course


@app.get("/courses")
def courses():
    found = Course.objects.published()
    if "q" in request.args:
        found = found.filter(title__icontains=request.args["q"])
    if "topic" in request.args:
        found = found.filter(topic=request.args["topic"])
    order = ORDERS.get(request.args.get("order"), "title")
    return jsonify([c.card() for c in page_of(found.order_by(order))])


@app.get("/courses/match")
def match():
    found = Course.objects.published().filter(title__regex=request.args.get("q", ""))
    return jsonify([c.card() for c in found.limit(30)])


@app.post("/courses/find")
def find():
    criteria = request.get_json()
    found = Course.objects(__raw__={"published": True, "topic": criteria.get("topic"), "price": {"$lte": float(criteria.get("most", 1e6))}})
    return jsonify([c.card() for c in found.limit(30)])


@app.get("/courses/facets")
def facets():
    field = request.args.get("of", "topic")
    return jsonify(Course.objects.published().distinct(field))


@app.get("/courses/<cid>")
def course(cid):
    found = Course.objects.published().get(pk=cid)
    return jsonify({**found.card(), "lessons": [lesson.title for lesson in found.lessons]})


@app.get("/courses/<cid>/full")
@person_needed
def full(cid):
    return Course.objects.published().get(pk=cid).to_json()


@app.post("/courses")
@kind_needed("mentor")
def create():
    data = request.get_json()
    course = Course(title=str(data["title"]), topic=str(data["topic"]), mentor=g.person, price=abs(float(data.get("price", 0))))
    course.save()
    return jsonify(course.card()), 201


@app.post("/courses/import")
@kind_needed("mentor")
def import_course():
    data = request.get_json()
    course = Course(**data)
    course.save()
    return jsonify(course.card()), 201


@app.get("/courses/mine")
@kind_needed("mentor")
def mine():
    return jsonify([c.card() for c in page_of(Course.objects.taught_by(g.person))])


@app.put("/courses/<cid>")
@kind_needed("mentor")
def change(cid):
    data = request.get_json()
    course = own_course(cid)
    for name in ("title", "topic"):
        if name in data:
            setattr(course, name, str(data[name]))
    course.save()
    return jsonify(course.card())


@app.post("/courses/<cid>/lessons")
@kind_needed("mentor")
def add_lesson(cid):
    data = request.get_json()
    lesson = Lesson(title=str(data["title"]), text=str(data["text"]), solution=str(data.get("solution", "")))
    Course.objects(pk=cid).update_one(push__lessons=lesson)
    return "", 201


@app.delete("/courses/<cid>")
@kind_needed("mentor", "dean")
def delete(cid):
    mine_or_dean = Q(pk=cid) if g.person.kind == "dean" else Q(pk=cid) & Q(mentor=g.person)
    return jsonify(deleted=Course.objects(mine_or_dean).delete())


@app.post("/courses/<cid>/publish")
@person_needed
def publish(cid):
    Course.objects(pk=cid).update_one(set__published=True)
    return "", 204
