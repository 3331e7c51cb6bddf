from bson import ObjectId
from flask import current_app, g, request
from flask_restful import abort, reqparse
from pymongo.errors import PyMongoError

from fleet.db import get_db
from fleet.repositories import TripRepository
from fleet.security import Dispatch, Private

trips = TripRepository()

search_args = reqparse.RequestParser()
search_args.add_argument("where", type=dict, required=True, location="json")
search_args.add_argument("limit", type=int, default=0, location="json")

by_driver_args = reqparse.RequestParser()
by_driver_args.add_argument("driver", type=ObjectId, required=True, location="args")

report_args = reqparse.RequestParser()
report_args.add_argument("by", choices=("driver_id", "vehicle_id", "status"), default="status", location="args")

ranking_args = reqparse.RequestParser()
ranking_args.add_argument("by", default="distance", location="args")


def shown(trip):
    return {"no": trip.get("trip_no"), "status": trip.get("status"), "distance": trip.get("distance"),
            "from": trip.get("origin"), "to": trip.get("destination")}


class Trips(Private):
    def post(self):
        body = request.get_json()
        try:
            number = trips.next_number()
            trips.insert({"trip_no": number, "company_id": g.user["company_id"], "driver_id": g.user["_id"],
                          "origin": body["origin"], "destination": body["destination"],
                          "distance": body.get("distance", 0), "status": "open"})
        except PyMongoError as exc:
            return {"message": f"database error: {exc}"}, 500
        return {"trip_no": number}, 201


class Trip(Private):
    def get(self, trip_no):
        trip = trips.by_number(trip_no)
        if trip is None:
            abort(404, message="no such trip")
        if trip["company_id"] != g.user["company_id"]:
            abort(403, message="that trip belongs to another company")
        return shown(trip)


class TripClose(Private):
    def post(self, trip_id):
        return {"closed": trips.close(trip_id, g.user["_id"])}


class TripDelete(Private):
    def delete(self, trip_id):
        return {"deleted": trips.purge(trip_id, g.user["company_id"])}


class TripSearch(Private):
    def post(self):
        args = search_args.parse_args()
        found = trips.find({"company_id": g.user["company_id"], **args["where"]}, limit=args["limit"])
        return [shown(t) for t in found]


class DriverTrips(Private):
    def get(self):
        args = by_driver_args.parse_args()
        found = trips.find({"$and": [{"company_id": g.user["company_id"]}, {"driver_id": args["driver"]}]})
        return [shown(t) for t in found]


class TripReport(Private):
    def get(self):
        by = report_args.parse_args()["by"]
        return trips.aggregate([
            {"$match": {"company_id": g.user["company_id"]}},
            {"$group": {"_id": f"${by}", "trips": {"$sum": 1}}},
            {"$project": {"_id": 0, "key": {"$toString": "$_id"}, "trips": 1}},
            {"$limit": 500},
        ])


class Ranking(Private):
    def get(self):
        by = ranking_args.parse_args()["by"]
        return trips.aggregate([
            {"$match": {"company_id": g.user["company_id"]}},
            {"$sort": {by: -1}},
            {"$limit": 10},
            {"$project": {"_id": 0, "trip_no": 1, "distance": 1}},
        ])


class Maintenance(Dispatch):
    def post(self):
        command = request.get_json().get("command", "ping")
        answer = get_db().command(command)
        return {"ok": answer.get("ok")}


class Usage(Dispatch):
    def get(self):
        name = request.args.get("collection", "trips")
        if name not in ("trips", "vehicles", "drivers"):
            abort(400)
        count = get_db()[name].count_documents({"company_id": g.user["company_id"]})
        return {"count": count}


class Recount(Private):
    def post(self):
        done = get_db().trips.update_many({}, {"$unset": {"cached_cost": ""}})
        current_app.logger.info("recount of %d trips", done.modified_count)
        return {"trips": done.modified_count}
