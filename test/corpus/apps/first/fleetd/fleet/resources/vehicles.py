from flask import g, request
from flask_restful import Resource, abort, inputs, reqparse

from fleet.db import get_db
from fleet.repositories import BaseRepository, CompanyRepository
from fleet.security import Dispatch, Private, authenticated, known_device

list_args = reqparse.RequestParser()
list_args.add_argument("status", choices=("idle", "moving", "garage"), location="args")
list_args.add_argument("limit", type=inputs.positive, default=50, location="args")

new_args = reqparse.RequestParser()
new_args.add_argument("plate", required=True, location="json")
new_args.add_argument("model", required=True, location="json")
new_args.add_argument("seats", type=inputs.int_range(1, 80), default=4, location="json")


def shown(doc):
    doc["id"] = str(doc.pop("_id"))
    doc["company_id"] = str(doc.get("company_id"))
    return doc


class Vehicles(Private):
    def get(self):
        args = list_args.parse_args()
        filters = {"status": args["status"]} if args["status"] else {}
        mine = CompanyRepository(g.user["company_id"], "vehicles")
        return [shown(v) for v in mine.find(filters, limit=args["limit"])]

    def post(self):
        args = new_args.parse_args()
        new_id = CompanyRepository(g.user["company_id"], "vehicles").insert(dict(args))
        return {"id": new_id}, 201


class Vehicle(Private):
    def get(self, vehicle_id):
        vehicle = CompanyRepository(g.user["company_id"], "vehicles").get(vehicle_id)
        return shown(vehicle) if vehicle else abort(404)

    def put(self, vehicle_id):
        if not BaseRepository("vehicles").update(vehicle_id, request.get_json()):
            abort(404)
        return "", 204

    def patch(self, vehicle_id):
        body = request.get_json()
        changes = {k: str(body[k])[:60] for k in ("plate", "model", "note") if k in body}
        if not CompanyRepository(g.user["company_id"], "vehicles").update(vehicle_id, changes):
            abort(404)
        return "", 204

    def delete(self, vehicle_id):
        return {"deleted": BaseRepository("vehicles").delete(vehicle_id)}


class Depots(Resource):
    """Depots are on the public map; changing them is for members."""
    method_decorators = {"post": [authenticated]}
    repo = BaseRepository("depots")

    def get(self):
        return [{"name": d["name"], "city": d["city"]} for d in self.repo.find({}, {"name": 1, "city": 1})]

    def post(self):
        body = request.get_json()
        return {"id": self.repo.insert({"name": body["name"], "city": body["city"], "by": g.user["_id"]})}, 201

    def delete(self):
        name = reqparse.RequestParser().add_argument("name", required=True, location="args").parse_args()["name"]
        get_db().depots.delete_many({"name": name})
        return "", 204


class Telemetry(Resource):
    def post(self):
        device = known_device()
        point = request.get_json()
        get_db().telemetry.insert_one({"device": device["_id"], "lat": float(point["lat"]), "lon": float(point["lon"])})
        return "", 202


class Heartbeat(Resource):
    def post(self):
        body = request.get_json()
        get_db().devices.update_one({"serial": body.get("serial")}, {"$set": {"seen": body.get("at"), "firmware": body.get("firmware")}})
        return "", 202


class Service(Dispatch):
    def post(self, vehicle_id):
        ok = CompanyRepository(g.user["company_id"], "vehicles").update(vehicle_id, {"status": "garage"})
        return {"ok": ok}
