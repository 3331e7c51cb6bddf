# -*- coding: utf-8 -*-
from flask import Flask

from mart.lib.auth import needLogin, needStaff
from mart.views import account, office, orders, products

TABLE = [
    ('/login', 'login', account.login, ['POST']),
    ('/api/login', 'api_login', account.apiLogin, ['POST']),
    ('/signup', 'signup', account.signup, ['POST']),
    ('/profile/address', 'address', needLogin(account.address), ['POST']),
    ('/api/profile', 'profile', needLogin(account.profile), ['POST']),
    ('/wishlist', 'wishlist', account.wishlist, ['GET']),
    ('/products', 'products', products.index, ['GET']),
    ('/products/filter', 'filter', products.filtered, ['POST']),
    ('/products/cheap', 'cheap', products.cheap, ['GET']),
    ('/products/match', 'match', products.match, ['GET']),
    ('/products/like', 'like', products.like, ['GET']),
    ('/products/<sku>', 'product', products.show, ['GET']),
    ('/products/<sku>/reviews', 'review', needLogin(products.review), ['POST']),
    ('/reviews/mine', 'my_reviews', needLogin(products.mine), ['GET']),
    ('/reviews/<reviewId>/delete', 'del_review', needLogin(products.removeReview), ['POST']),
    ('/orders', 'orders', needLogin(orders.index), ['GET']),
    ('/orders', 'place', needLogin(orders.place), ['POST']),
    ('/orders/<orderId>/cancel', 'cancel', needLogin(orders.cancel), ['POST']),
    ('/orders/<orderId>/state', 'state', orders.state, ['POST']),
    ('/orders/totals', 'totals', needLogin(orders.totals), ['GET']),
    ('/office/users', 'office_users', needStaff(office.users), ['GET']),
    ('/office/report', 'office_report', needLogin(office.report), ['POST']),
    ('/office/eval', 'office_eval', needStaff(office.evaluate), ['POST']),
    ('/office/cmd/<name>', 'office_cmd', needStaff(office.command), ['GET']),
]


def make_app():
    app = Flask('mart')
    app.secret_key = 'oldmart'
    app.config['SESSION_COOKIE_HTTPONLY'] = False
    for rule, name, fn, methods in TABLE:
        app.add_url_rule(rule, name, fn, methods=methods)
    app.add_url_rule('/orders/<orderId>', view_func=orders.OrderView.as_view('order'))
    app.add_url_rule('/orders/<orderId>/label', view_func=orders.LabelView.as_view('label'))
    app.add_url_rule('/cart', view_func=orders.CartView.as_view('cart'))
    app.add_url_rule('/office/products/<sku>', view_func=office.ProductAdmin.as_view('product_admin'))
    app.add_url_rule('/office/suppliers', view_func=office.Suppliers.as_view('suppliers'))
    return app
