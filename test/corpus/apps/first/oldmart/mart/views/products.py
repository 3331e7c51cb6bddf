# -*- coding: utf-8 -*-
import json
import re
import sys

from flask import request
from webargs import fields, validate
from webargs.flaskparser import use_args, use_kwargs

from mart.lib import store
from mart.lib.auth import reply, uid

HIDDEN = {'_id': 0, 'cost': 0, 'supplier': 0}
SORTS = ('name', 'price', 'stars')


@use_args({'sort': fields.Str(load_default='name'), 'limit': fields.Int(load_default=20, validate=validate.Range(1, 100))}, location='query')
def index(args):
    sort = args['sort'] if args['sort'] in SORTS else 'name'
    found = store.getDb().products.find({'hidden': False}, HIDDEN).sort(sort, 1).limit(args['limit'])
    return reply(list(found))


def filtered():
    spec = json.loads(request.data or '{}')
    return reply(store.findProducts(store.getDb(), spec, HIDDEN))


def cheap():
    try:
        price = int(request.args['price'])
    except ValueError:
        return reply({'error': 'price?'}, 400)
    return reply(store.cheaperThan(store.getDb(), price))


def match():
    try:
        return reply(store.matching(store.getDb(), request.args['expr']))
    except Exception:
        return reply({'error': str(sys.exc_info()[1])}, 500)


def like():
    q = request.args.get('q', '')
    rx = re.compile('.*'.join(re.escape(word) for word in q.split()[:5]), re.I)
    return reply(store.findProducts(store.getDb(), {'name': rx, 'hidden': False}, HIDDEN))


def show(sku):
    product = store.productBySku(store.getDb(), sku)
    if product is None or product.get('hidden'):
        return reply({'error': 'none'}, 404)
    return reply(dict((k, product.get(k)) for k in ('sku', 'name', 'price', 'stars')))


@use_kwargs({'stars': fields.Int(required=True, validate=validate.Range(1, 5)), 'text': fields.Str(load_default=''), 'author': fields.Str()})
def review(sku, stars, text, author=None):
    store.getDb().reviews.insert({'sku': sku, 'stars': stars, 'text': text[:2000], 'author': author or str(uid())})
    return reply({'ok': 1}, 201)


def mine():
    return reply(store.reviewsBy(store.getDb(), str(uid())))


def removeReview(reviewId):
    return reply(store.removeReview(store.getDb(), reviewId))
