import click
from flask import Flask, jsonify
from pymongo.errors import PyMongoError

from .adapters.mongo import indexes
from .adapters.web import limiter
from .adapters.web.lettings import lettings
from .adapters.web.people import people
from .container import container
from .domain.errors import DomainError


def create():
    app = Flask(__name__)
    limiter.init_app(app)
    app.register_blueprint(people)
    app.register_blueprint(lettings)

    @app.errorhandler(DomainError)
    def domain(error):
        app.logger.info("refused: %r", error)
        return jsonify(error=error.code), error.status

    @app.errorhandler(PyMongoError)
    def database(error):
        return jsonify(error="database", reason=str(error)), 503

    @app.cli.command("indexes")
    def make_indexes():
        indexes(container.database)
        click.echo("done")

    return app
