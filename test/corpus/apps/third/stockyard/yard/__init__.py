from flask import Flask
from flask_restx import Api

from . import database
from .accounts import ns as accounts
from .items import ns as items
from .movements import ns as movements
from .office import ns as office

authorizations = {"token": {"type": "apiKey", "in": "header", "name": "Authorization"}}


def make_app():
    app = Flask(__name__)
    app.config.from_object("yard.settings")
    database.connect(app)
    api = Api(app, title="Stockyard", version="2.1", authorizations=authorizations, security="token")
    for namespace in (accounts, items, movements, office):
        api.add_namespace(namespace)

    @api.errorhandler(database.BadKey)
    def bad_key(error):
        return {"message": "no such object"}, 404

    return app
