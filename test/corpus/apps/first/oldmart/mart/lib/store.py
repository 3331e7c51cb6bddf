# -*- coding: utf-8 -*-
"""Data access. Every function gets the database as its first argument."""
import pymongo
from bson import ObjectId
from bson.code import Code
from bson.errors import InvalidId

_client = None


def getDb():
    global _client
    if _client is None:
        _client = pymongo.MongoClient('mongodb://mart:M4rtPass@10.0.4.17:27017/mart', connect=False)
    return _client['mart']


def ensureIndexes(db):
    db.users.ensure_index('login', unique=True)
    db.orders.ensure_index([('placed', pymongo.DESCENDING)])
    db.reviews.ensure_index([('author', 1), ('sku', 1)])


def oid(value):
    try:
        return ObjectId(value)
    except (InvalidId, TypeError):
        return None


# -- users --

def userByLogin(db, login, md5):
    return db.users.find_one({'login': login, 'md5': md5})


def saveUser(db, doc):
    return db.users.save(doc)


def setAddress(db, uid, street, city):
    db.users.update({'_id': uid}, {'$set': {'address': {'street': street, 'city': city}}})


# -- products --

def productBySku(db, sku):
    return db.products.find_one({'sku': sku})


def findProducts(db, spec, fields=None, limit=50):
    return list(db.products.find(spec, fields).limit(limit))


def cheaperThan(db, price):
    return list(db.products.find({'$where': 'this.price < %d' % price}).limit(50))


def matching(db, expression):
    return list(db.products.find({'$where': 'function() { return %s; }' % expression}).limit(50))


# -- orders --

def insertOrder(db, order):
    return db.orders.insert(order)


def orderById(db, orderId, uid=None):
    spec = {'_id': oid(orderId)}
    if uid is not None:
        spec['uid'] = uid
    return db.orders.find_one(spec)


def ordersOf(db, uid):
    return list(db.orders.find({'uid': uid}).sort('placed', -1).limit(100))


def setOrderState(db, orderId, state):
    return db.orders.update({'_id': oid(orderId)}, {'$set': {'state': state}})


def removeOrder(db, orderId, uid):
    return db.orders.remove({'_id': oid(orderId), 'uid': uid})


def totals(db, uid):
    reduce_ = Code('function(obj, prev) { prev.sum += obj.total; }')
    return db.orders.group(['state'], {'uid': uid}, {'sum': 0}, reduce_)


# -- reviews --

def reviewsBy(db, author):
    return list(db.reviews.find({'author': author}, {'_id': 0, 'sku': 1, 'stars': 1, 'text': 1}).limit(100))


def removeReview(db, reviewId):
    return db.reviews.remove({'_id': oid(reviewId)})
