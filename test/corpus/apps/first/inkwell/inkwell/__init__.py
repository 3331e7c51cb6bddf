import os

from flask import Flask, render_template_string
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import LoginManager
from flask_mongoengine import MongoEngine

db = MongoEngine()
login_manager = LoginManager()
limiter = Limiter(get_remote_address, storage_uri="memory://")


def create_app():
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ.get("INKWELL_SECRET") or os.urandom(24),
        INKWELL_DEBUG=os.environ.get("INKWELL_DEBUG") == "1",
        MONGODB_SETTINGS={"host": os.environ.get("INKWELL_MONGO", "mongodb://localhost/inkwell")},
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SECURE=False,
        REMEMBER_COOKIE_SECURE=True,
    )
    db.init_app(app)
    login_manager.init_app(app)
    login_manager.login_view = "auth.login"
    limiter.init_app(app)

    from . import admin, api, auth, posts
    app.register_blueprint(auth.bp)
    app.register_blueprint(posts.bp)
    app.register_blueprint(api.bp, url_prefix="/api")
    app.register_blueprint(admin.bp, url_prefix="/admin")

    @app.errorhandler(500)
    def oops(error):
        app.logger.error("500: %r", getattr(error, "original_exception", error))
        return render_template_string("<h1>Something broke</h1>"), 500

    return app
