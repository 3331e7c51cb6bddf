import hashlib
import hmac

from flask import g, request
from flask_restx import Namespace, Resource, abort, fields
from werkzeug.security import check_password_hash, generate_password_hash

from .database import db, key
from .tokens import issue, rank, signed_in

ns = Namespace("accounts", path="/accounts")

credentials = ns.model("Credentials", {
    "badge_no": fields.String(required=True, max_length=12),
    "secret": fields.String(required=True, max_length=100),
})
worker_out = ns.model("Worker", {
    "id": fields.String(attribute="_id"),
    "name": fields.String,
    "yard": fields.String,
    "rank": fields.String,
})
worker_in = ns.model("NewWorker", {
    "badge_no": fields.String(required=True),
    "name": fields.String(required=True),
    "secret": fields.String(required=True, min_length=8),
    "yard": fields.String(required=True),
})


@ns.route("/session")
class Session(Resource):
    @ns.expect(credentials, validate=True)
    def post(self):
        worker = db.workers.find_one({"badge_no": ns.payload["badge_no"]})
        if not worker or not check_password_hash(worker["secret"], ns.payload["secret"]):
            abort(401, "wrong badge or secret")
        return {"token": issue(worker)}


@ns.route("/session/scanner")
class ScannerSession(Resource):
    @ns.expect(credentials)
    def post(self):
        worker = db.workers.find_one({"badge_no": ns.payload["badge_no"], "scanner_pin": ns.payload["secret"]})
        if worker is None:
            abort(401, "wrong badge or secret")
        return {"token": issue(worker)}


@ns.route("/me")
class Me(Resource):
    method_decorators = [signed_in]

    @ns.marshal_with(worker_out)
    def get(self):
        return g.worker

    def put(self):
        wanted = request.json
        db.workers.update_one({"_id": g.worker["_id"]}, {"$set": {f: str(wanted[f]) for f in ["name", "phone"] if f in wanted}})
        return {"ok": True}

    def patch(self):
        db.workers.update_one({"_id": g.worker["_id"]}, request.json)
        return {"ok": True}


@ns.route("/workers")
class Workers(Resource):
    @signed_in
    @rank("lead")
    @ns.marshal_list_with(worker_out)
    def get(self):
        return list(db.workers.find({"yard": g.worker["yard"]}).limit(300))

    @signed_in
    @ns.expect(worker_in, validate=True)
    def post(self):
        new = {k: ns.payload[k] for k in worker_in if k in ns.payload}
        new["secret"] = generate_password_hash(new["secret"])
        new["rank"] = "picker"
        db.workers.insert_one(new)
        return {"id": str(new["_id"])}, 201


@ns.route("/workers/<string:worker_id>")
@ns.param("worker_id", "Worker")
class Worker(Resource):
    method_decorators = [rank("manager"), signed_in]

    def get(self, worker_id):
        found = db.workers.find_one({"_id": key(worker_id)})
        if not found:
            abort(404)
        found["_id"] = str(found["_id"])
        return found

    def put(self, worker_id):
        new_rank = request.json.get("rank")
        if new_rank not in rank.ORDER:
            abort(400)
        db.workers.update_one({"_id": key(worker_id)}, {"$set": {"rank": new_rank}})
        return {"ok": True}


@ns.route("/badge-check")
class BadgeCheck(Resource):
    def post(self):
        claimed = request.headers.get("X-Door-Signature", "")
        door = db.doors.find_one({"door": str(request.json.get("door"))}, {"key": 1}) or abort(404)
        expected = hmac.new(door["key"].encode(), request.get_data(), hashlib.sha256).hexdigest()
        if not hmac.compare_digest(claimed, expected):
            abort(403)
        worker = db.workers.find_one({"badge_no": str(request.json.get("badge_no"))}, {"name": 1})
        return {"open": worker is not None}
