from datetime import datetime, timezone

from bson import ObjectId
from flask import abort, g, jsonify, request
from flask.views import MethodView

from care.mongo import db, patients, records
from care.schemas import RecordQuery, RecordSchema, SearchQuery
from care.security import authenticated, clinician_only


def visible(record):
    """Whether the caller may see a record."""
    return g.who.id in (record["patient"], record["clinician"]) or g.who.id in record.get("shared", [])


class RecordList(MethodView):
    decorators = [authenticated]

    def get(self):
        wanted = RecordQuery().load(request.args)
        query = {"patient": g.who.id}
        if "kind" in wanted:
            query["kind"] = wanted["kind"]
        found = records.find(query).sort("written", -1).limit(wanted["limit"])
        return jsonify(RecordSchema(many=True).dump(found))

    @clinician_only
    def post(self):
        record = RecordSchema().load(request.get_json())
        if not patients.count_documents({"_id": record["patient"], "care_team": g.who.id}):
            abort(404)
        record.update(clinician=g.who.id, written=datetime.now(timezone.utc))
        records.insert_one(record)
        return jsonify(id=str(record["_id"])), 201


class RecordOne(MethodView):
    decorators = [authenticated]

    def get(self, record_id):
        if not ObjectId.is_valid(record_id):
            abort(404)
        record = records.find_one({"_id": ObjectId(record_id)})
        if record is None or not visible(record):
            abort(404)
        return jsonify(RecordSchema().dump(record))

    @clinician_only
    def put(self, record_id):
        changes = RecordSchema(only=("text", "kind")).load(request.get_json())
        records.update_one({"_id": ObjectId(record_id), "clinician": g.who.id}, {"$set": changes})
        return "", 204

    def delete(self, record_id):
        records.delete_one({"_id": ObjectId(record_id)})
        return "", 204


class RecordSearch(MethodView):
    decorators = [authenticated]

    def post(self):
        wanted = SearchQuery().load(request.get_json())
        query = {**wanted["where"], "patient": g.who.id, "$text": {"$search": wanted["words"]}}
        found = records.find(query).limit(50)
        return jsonify(RecordSchema(many=True).dump(found))

    def get(self):
        patient = request.args.get("patient", str(g.who.id))
        found = records.find({"patient": ObjectId(patient)}).sort("written", -1)
        return jsonify(RecordSchema(many=True).dump(found))


class RecordShare(MethodView):
    decorators = [authenticated]

    def post(self, record_id):
        data = request.get_json()
        who = ObjectId(str(data["clinician"]))
        done = records.update_one({"_id": ObjectId(record_id), "patient": g.who.id}, {"$addToSet": {"shared": who}})
        return jsonify(shared=bool(done.matched_count))

    def get(self, record_id):
        record = records.find_one({"_id": ObjectId(record_id)}, {"shared": 1, "text": 1})
        if record is None:
            abort(404)
        return jsonify(text=record["text"], shared=[str(x) for x in record.get("shared", [])])


class Statistics(MethodView):
    decorators = [authenticated]

    def get(self):
        rows = db.records.aggregate([{"$group": {"_id": "$kind", "n": {"$sum": 1}}}])
        return jsonify(list(rows))

    @clinician_only
    def post(self):
        rule = request.get_json()["rule"]
        found = db.records.find({"clinician": g.who.id, "$where": "this.text.indexOf('" + str(rule) + "') >= 0"}).limit(100)
        return jsonify(count=len(list(found)))
