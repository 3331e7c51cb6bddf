# -*- coding: utf-8 -*-
import functools
import hashlib
import json

from bson import ObjectId
from flask import Response, request, session

from mart.lib.store import getDb


def md5(text):
    return hashlib.md5(text.encode('utf-8')).hexdigest()


def reply(obj, status=200):
    return Response(json.dumps(obj, default=str), status=status, mimetype='application/json')


def needLogin(fn):
    @functools.wraps(fn)
    def inner(*a, **kw):
        if not session.get('uid'):
            return reply({'error': 'login'}, 401)
        return fn(*a, **kw)
    return inner


def needStaff(fn):
    @functools.wraps(fn)
    def inner(*a, **kw):
        user = getDb().users.find_one({'_id': ObjectId(session.get('uid'))}) if session.get('uid') else None
        if not user or not user.get('staff'):
            return reply({'error': 'staff'}, 403)
        return fn(*a, **kw)
    return inner


def uid():
    return ObjectId(session['uid'])


def cookieUid():
    # the shop window is cached, so it cannot use the session
    return request.cookies.get('uid')
