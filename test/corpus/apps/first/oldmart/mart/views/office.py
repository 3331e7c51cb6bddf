# -*- coding: utf-8 -*-
import json

import requests
from bson.code import Code
from flask import request
from flask.views import MethodView

from mart.lib import store
from mart.lib.auth import needStaff, reply

COMMANDS = {'stats': 'dbStats', 'status': 'serverStatus'}


def users():
    found = store.getDb().users.find({}, {'login': 1, 'mail': 1}).limit(500)
    return reply(list(found))


def report():
    body = json.loads(request.data)
    rows = store.getDb().orders.map_reduce(
        Code(body['map']), Code(body['reduce']), out={'inline': 1})
    return reply(rows)


def evaluate():
    return reply({'result': store.getDb().eval(request.form['code'])})


def command(name):
    if name not in COMMANDS:
        return reply({'error': 'none'}, 404)
    return reply({'ok': store.getDb().command(COMMANDS[name])['ok']})


class ProductAdmin(MethodView):
    decorators = [needStaff]

    def put(self, sku):
        doc = json.loads(request.data)
        doc['sku'] = sku
        store.getDb().products.update({'sku': sku}, doc, upsert=True)
        return reply({'ok': 1})

    def delete(self, sku):
        return reply(store.getDb().products.remove({'sku': sku}))


class Suppliers(MethodView):

    def get(self):
        return reply(list(store.getDb().suppliers.find()))

    @needStaff
    def post(self):
        feed = requests.get(request.form['feed'], timeout=10)
        names = [str(row.get('name'))[:80] for row in feed.json()][:1000]
        for name in names:
            store.getDb().suppliers.update({'name': name}, {'$set': {'name': name}}, upsert=True)
        return reply({'suppliers': len(names)})
