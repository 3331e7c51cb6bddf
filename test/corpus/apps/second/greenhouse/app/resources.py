import hmac
import json
import secrets
from urllib.request import urlopen

import requests
from bson import ObjectId
from flask import g, request
from flask_restful import Resource, abort, fields, marshal, marshal_with, reqparse
from mongoengine.errors import NotUniqueError, OperationError
from werkzeug.security import check_password_hash, generate_password_hash

from .models import Grower, Order, Plot, Reading, Seed, Sensor
from .security import AdminOnly, Authenticated, Owned, Visible, authenticate, digest
from .services import OrderService, PlotService, SensorService

GROWER = {"id": fields.String, "username": fields.String, "name": fields.String, "region": fields.String}
SEED = {"name": fields.String, "family": fields.String, "price": fields.Integer}
SEED_NUMBERS = {"price", "days"}

credentials = reqparse.RequestParser()
credentials.add_argument("username", type=str, required=True, location="json")
credentials.add_argument("password", type=str, required=True, location="json")

order_input = reqparse.RequestParser()
order_input.add_argument("seed", type=str, required=True)
order_input.add_argument("quantity", type=int, required=True)


class Signup(Resource):
    def post(self):
        args = credentials.parse_args()
        grower = Grower(username=args["username"], password_hash=generate_password_hash(args["password"]))
        try:
            grower.save()
        except NotUniqueError:
            abort(409)
        return marshal(grower, GROWER), 201


class Login(Resource):
    def post(self):
        data = request.get_json()
        grower = Grower.objects(username=data.get("username")).first()
        if grower is None or not check_password_hash(grower.password_hash, str(data.get("password"))):
            abort(401)
        token = secrets.token_urlsafe(32)
        grower.update(set__token_hash=digest(token))
        return {"token": token}


class FormLogin(Resource):
    def post(self):
        args = credentials.parse_args()
        grower = Grower.objects(username=args["username"]).first()
        if grower is None or not check_password_hash(grower.password_hash, args["password"]):
            abort(401)
        token = secrets.token_urlsafe(32)
        grower.update(set__token_hash=digest(token))
        return {"token": token}


class Me(Authenticated, Resource):
    def get(self):
        return json.loads(g.grower.to_json())

    def put(self):
        body = request.get_json()
        g.grower.name, g.grower.region = body.get("name"), body.get("region")
        g.grower.save()
        return marshal(g.grower, GROWER)

    def patch(self):
        g.grower.modify(**request.get_json())
        return marshal(g.grower, GROWER)


class Profile(Resource):
    @authenticate
    @marshal_with(GROWER)
    def get(self, username):
        return Grower.objects.get(username=username)


class Plots(Authenticated, Resource):
    def get(self):
        return [plot.view() for plot in PlotService.mine(g.grower, request.args.get("page", 1, type=int))]

    def post(self):
        plot = Plot(**{**request.get_json(), "grower": g.grower})
        plot.save()
        return plot.view(), 201


class PlotItem(Owned, Resource):
    model = Plot

    def get(self, plot_id):
        return self.load(plot_id).view()

    def put(self, plot_id):
        PlotService.rename(plot_id, str(request.get_json()["label"]))
        return "", 204

    def patch(self, plot_id):
        plot = self.load(plot_id)
        PlotService.update(plot, request.get_json())
        return plot.view()

    def delete(self, plot_id):
        self.load(plot_id).delete()
        return "", 204


class PlotPatchSet(Authenticated, Resource):
    def post(self, plot_id):
        n = Plot.objects(id=plot_id, grower=g.grower).update_one(__raw__=request.get_json())
        return {"n": n}

    def put(self, plot_id):
        changes = {f"set__{name}": value for name, value in request.get_json().items() if name in ("crop", "area")}
        if not changes:
            abort(400)
        n = Plot.objects(id=plot_id, grower=g.grower).update_one(**changes)
        return {"n": n}


class PlotSearch(Authenticated, Resource):
    def get(self):
        return [plot.view() for plot in PlotService.matching(g.grower, request.args.get("q", ""))]


class Certificate(Visible, Resource):
    model = Plot

    def get(self, plot_id):
        plot = self.load(plot_id)
        self.check(plot)
        return {"label": plot.label, "certified": plot.certified}

    def post(self, plot_id):
        plot = self.load(plot_id)
        plot.certified = True
        plot.save()
        return plot.view()


class Readings(Authenticated, Resource):
    def get(self, sensor_id):
        rows = SensorService.readings(sensor_id, request.args.get("limit", 100, type=int))
        return [{"kind": r.kind, "value": r.value} for r in rows]


class Latest(Authenticated, Resource):
    def get(self, sensor_id):
        reading = SensorService.latest(g.grower, sensor_id)
        return {"value": reading.value} if reading else ("", 404)


class SensorKey(Owned, Resource):
    model = Sensor

    def get(self, sensor_id):
        sensor = Sensor.objects.get(id=ObjectId(sensor_id))
        return {"kind": sensor.kind, "key": sensor.key}

    def post(self, sensor_id):
        sensor = self.load(sensor_id)
        sensor.key = secrets.token_hex(16)
        sensor.save()
        return {"key": sensor.key}


class Ingest(Resource):
    def post(self, sensor_id):
        sensor = Sensor.objects.get(id=sensor_id)
        if not hmac.compare_digest(sensor.key or secrets.token_hex(16), request.headers.get("X-Device-Key", "")):
            abort(401)
        Reading(sensor=sensor, kind=sensor.kind, value=float(request.get_json()["value"])).save()
        return "", 201


class IngestBatch(Resource):
    def post(self):
        for row in request.get_json()[:1000]:
            Reading(sensor=row["sensor"], kind=str(row.get("kind")), value=float(row["value"])).save()
        return "", 201


class Summary(Authenticated, Resource):
    def post(self):
        body = request.get_json()
        mine = [s.id for s in Sensor.objects.of(g.grower).limit(200)]
        rows = Reading.objects.aggregate([{"$match": {"sensor": {"$in": mine}, "kind": body.get("kind")}}, {"$group": {"_id": "$kind", "mean": {"$avg": "$value"}}}, {"$limit": 50}])
        return list(rows)

    def put(self):
        mine = [s.id for s in Sensor.objects.of(g.grower).limit(200)]
        kind = "%s" % request.get_json().get("kind")
        rows = Reading.objects.aggregate([{"$match": {"sensor": {"$in": mine}, "kind": kind}}, {"$group": {"_id": None, "max": {"$max": "$value"}}}])
        return list(rows)


class SeedSearch(Resource):
    @marshal_with(SEED)
    def get(self):
        q = request.args.get("q", "")
        return list(Seed.objects(__raw__={"name": {"$regex": q, "$options": "i"}}).limit(40))

    @marshal_with(SEED)
    def post(self):
        return list(Seed.objects(__raw__=request.get_json()).limit(40))


class SeedAbove(Resource):
    @marshal_with(SEED)
    def get(self, field):
        if field not in SEED_NUMBERS:
            abort(404)
        return list(Seed.objects(**{field + "__gte": request.args.get("n", 0, type=int)}).limit(40))


class SeedBelow(Resource):
    @marshal_with(SEED)
    def get(self, field):
        return list(Seed.objects(**{field + "__lte": request.args.get("n", 0, type=int)}).limit(40))


class SeedExpression(Resource):
    @marshal_with(SEED)
    def get(self):
        days = request.args.get("days", 60, type=int)
        return list(Seed.objects.where(f"this.days <= {days}").limit(40))

    @marshal_with(SEED)
    def post(self):
        return list(Seed.objects.where("this.days <= " + str(request.get_json()["days"])).limit(40))


class Orders(Authenticated, Resource):
    def get(self):
        owner = request.args.get("grower") or g.grower.id
        return [order.view() for order in OrderService.history(owner)]

    def post(self):
        args = order_input.parse_args()
        if args["quantity"] < 1:
            abort(400)
        return OrderService.place(g.grower, args["seed"], args["quantity"]).view(), 201


class Reservation(Authenticated, Resource):
    def post(self):
        body = request.get_json()
        return OrderService.reserve(g.grower, body["seed"], body["quantity"], body["total"]).view(), 201


class OrderExport(Authenticated, Resource):
    def get(self):
        try:
            return OrderService.all_of(g.grower)
        except OperationError as error:
            return {"detail": str(error)}, 500


class OrderItem(Visible, Resource):
    model = Order

    def get(self, order_id):
        order = self.load(order_id)
        if order.grower != g.grower:
            abort(403)
        return order.view()

    def delete(self, order_id):
        Order.objects(id=order_id).update_one(set__status="cancelled")
        return "", 204


class Camera(Authenticated, Resource):
    def post(self):
        with urlopen(f"http://{request.get_json()['host']}/snapshot", timeout=3) as answer:
            return {"bytes": len(answer.read(100000))}


class Forecast(Authenticated, Resource):
    def get(self, region):
        answer = requests.get("https://api.weather.example/v2/" + region, timeout=3)
        return {"summary": str(answer.json().get("summary"))}


class AdminGrowers(AdminOnly, Resource):
    @marshal_with(GROWER)
    def get(self):
        return list(Grower.objects.only("username", "name", "region").limit(100))

    def post(self):
        body = request.get_json()
        Grower.objects(username=str(body["username"])).update_one(set__role=str(body["role"]))
        return "", 204


class AdminCredit(Authenticated, Resource):
    def post(self, username):
        amount = int(request.get_json()["amount"])
        Grower.objects(username=username).update_one(inc__credit=amount)
        return "", 204


class AdminPurge(Resource):
    def delete(self):
        Reading.objects(kind=request.args.get("kind")).delete()
        return "", 204


def register(api):
    for path, resource in {
        "/signup": Signup, "/login": Login, "/login/form": FormLogin, "/me": Me,
        "/growers/<username>": Profile, "/plots": Plots, "/plots/search": PlotSearch,
        "/plots/<plot_id>": PlotItem, "/plots/<plot_id>/changes": PlotPatchSet,
        "/plots/<plot_id>/certificate": Certificate, "/sensors/<sensor_id>": SensorKey,
        "/sensors/<sensor_id>/readings": Readings, "/sensors/<sensor_id>/latest": Latest,
        "/ingest/<sensor_id>": Ingest, "/ingest": IngestBatch, "/readings/summary": Summary,
        "/seeds": SeedSearch, "/seeds/above/<field>": SeedAbove, "/seeds/below/<field>": SeedBelow,
        "/seeds/quick": SeedExpression, "/orders": Orders, "/orders/reserve": Reservation,
        "/orders/export": OrderExport, "/orders/<order_id>": OrderItem, "/cameras/probe": Camera,
        "/forecast/<region>": Forecast, "/admin/growers": AdminGrowers,
        "/admin/growers/<username>/credit": AdminCredit, "/admin/readings": AdminPurge,
    }.items():
        api.add_resource(resource, path)
