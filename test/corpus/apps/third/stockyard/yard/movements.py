from datetime import datetime

from flask import g, request
from flask_restx import Namespace, Resource, abort, fields

from .database import db, key, sequence
from .tokens import rank, signed_in

ns = Namespace("movements", path="/movements")

movement = ns.model("Movement", {
    "item": fields.String(required=True),
    "count": fields.Integer(required=True, min=1, max=10000),
    "kind": fields.String(required=True, enum=["in", "out"]),
})


def as_json(m):
    return {"number": m["number"], "item": str(m["item"]), "count": m["count"], "kind": m["kind"], "at": m["at"].isoformat()}


@ns.route("/")
class Movements(Resource):
    method_decorators = [signed_in]

    def get(self):
        mine = {"created_by": g.worker["_id"]}
        if request.args.get("everyone") and g.worker["rank"] != "picker":
            mine = {"yard": g.worker["yard"]}
        return [as_json(m) for m in db.movements.find(mine).sort("number", -1).limit(100)]

    @ns.expect(movement, validate=True)
    def post(self):
        item = db.items.find_one({"_id": key(ns.payload["item"]), "yard": g.worker["yard"]}) or abort(404)
        sign = 1 if ns.payload["kind"] == "in" else -1
        done = db.items.update_one(
            {"_id": item["_id"], "on_hand": {"$gte": ns.payload["count"] if sign < 0 else 0}},
            {"$inc": {"on_hand": sign * ns.payload["count"]}},
        )
        if not done.modified_count:
            abort(409)
        number = sequence("movement")
        db.movements.insert_one({
            "number": number, "item": item["_id"], "yard": g.worker["yard"], "created_by": g.worker["_id"],
            "count": ns.payload["count"], "kind": ns.payload["kind"], "at": datetime.utcnow(),
        })
        return {"number": number}, 201


@ns.route("/<int:number>")
class Movement(Resource):
    @signed_in
    def get(self, number):
        found = db.movements.find_one({"number": number})
        return as_json(found) if found else abort(404)

    @signed_in
    def delete(self, number):
        found = db.movements.find_one({"number": number}) or abort(404)
        if found["created_by"] != g.worker["_id"] and g.worker["rank"] == "picker":
            abort(404)
        db.movements.delete_one({"_id": found["_id"]})
        return "", 204

    def put(self, number):
        fix = request.json
        db.movements.update_one({"number": number}, {"$set": {"count": int(fix["count"])}})
        return {"ok": True}


@ns.route("/book")
class BookMany(Resource):
    @signed_in
    def post(self):
        data = request.json
        db.movements.insert_one({
            "number": sequence("movement"),
            "item": key(data["item"]), "yard": data["yard"], "created_by": key(data["created_by"]),
            "count": int(data["count"]), "kind": "in", "at": datetime.utcnow(),
        })
        db.items.update_one({"_id": key(data["item"])}, {"$inc": {"on_hand": int(data["count"])}})
        return {"ok": True}, 201
