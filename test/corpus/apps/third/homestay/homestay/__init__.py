import os
from datetime import timedelta

from bson.errors import InvalidId
from flask import Flask, jsonify

from .extensions import init_mongo, jwt, limiter


def create_app():
    app = Flask(__name__)
    app.config.update(
        JWT_SECRET_KEY=os.environ["JWT_SECRET_KEY"],
        JWT_ACCESS_TOKEN_EXPIRES=timedelta(hours=1),
        MONGO_URI=os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017"),
        MAX_CONTENT_LENGTH=8 * 1024 * 1024,
    )
    jwt.init_app(app)
    limiter.init_app(app)
    init_mongo(app)

    from . import admin, auth, bookings, listings, reviews

    app.register_blueprint(auth.bp, url_prefix="/auth")
    app.register_blueprint(listings.bp, url_prefix="/listings")
    app.register_blueprint(bookings.bp, url_prefix="/bookings")
    app.register_blueprint(reviews.bp)
    app.register_blueprint(admin.bp, url_prefix="/admin")

    @app.errorhandler(InvalidId)
    def bad_id(_):
        return jsonify(msg="no such thing"), 404

    @app.errorhandler(KeyError)
    def missing_key(err):
        return jsonify(msg="missing field"), 400

    return app
