import os

import mongoengine
from flask import Flask, g, jsonify, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from mongoengine.errors import DoesNotExist, ValidationError

app = Flask(__name__)
app.secret_key = os.environ.get("MENTORHUB_KEY", os.urandom(32))
app.config["SESSION_COOKIE_SECURE"] = os.environ.get("MENTORHUB_HTTP") != "1"
limiter = Limiter(get_remote_address, app=app)
mongoengine.connect(host=os.environ.get("MENTORHUB_MONGO", "mongodb://localhost/mentorhub"))

from .documents import Person  # noqa: E402


@app.before_request
def who():
    g.person = Person.objects(pk=session["pid"]).first() if "pid" in session else None


@app.errorhandler(ValidationError)
@app.errorhandler(DoesNotExist)
def not_there(_):
    return jsonify(error="not found"), 404


from . import classroom, desk, entrance, library, talk  # noqa: E402,F401
