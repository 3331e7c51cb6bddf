from flask import Flask, jsonify
from pymongo.errors import BulkWriteError

from .api import open_api, v1
from .core import BadInput


def create_app() -> Flask:
    app = Flask("archivist")
    app.config["MAX_CONTENT_LENGTH"] = 32 * 1024 * 1024
    app.register_blueprint(open_api)
    app.register_blueprint(v1)

    @app.errorhandler(BadInput)
    def bad_input(err):
        return jsonify(error=str(err)), 400

    @app.errorhandler(BulkWriteError)
    def bulk(err):
        return jsonify(error="bulk write failed", details=err.details["writeErrors"]), 409

    return app
