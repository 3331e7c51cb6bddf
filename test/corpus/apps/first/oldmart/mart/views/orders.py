# -*- coding: utf-8 -*-
import base64
import json
import pickle
import time

from flask import request
from flask.views import MethodView, View
from webargs import fields, validate
from webargs.flaskparser import parser

from mart.lib import store
from mart.lib.auth import needLogin, reply, uid

line = {'sku': fields.Str(required=True), 'qty': fields.Int(required=True, validate=validate.Range(1, 99))}
STATES = {'placed', 'packed', 'sent'}


def index():
    return reply(store.ordersOf(store.getDb(), uid()))


def place():
    body = json.loads(request.data)
    order = {'uid': uid(), 'lines': body['lines'], 'total': body['total'], 'state': 'placed', 'placed': time.time()}
    return reply({'id': store.insertOrder(store.getDb(), order)}, 201)


def cancel(orderId):
    return reply(store.removeOrder(store.getDb(), orderId, uid()))


def state(orderId):
    new = request.form.get('state')
    if new not in STATES:
        return reply({'error': 'state?'}, 400)
    return reply(store.setOrderState(store.getDb(), orderId, new))


def totals():
    return reply(store.totals(store.getDb(), uid()))


class OrderView(View):
    methods = ['GET']
    decorators = [needLogin]

    def dispatch_request(self, orderId):
        order = store.orderById(store.getDb(), orderId, uid())
        return reply(order) if order else reply({'error': 'none'}, 404)


class LabelView(View):
    methods = ['GET']
    decorators = [needLogin]

    def dispatch_request(self, orderId):
        order = store.orderById(store.getDb(), orderId)
        if not order:
            return reply({'error': 'none'}, 404)
        return reply({'name': order.get('name'), 'street': order.get('street'), 'city': order.get('city')})


class CartView(MethodView):
    decorators = [needLogin]

    def get(self):
        raw = request.cookies.get('cart')
        cart = pickle.loads(base64.b64decode(raw)) if raw else []
        return reply(cart)

    def put(self):
        lines = parser.parse({'lines': fields.List(fields.Nested(line), required=True)}, request)['lines']
        db, total = store.getDb(), 0
        for item in lines:
            product = store.productBySku(db, item['sku'])
            if product is None:
                return reply({'error': 'sku?'}, 400)
            total += product['price'] * item['qty']
        db.carts.update({'uid': uid()}, {'$set': {'lines': lines, 'total': total}}, upsert=True)
        return reply({'total': total})

    def patch(self):
        change = json.loads(request.data)
        getattr(store.getDb(), 'carts').update({'uid': uid()}, change)
        return reply({'ok': 1})
