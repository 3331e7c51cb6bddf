from bson import json_util
from flask import Response, g
from flask_restx import Namespace, Resource, fields, marshal

from core.security import needs, requires_token
from services import users

ns = Namespace("users", decorators=[requires_token])

card = ns.model("Card", {
    "id": fields.String(attribute="_id"),
    "name": fields.String,
    "lab_id": fields.String,
})

profile = ns.model("Profile", {
    "name": fields.String(required=True, max_length=80),
    "phone": fields.String(max_length=30),
})

account = ns.model("Account", {
    "email": fields.String(required=True),
    "name": fields.String(required=True),
    "password": fields.String(required=True, min_length=10),
    "lab_id": fields.String(required=True),
    "role": fields.String(required=True, enum=["member", "pi", "safety", "admin"]),
})


@ns.route("/")
class Users(Resource):
    @needs("admin")
    @ns.expect(account, validate=True)
    def post(self):
        return {"id": str(users.create(ns.payload))}, 201


@ns.route("/me")
class Me(Resource):
    def get(self):
        return Response(json_util.dumps(g.user), mimetype="application/json")


@ns.route("/<user_id>")
class User(Resource):
    @ns.marshal_with(card)
    def get(self, user_id):
        return users.by_id(user_id) or ns.abort(404)

    @ns.expect(profile, validate=True)
    def put(self, user_id):
        if user_id != str(g.user["_id"]):
            ns.abort(403, "not your profile")
        return {"saved": users.save_profile(user_id, marshal(ns.payload, profile))}


@ns.route("/<user_id>/settings")
class Settings(Resource):
    def patch(self, user_id):
        return {"saved": users.save_settings(user_id, ns.payload)}
