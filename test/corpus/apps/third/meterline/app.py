import logging
import os

from flask import Flask, jsonify
from pymongo.errors import DuplicateKeyError, PyMongoError

import accounts
import billing
import hooks
import meters

log = logging.getLogger("meterline")
app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 1_000_000
app.register_blueprint(accounts.bp, url_prefix="/v1")
app.register_blueprint(meters.bp, url_prefix="/v1/meters")
app.register_blueprint(billing.bp, url_prefix="/v1/billing")
app.register_blueprint(hooks.bp, url_prefix="/hooks")


@app.errorhandler(DuplicateKeyError)
def duplicate(err):
    return jsonify(error="exists", details=err.details), 409


@app.errorhandler(PyMongoError)
def database(err):
    log.exception("database")
    return jsonify(error="try again"), 503


@app.get("/healthz")
def healthz():
    return {"ok": True, "release": os.environ.get("RELEASE", "dev")}


if __name__ == "__main__":
    app.run(debug=bool(os.environ.get("METERLINE_DEBUG")))
