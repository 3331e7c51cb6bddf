"""Seatwise plans desks and rooms for many companies in one database."""
import os

from flask import Flask, jsonify
from pydantic import ValidationError

from . import bookings, console, floors, people, sessions
from .gate import authenticate, security_headers


def create_app():
    app = Flask(__name__)
    app.config["TOKEN_KEY"] = os.environ["SEATWISE_TOKEN_KEY"]
    app.before_request(authenticate)
    app.after_request(security_headers)
    for part in (sessions, people, floors, bookings, console):
        app.register_blueprint(part.bp)

    @app.errorhandler(ValidationError)
    def invalid(error):
        return jsonify(problems=error.errors(include_url=False, include_context=False)), 400

    @app.errorhandler(Exception)
    def unexpected(error):
        code = getattr(error, "code", 500)
        if code == 500:
            app.logger.exception("unexpected")
            return jsonify(error="internal"), 500
        return jsonify(error=error.name), code

    return app
