from bson.errors import InvalidId
from flask import current_app
from flask_restx import Api
from pymongo.errors import PyMongoError

from services.orders import NotAllowed

from .auth import ns as auth
from .orders import ns as orders
from .reagents import ns as reagents
from .samples import ns as samples
from .tools import ns as tools
from .users import ns as users

api = Api(title="LabStock", version="2.3", doc="/docs",
          authorizations={"apikey": {"type": "apiKey", "in": "header", "name": "X-API-KEY"}})

for namespace in (auth, users, reagents, samples, orders, tools):
    api.add_namespace(namespace)


@api.errorhandler(InvalidId)
def malformed(error):
    return {"message": "malformed id"}, 400


@api.errorhandler(NotAllowed)
def not_allowed(error):
    return {"message": "not for your role"}, 403


@api.errorhandler(ValueError)
def bad_value(error):
    current_app.logger.warning("bad value: %s", error)
    return {"message": "bad value"}, 400


@api.errorhandler(PyMongoError)
def database_error(error):
    return {"message": "database error", "reason": str(error)}, 500
