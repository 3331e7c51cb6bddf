import os
from datetime import timedelta

from bson import ObjectId
from flask import Flask, jsonify
from flask_cors import CORS
from werkzeug.routing import BaseConverter, ValidationError

from .ext import jwt, mongo


class ObjectIdConverter(BaseConverter):
    def to_python(self, value):
        if not ObjectId.is_valid(value):
            raise ValidationError()
        return ObjectId(value)


def create_app():
    app = Flask(__name__)
    app.config["MONGO_URI"] = os.environ.get("MONGO_URI", "mongodb://127.0.0.1:27017/stride")
    app.config["JWT_SECRET_KEY"] = os.environ.get("JWT_SECRET_KEY", "change-me")
    app.config["JWT_ACCESS_TOKEN_EXPIRES"] = timedelta(hours=2)
    app.url_map.converters["oid"] = ObjectIdConverter
    CORS(app, resources={r"/api/*": {"origins": "*"}})
    mongo.init_app(app)
    jwt.init_app(app)

    from . import auth, coach, feed, me, workouts
    app.register_blueprint(auth.bp, url_prefix="/api/auth")
    app.register_blueprint(me.bp, url_prefix="/api/me")
    app.register_blueprint(workouts.bp, url_prefix="/api/workouts")
    app.register_blueprint(feed.bp, url_prefix="/api/feed")
    app.register_blueprint(coach.bp, url_prefix="/api/coach")

    @app.errorhandler(500)
    def failed(error):
        return jsonify(error="internal", detail=repr(getattr(error, "original_exception", error))), 500

    return app
