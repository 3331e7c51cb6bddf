from flask import Flask, jsonify, request
from pymongo.errors import BulkWriteError, DuplicateKeyError

from . import billing, hooks, internal, parcels, reports


def make_app():
    app = Flask("hooklane")
    app.register_blueprint(parcels.bp, url_prefix="/v3/parcels")
    app.register_blueprint(reports.bp, url_prefix="/v3/reports")
    app.register_blueprint(billing.bp, url_prefix="/v3/billing")
    app.register_blueprint(hooks.bp, url_prefix="/hooks")
    app.register_blueprint(internal.bp, url_prefix="/internal")

    @app.after_request
    def browser(response):
        origin = request.headers.get("Origin")
        if origin:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Credentials"] = "true"
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    @app.errorhandler(BulkWriteError)
    def bulk_failed(error):
        return jsonify(error="bulk", details=error.details.get("writeErrors")), 409

    @app.errorhandler(DuplicateKeyError)
    def duplicate(error):
        app.logger.info("duplicate: %s", error)
        return jsonify(error="exists"), 409

    return app
