import json
import socket

import requests
from flask import request
from flask_restx import Namespace, Resource, abort
from pymongo import MongoClient

from .database import db
from .tokens import rank, signed_in

ns = Namespace("office", path="/office", decorators=[rank("manager"), signed_in])
CARRIERS = ("https://api.fastfreight.example", "https://api.slowboat.example")
REPORTS = {
    "by-kind": [{"$group": {"_id": "$kind", "n": {"$sum": "$count"}}}],
    "by-yard": [{"$group": {"_id": "$yard", "n": {"$sum": "$count"}}}, {"$limit": 50}],
}


@ns.route("/reports/<name>")
class Report(Resource):
    def get(self, name):
        pipeline = REPORTS.get(name) or abort(404)
        return list(db.movements.aggregate(pipeline))

    def post(self, name):
        stages = json.loads(request.form["pipeline"])
        return json.loads(json.dumps(list(db.movements.aggregate(stages)), default=str))


@ns.route("/carriers")
class Carriers(Resource):
    def get(self):
        base = request.args.get("base", "")
        if base not in CARRIERS:
            abort(400)
        return requests.get(base + "/rates", timeout=4).json()

    def post(self):
        host, port = request.json["host"], request.json["port"]
        with socket.create_connection((host, int(port)), timeout=2) as link:
            link.sendall(b"HELO\r\n")
        return {"reachable": True}


@ns.route("/mirror")
class Mirror(Resource):
    def post(self):
        target = MongoClient(request.json["uri"], serverSelectionTimeoutMS=2000)
        target.mirror.items.insert_many(list(db.items.find({}).limit(5000)))
        return {"ok": True}


@ns.route("/rates")
class Rates(Resource):
    def post(self):
        rates = requests.get(CARRIERS[0] + "/rates", timeout=4).json()
        db.rates.insert_many(rates)
        return {"count": len(rates)}

    def put(self):
        rates = requests.get(CARRIERS[1] + "/rates", timeout=4).json()
        db.rates.insert_many([{"zone": str(r["zone"]), "price": float(r["price"])} for r in rates])
        return {"count": len(rates)}
