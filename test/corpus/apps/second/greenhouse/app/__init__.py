import os

from flask import Flask
from flask_restful import Api
from mongoengine import connect

from . import resources

ERRORS = {
    "ValidationError": {"message": "invalid value", "status": 400},
    "DoesNotExist": {"message": "not found", "status": 404},
}


def create_app():
    app = Flask(__name__)
    connect(host=os.environ.get("MONGO_URL", "mongodb://greenhouse:s33dling@db.internal/greenhouse"))
    api = Api(app, prefix="/api", errors=ERRORS)
    resources.register(api)
    return app
