import os
import secrets
import uuid

from bson import ObjectId
from flask import Flask, current_app, g, request, session
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from pymongo import MongoClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, ValidationError

limiter = Limiter(get_remote_address, default_limits=["300 per hour"], storage_uri="memory://")
client = MongoClient(os.environ.get("DESKLINE_DB", "mongodb://localhost:27017"), connect=False)
db = client["deskline"]


class OidConverter(BaseConverter):
    def to_python(self, value):
        if not ObjectId.is_valid(value):
            raise ValidationError()
        return ObjectId(value)


def open_to_all(view):
    """Marks a view that needs no session."""
    view.is_open = True
    return view


app = Flask(__name__)
app.secret_key = os.environ.get("DESKLINE_SECRET") or secrets.token_bytes(32)
app.config.update(SESSION_COOKIE_SECURE=True, SESSION_COOKIE_HTTPONLY=True, SESSION_COOKIE_SAMESITE="Lax")
app.url_map.converters["oid"] = OidConverter
limiter.init_app(app)


@app.before_request
def identify():
    view = current_app.view_functions.get(request.endpoint)
    if view is None or getattr(view, "is_open", False):
        return None
    uid = session.get("uid")
    g.user = db.users.find_one({"_id": ObjectId(uid)}) if uid else None
    if g.user is None:
        return {"error": "sign in"}, 401
    g.tenant = g.user["tenant_id"]
    return None


@app.errorhandler(Exception)
def anything(error):
    if isinstance(error, HTTPException):
        return {"error": error.name}, error.code
    ref = uuid.uuid4().hex[:8]
    app.logger.exception("ref %s", ref)
    return {"error": "internal", "ref": ref}, 500


@app.cli.command("indexes")
def indexes():
    db.users.create_index([("tenant_id", 1), ("email", 1)])
    db.tickets.create_index([("tenant_id", 1), ("number", -1)])
    db.tickets.create_index([("subject", "text"), ("body", "text")])
    db.audit.create_index("at")


from . import access, billing, integrations, people, platform, reports, tickets  # noqa: E402

for part in (access, tickets, people, billing, integrations, reports, platform):
    app.register_blueprint(part.bp)
