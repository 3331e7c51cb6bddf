"""Errors as JSON."""

import traceback

from flask import Flask
from werkzeug.exceptions import HTTPException


def init_app(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException):
        return {"error": message(error)}, error.code

    @app.errorhandler(Exception)
    def server_error(error: Exception):
        app.logger.exception("unhandled error")
        return {"error": str(error), "detail": traceback.format_exc()}, 500


def message(error: HTTPException) -> str:
    """Our own words where there are some, else the name of the status."""
    if error.description in (None, type(error).description):
        return error.name.lower()
    return error.description
