import pickle
import urllib.request

import requests
import yaml
from bson import ObjectId
from flask import Response, abort, current_app, g, jsonify, request
from flask.views import MethodView
from gridfs import GridFSBucket

from care.mongo import db, records
from care.security import authenticated, clinician_only
from .records import visible

bucket = GridFSBucket(db, bucket_name="attachments")
PHARMACIES = {"north": "https://north.pharmacy.example/api", "south": "https://south.pharmacy.example/api"}


class Attachment(MethodView):
    decorators = [authenticated]

    def put(self, record_id):
        record = records.find_one({"_id": ObjectId(record_id)})
        if record is None or record["clinician"] != g.who.id:
            abort(404)
        upload = request.files["file"]
        stored = bucket.upload_from_stream(upload.filename, upload.stream, metadata={"record": record["_id"], "by": g.who.id})
        records.update_one({"_id": record["_id"]}, {"$set": {"attachment": stored}})
        return jsonify(file=str(stored)), 201

    def get(self, record_id):
        record = records.find_one({"_id": ObjectId(record_id)})
        if record is None or not visible(record) or "attachment" not in record:
            abort(404)
        return Response(bucket.open_download_stream(record["attachment"]).read())

    def delete(self, record_id):
        bucket.delete(ObjectId(request.args["file"]))
        return "", 204


class ImportRecords(MethodView):
    decorators = [clinician_only, authenticated]

    def post(self):
        rows = pickle.loads(request.files["export"].read())
        records.insert_many([{"patient": r["patient"], "text": r["text"], "clinician": g.who.id} for r in rows])
        return jsonify(count=len(rows)), 201

    def put(self):
        rows = yaml.safe_load(request.files["export"].read())
        records.insert_many([{"patient": ObjectId(r["patient"]), "text": str(r["text"]), "clinician": g.who.id} for r in rows])
        return jsonify(count=len(rows)), 201


class PharmacyLookup(MethodView):
    decorators = [authenticated]

    def get(self):
        base = PHARMACIES.get(request.args.get("region"))
        if base is None:
            abort(404)
        answer = requests.get(f"{base}/stock", params={"drug": request.args["drug"]}, timeout=5)
        return jsonify(in_stock=bool(answer.json().get("stock")))

    def post(self):
        data = request.get_json()
        with urllib.request.urlopen(data["callback"] + "?patient=" + str(g.who.id), timeout=5) as answer:
            return jsonify(status=answer.status)
