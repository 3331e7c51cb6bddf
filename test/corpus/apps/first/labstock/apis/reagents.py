from flask import g
from flask_restx import Namespace, Resource, fields, inputs, marshal, reqparse

from core.security import needs, requires_token
from services import reagents

ns = Namespace("reagents", decorators=[requires_token])

reagent = ns.model("Reagent", {
    "name": fields.String(required=True, max_length=120),
    "cas": fields.String(pattern=r"^\d{2,7}-\d\d-\d$"),
    "stock": fields.Float(min=0),
    "location": fields.String,
})

strict_reagent = ns.model("StrictReagent", {
    "name": fields.String(required=True, max_length=120),
    "cas": fields.String(pattern=r"^\d{2,7}-\d\d-\d$"),
    "stock": fields.Float(min=0),
}, strict=True)

shown = ns.inherit("ShownReagent", reagent, {
    "id": fields.String(attribute="_id"),
    "approved": fields.Boolean,
})

taking = ns.model("Taking", {"grams": fields.Float(required=True, min=0.001, max=5000)})

query = reqparse.RequestParser()
query.add_argument("q", location="args")
query.add_argument("limit", type=inputs.int_range(1, 200), default=50, location="args")


@ns.route("/")
class Reagents(Resource):
    @ns.expect(query)
    @ns.marshal_list_with(shown)
    def get(self):
        args = query.parse_args()
        return reagents.search(g.user["lab_id"], args["q"], args["limit"])

    @ns.expect(reagent, validate=True)
    def post(self):
        return {"id": str(reagents.create(g.user["lab_id"], ns.payload))}, 201


@ns.route("/batch")
class Batch(Resource):
    @ns.expect([strict_reagent], validate=True)
    def post(self):
        return {"created": reagents.create_many(g.user["lab_id"], ns.payload)}, 201


@ns.route("/by-cas/<pattern>")
class ByCas(Resource):
    @ns.marshal_list_with(shown)
    def get(self, pattern):
        return reagents.cas_search(g.user["lab_id"], pattern)


@ns.route("/<reagent_id>")
class Reagent(Resource):
    @ns.marshal_with(shown)
    def get(self, reagent_id):
        return reagents.get(g.user["lab_id"], reagent_id) or ns.abort(404)

    @ns.expect(reagent, validate=True)
    def put(self, reagent_id):
        return {"saved": reagents.replace(g.user["lab_id"], reagent_id, marshal(ns.payload, reagent, skip_none=True))}

    def delete(self, reagent_id):
        return {"deleted": reagents.remove(g.user["lab_id"], reagent_id)}


@ns.route("/<reagent_id>/take")
class Take(Resource):
    @ns.expect(taking, validate=True)
    def post(self, reagent_id):
        return {"taken": bool(reagents.take(g.user["lab_id"], reagent_id, ns.payload["grams"]))}


@ns.route("/<reagent_id>/approve")
class Approve(Resource):
    method_decorators = [needs("safety", "admin")]

    def post(self, reagent_id):
        return {"approved": reagents.approve(reagent_id)}
