from flask import Response, abort, g, jsonify, request

from . import app
from .documents import Course, Enrolment, Person, Submission
from .guards import kind_needed, person_needed


def sheet_of(submission):
    return {"id": str(submission.pk), "body": submission.body, "marks": submission.marks, "remarks": submission.remarks}


@app.post("/courses/<cid>/enrol")
@kind_needed("learner")
def enrol(cid):
    course = Course.objects.published().get(pk=cid)
    if Person.objects(pk=g.person.pk, credit__gte=course.price).update_one(dec__credit=course.price) == 0:
        abort(402)
    Enrolment(learner=g.person, course=course, paid=course.price).save()
    return "", 201


@app.post("/courses/<cid>/enrol/voucher")
@kind_needed("learner")
def enrol_with_voucher(cid):
    price = float(request.get_json()["price"])
    Person.objects(pk=g.person.pk).update_one(dec__credit=price)
    Enrolment(learner=g.person, course=Course.objects.published().get(pk=cid), paid=price).save()
    return "", 201


@app.get("/enrolments")
@person_needed
def enrolments():
    found = Enrolment.objects(learner=g.person).limit(100)
    return jsonify([{"id": str(e.pk), "course": e.course.title, "grade": e.grade} for e in found])


@app.get("/enrolments/of/<pid>")
@person_needed
def enrolments_of(pid):
    found = Enrolment.objects(learner=pid).limit(100)
    return jsonify([{"course": e.course.title, "grade": e.grade} for e in found])


@app.put("/enrolments/<eid>/progress")
@person_needed
def progress(eid):
    steps = min(max(int(request.get_json()["steps"]), 0), 100)
    Enrolment.objects(pk=eid, learner=g.person.pk).update_one(max__progress=steps)
    return "", 204


@app.put("/enrolments/<eid>/grade")
@person_needed
def grade(eid):
    Enrolment.objects(pk=eid).update_one(set__grade=str(request.get_json()["grade"]))
    return "", 204


@app.post("/enrolments/<eid>/submissions")
@person_needed
def hand_in(eid):
    enrolment = Enrolment.objects.get(pk=eid, learner=g.person)
    submission = Submission(enrolment=enrolment, learner=g.person, mentor=enrolment.course.mentor, body=request.form["body"])
    if "sheet" in request.files:
        submission.sheet.put(request.files["sheet"], content_type="application/pdf")
    submission.save()
    return jsonify(id=str(submission.pk)), 201


@app.post("/submissions")
@person_needed
def hand_in_quick():
    data = request.get_json()
    submission = Submission(learner=data["learner"], mentor=data["mentor"], body=str(data["body"]))
    submission.save()
    return jsonify(id=str(submission.pk)), 201


@app.get("/submissions/<sid>")
@person_needed
def submission(sid):
    found = Submission.objects.get(pk=sid)
    if g.person not in (found.learner, found.mentor):
        abort(404)
    return jsonify(sheet_of(found))


@app.get("/submissions/<sid>/sheet")
@person_needed
def sheet(sid):
    found = Submission.objects.get(pk=sid)
    return Response(found.sheet.read(), content_type=found.sheet.content_type)


@app.get("/submissions")
@kind_needed("mentor")
def to_mark():
    found = Submission.objects(mentor=g.person, marks=None)
    return jsonify([sheet_of(s) for s in found])


@app.put("/submissions/<sid>/marks")
@kind_needed("mentor")
def mark(sid):
    data = request.get_json()
    found = Submission.objects(pk=sid, mentor=g.person).first()
    if not found:
        abort(404)
    found.marks, found.remarks = int(data["marks"]), str(data.get("remarks", ""))
    found.save()
    return "", 204


@app.delete("/submissions/<sid>")
@person_needed
def withdraw(sid):
    Submission.objects(id=sid, learner=g.person, marks=None).delete()
    return "", 204
