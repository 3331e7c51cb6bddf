import logging

from flask import Flask, jsonify
from flask_cors import CORS

from coinjar.app.services import Entrance, JarKeeping
from coinjar.domain.errors import Refused
from coinjar.infra.repositories import Storage

from . import doors, jars, office


def make_app(uri):
    app = Flask("coinjar")
    CORS(app, origins=["https://coinjar.example"], supports_credentials=True)
    storage = Storage(uri)
    app.extensions["storage"] = storage
    app.extensions["entrance"] = Entrance(storage)
    app.extensions["keeping"] = JarKeeping(storage)
    for module in (doors, jars, office):
        app.register_blueprint(module.bp, url_prefix="/api")

    @app.errorhandler(Refused)
    def refused(error):
        return jsonify(error=error.reason), error.status

    @app.errorhandler(500)
    def broken(error):
        logging.exception("broken")
        return jsonify(error=repr(getattr(error, "original_exception", error))), 500

    return app
