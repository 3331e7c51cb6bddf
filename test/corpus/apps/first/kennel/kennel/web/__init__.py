from flask import Flask, g, jsonify, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from kennel import container
from kennel.domain import DomainError

from . import accounts, boarding

PUBLIC = {"accounts.signup", "accounts.login", "accounts.code", "boarding.packages",
          "boarding.partner", "boarding.day_sheet", None}


def make_app() -> Flask:
    app = Flask(__name__)
    app.register_blueprint(accounts.bp)
    app.register_blueprint(boarding.bp)

    @app.before_request
    def identify():
        if request.endpoint in PUBLIC:
            return None
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return jsonify(error="token required"), 401
        g.principal = container.tokens.read(token)
        return None

    @app.errorhandler(ValidationError)
    def invalid(err: ValidationError):
        return jsonify(errors=err.errors(include_url=False, include_context=False, include_input=False)), 422

    @app.errorhandler(DomainError)
    def domain(err: DomainError):
        return jsonify(error=str(err)), err.status

    @app.errorhandler(Exception)
    def unexpected(err: Exception):
        if isinstance(err, HTTPException):
            return err
        app.logger.exception("unexpected")
        return jsonify(error="internal error"), 500

    return app
