import click
from bson.errors import InvalidId
from flask import Flask, jsonify
from pymongo.errors import DuplicateKeyError, PyMongoError

from .config import BaseConfig
from .extensions import jwt, mongo


def create_app(config=BaseConfig):
    app = Flask(__name__)
    app.config.from_object(config)
    mongo.init_app(app)
    jwt.init_app(app)

    from .routes import admin, auth, listings, messages, orders, wallet, webhooks

    app.register_blueprint(auth.bp, url_prefix="/auth")
    app.register_blueprint(listings.bp, url_prefix="/listings")
    app.register_blueprint(orders.bp, url_prefix="/orders")
    app.register_blueprint(wallet.bp, url_prefix="/wallet")
    app.register_blueprint(messages.bp, url_prefix="/messages")
    app.register_blueprint(webhooks.bp, url_prefix="/webhooks")
    app.register_blueprint(admin.bp, url_prefix="/admin")

    @app.errorhandler(InvalidId)
    def bad_id(err):
        return jsonify(error="malformed id"), 400

    @app.errorhandler(DuplicateKeyError)
    def duplicate(err):
        return jsonify(error="already exists", details=err.details), 409

    @app.errorhandler(PyMongoError)
    def mongo_down(err):
        app.logger.error("mongo: %s", err)
        return jsonify(error="database unavailable"), 503

    @app.cli.command("init-db")
    def init_db():
        mongo.db.users.create_index("email", unique=True)
        mongo.db.listings.create_index([("seller_id", 1), ("status", 1)])
        mongo.db.orders.create_index([("buyer_id", 1)])
        mongo.db.wallets.create_index("user_id", unique=True)
        click.echo("indexes ready")

    return app
