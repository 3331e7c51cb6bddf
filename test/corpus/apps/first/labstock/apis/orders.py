from flask import g, request
from flask_restx import Namespace, Resource, fields

from core.security import needs, requires_token
from services import orders

ns = Namespace("orders", decorators=[requires_token])

line = ns.model("Line", {
    "article": fields.String(required=True),
    "unit_price": fields.Float(required=True, min=0),
    "quantity": fields.Integer(required=True, min=1),
})
free_order = ns.model("FreeOrder", {"lines": fields.List(fields.Nested(line), required=True)})

sku_line = ns.model("SkuLine", {
    "sku": fields.String(required=True),
    "quantity": fields.Integer(required=True, min=1, max=1000),
})
sku_order = ns.model("SkuOrder", {"lines": fields.List(fields.Nested(sku_line), required=True)})

order = ns.model("Order", {
    "id": fields.String(attribute="_id"), "status": fields.String, "total": fields.Float,
    "lines": fields.Raw,
})


@ns.route("/")
class Orders(Resource):
    @ns.marshal_list_with(order)
    def get(self):
        lab_id = g.user["lab_id"]
        if g.user["role"] == "admin":
            lab_id = request.args.get("lab_id", lab_id)
        return orders.of_lab(lab_id)

    @ns.expect(free_order, validate=True)
    def post(self):
        return {"id": str(orders.place(g.user, ns.payload))}, 201


@ns.route("/catalogue")
class CatalogueOrders(Resource):
    @ns.expect(sku_order, validate=True)
    def post(self):
        return {"id": str(orders.place_from_catalogue(g.user, ns.payload))}, 201


@ns.route("/lab/<lab_id>")
class LabOrders(Resource):
    @ns.marshal_list_with(order)
    def get(self, lab_id):
        return orders.of_lab(lab_id)


@ns.route("/<order_id>/approve")
class ApproveOrder(Resource):
    def post(self, order_id):
        return {"approved": orders.approve(order_id, g.user)}


@ns.route("/<order_id>/budget-override")
class BudgetOverride(Resource):
    def post(self, order_id):
        return {"done": orders.override_budget(order_id, float(ns.payload["amount"]))}


@ns.route("/pending")
class Pending(Resource):
    @needs("admin")
    @ns.marshal_list_with(order)
    def get(self):
        found = orders.orders.find({"status": "requested"}).limit(200)
        return list(found)
