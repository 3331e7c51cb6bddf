"""Errors as JSON."""

import traceback

from flask import Flask
from werkzeug.exceptions import HTTPException


def init_app(app: Flask) -> None:
    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException):
        return {"error": error.description}, error.code

    @app.errorhandler(Exception)
    def server_error(error: Exception):
        app.logger.exception("unhandled error")
        return {"error": str(error), "detail": traceback.format_exc()}, 500
