import os
import traceback

from bson import ObjectId
from flask import Flask, g, jsonify, render_template, request, session
from pymongo import ASCENDING, DESCENDING, MongoClient
from werkzeug.exceptions import HTTPException


def build():
    app = Flask(__name__)
    app.secret_key = os.environ["PRESS_SECRET"] if "PRESS_SECRET" in os.environ else os.urandom(32)
    app.config.update(
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_HTTPONLY=False,
        SESSION_COOKIE_SECURE=os.environ.get("PRESS_PLAIN") is None,
    )
    app.db = MongoClient(os.environ.get("PRESS_DB", "mongodb://localhost:27017"), connect=False).press

    from .account import account
    from .admin import admin
    from .site import site
    from .studio import studio
    app.register_blueprint(site)
    app.register_blueprint(account, url_prefix="/account")
    app.register_blueprint(studio, url_prefix="/studio")
    app.register_blueprint(admin, url_prefix="/admin/api")

    @app.before_request
    def load_member():
        g.member = None
        if "member" in session:
            g.member = app.db.members.find_one({"_id": ObjectId(session["member"])})

    @app.template_filter("date")
    def date(value):
        return value.strftime("%d %b %Y") if value else ""

    @app.errorhandler(404)
    def missing(error):
        return render_template("message.html", text="Not here"), 404

    @app.errorhandler(Exception)
    def crashed(error):
        if isinstance(error, HTTPException) and error.code < 500:
            return error
        if request.path.startswith("/admin/"):
            return jsonify(error="internal", trace=traceback.format_exc()), 500
        app.logger.exception("unhandled")
        return render_template("message.html", text="Something broke"), 500

    @app.cli.command("indexes")
    def indexes():
        app.db.articles.create_index([("author", ASCENDING), ("created", DESCENDING)])
        app.db.articles.create_index("slug", unique=True)
        app.db.members.create_index("email", unique=True)

    return app
