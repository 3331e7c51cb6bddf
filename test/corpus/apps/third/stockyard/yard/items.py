import re

from flask import g, request
from flask_restx import Namespace, Resource, abort, fields, reqparse

from .database import db, key
from .tokens import rank, signed_in

ns = Namespace("items", path="/items", decorators=[signed_in])

item = ns.model("Item", {
    "sku": fields.String(required=True, pattern=r"^[A-Z]{2}-\d{4}$"),
    "label": fields.String(required=True, max_length=80),
    "shelf": fields.String(max_length=10),
})
item_out = ns.inherit("ItemOut", item, {"id": fields.String(attribute="_id"), "on_hand": fields.Integer})

listing = reqparse.RequestParser()
listing.add_argument("q", type=str, location="args", default="")
listing.add_argument("size", type=int, location="args", default=25)
listing.add_argument("sort", type=str, location="args", choices=("sku", "label", "on_hand"), default="sku")

loose = reqparse.RequestParser()
loose.add_argument("shelf", location="json")
loose.add_argument("match", type=dict, location="json")


@ns.route("")
class Items(Resource):
    @ns.marshal_list_with(item_out)
    def get(self):
        args = listing.parse_args()
        query = {"yard": g.worker["yard"]}
        if args["q"]:
            query["label"] = {"$regex": "^" + re.escape(args["q"])}
        found = db.items.find(query).sort(args["sort"], 1).limit(min(args["size"], 100))
        return list(found)

    @ns.expect(item, validate=True)
    def post(self):
        new = dict(ns.payload, yard=g.worker["yard"], created_by=g.worker["_id"], on_hand=0)
        db.items.insert_one(new)
        return {"id": str(new["_id"])}, 201


@ns.route("/all")
class AllItems(Resource):
    @ns.marshal_list_with(item_out)
    def get(self):
        args = listing.parse_args()
        return list(db.items.find({"yard": g.worker["yard"]}).limit(args["size"]))


@ns.route("/lookup")
class Lookup(Resource):
    @ns.marshal_list_with(item_out)
    def post(self):
        args = loose.parse_args()
        query = {"yard": g.worker["yard"], "shelf": args["shelf"]}
        if args["match"]:
            query["attributes"] = args["match"]
        return list(db.items.find(query).limit(50))

    @ns.marshal_list_with(item_out)
    def get(self):
        pattern = request.args.get("pattern", ".")
        return list(db.items.find({"yard": g.worker["yard"], "sku": re.compile(pattern)}).limit(50))

    @ns.marshal_list_with(item_out)
    def put(self):
        query = request.args.to_dict()
        query["yard"] = g.worker["yard"]
        return list(db.items.find(query).limit(50))


@ns.route("/<item_id>")
class Item(Resource):
    def find(self, item_id):
        found = db.items.find_one({"_id": key(item_id), "yard": g.worker["yard"]})
        return found or abort(404)

    @ns.marshal_with(item_out)
    def get(self, item_id):
        return self.find(item_id)

    @ns.expect(item, validate=True)
    def put(self, item_id):
        found = self.find(item_id)
        db.items.update_one({"_id": found["_id"]}, {"$set": {f: ns.payload[f] for f in item.keys() & ns.payload.keys()}})
        return {"ok": True}

    def patch(self, item_id):
        shelf = str(request.json["shelf"])
        db.items.update_one({"_id": key(item_id)}, {"$set": {"shelf": shelf}})
        return {"ok": True}

    @rank("lead")
    def delete(self, item_id):
        db.items.delete_one({"_id": key(item_id), "yard": g.worker["yard"], "locked": {"$ne": True}})
        return "", 204


@ns.route("/<item_id>/suppliers")
class Suppliers(Resource):
    def get(self, item_id):
        found = db.items.find_one({"_id": key(item_id)}, {"suppliers": 1, "cost": 1})
        if found is None:
            abort(404)
        return {"cost": found.get("cost"), "suppliers": found.get("suppliers", [])}
