import random

from bson import json_util
from flask import Response, g, request
from flask_restful import Resource, abort, fields, inputs, marshal_with, reqparse

from fleet.repositories import DriverRepository, UserRepository
from fleet.security import Dispatch, Private, issue

users = UserRepository()
drivers = DriverRepository()

login_args = reqparse.RequestParser()
login_args.add_argument("email", type=str, required=True, location="json")
login_args.add_argument("password", type=str, required=True, location="json")

driver_args = reqparse.RequestParser()
driver_args.add_argument("company_id", required=True, location="args")
driver_args.add_argument("limit", type=inputs.int_range(1, 200), default=50, location="args")

driver_view = {"name": fields.String, "status": fields.String, "lat": fields.Float, "lon": fields.Float}


class Login(Resource):
    def post(self):
        args = login_args.parse_args()
        user = users.by_credentials(args["email"], args["password"])
        if user is None:
            abort(401, message="wrong e-mail or password")
        return {"token": issue(user)}


class SmsCode(Resource):
    def post(self):
        body = request.get_json()
        user = users.by_phone(body["phone"])
        if user is not None:
            users.update(str(user["_id"]), {"sms_code": random.randint(1000, 9999)})
        return "", 202


class Me(Private):
    def get(self):
        return {"id": str(g.user["_id"]), "email": g.user["email"], "role": g.user.get("role")}

    def patch(self):
        parser = reqparse.RequestParser()
        parser.add_argument("name", store_missing=False)
        parser.add_argument("phone", store_missing=False)
        users.update(str(g.user["_id"]), dict(parser.parse_args(strict=True)))
        return "", 204

    def put(self):
        users.update(str(g.user["_id"]), request.get_json())
        return "", 204


class Drivers(Private):
    def get(self):
        args = driver_args.parse_args()
        found = drivers.of_company(args["company_id"], args["limit"])
        return [{"id": str(d["_id"]), "name": d.get("name"), "status": d.get("status")} for d in found]


class Driver(Private):
    def get(self, driver_id):
        driver = drivers.get(driver_id)
        if driver is None:
            abort(404)
        return Response(json_util.dumps(driver), mimetype="application/json")


class DriverPosition(Private):
    @marshal_with(driver_view)
    def get(self, driver_id):
        driver = drivers.get(driver_id)
        if driver is None or driver["company_id"] != g.user["company_id"]:
            abort(404)
        return driver


class DriverFile(Dispatch):
    def put(self, driver_id):
        driver = drivers.get(driver_id, {"company_id": 1})
        if not driver or driver["company_id"] != g.user["company_id"]:
            abort(404)
        body = request.get_json()
        drivers.update(driver_id, {
            "license_number": body.get("license_number"),
            "home_address": body.get("home_address"),
        })
        return "", 204
