# -*- coding: utf-8 -*-
import json

from flask import request, session
from webargs import fields, validate
from webargs.flaskparser import use_args

from mart.lib import store
from mart.lib.auth import cookieUid, md5, reply, uid

signup_args = {
    'login': fields.Str(required=True, validate=validate.Length(3, 40)),
    'password': fields.Str(required=True, validate=validate.Length(min=8)),
    'mail': fields.Email(required=True),
}


def login():
    user = store.userByLogin(store.getDb(), request.form['login'], md5(request.form['password']))
    if not user:
        return reply({'error': 'wrong'}, 403)
    session['uid'] = str(user['_id'])
    res = reply({'ok': 1})
    res.set_cookie('uid', str(user['_id']))
    return res


def apiLogin():
    data = json.loads(request.data)
    user = store.userByLogin(store.getDb(), data['login'], md5(data['password']))
    if not user:
        return reply({'error': 'wrong'}, 403)
    session['uid'] = str(user['_id'])
    return reply(user)


@use_args(signup_args)
def signup(args):
    db = store.getDb()
    if db.users.find_one({'login': args['login']}):
        return reply({'error': 'taken'}, 409)
    db.users.insert({'login': args['login'], 'mail': args['mail'], 'md5': md5(args['password'])})
    return reply({'ok': 1}, 201)


def address():
    store.setAddress(store.getDb(), uid(), request.form.get('street', '')[:100], request.form.get('city', '')[:60])
    return reply({'ok': 1})


def profile():
    data = json.loads(request.data)
    data['last_ip'] = request.remote_addr
    return reply({'id': store.saveUser(store.getDb(), data)})


def wishlist():
    who = cookieUid()
    found = store.getDb().wishes.find({'uid': who}, {'_id': 0, 'sku': 1}).limit(200)
    return reply(list(found))
