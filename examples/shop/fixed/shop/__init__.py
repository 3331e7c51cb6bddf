"""The shop API: accounts, orders, invoices and a catalogue for several
organisations, on Flask and MongoDB."""

from pathlib import Path

from flask import Flask, send_file

from . import (
    accounts,
    addresses,
    admin,
    auth,
    db,
    errors,
    invoices,
    limits,
    orders,
    products,
    profiles,
    reports,
    search,
    seed,
)
from .settings import Settings

CONTRACT = Path(__file__).parent.parent / "openapi.yaml"


def create_app(settings: Settings) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.json = db.JSONProvider(app)
    app.config["MAX_CONTENT_LENGTH"] = 256 * 1024
    app.config["SETTINGS"] = settings

    db.init_app(app, settings)
    auth.init_app(app, settings)
    limits.init_app(app)  # after auth, to know whom it limits
    errors.init_app(app)
    for module in (
        accounts,
        addresses,
        admin,
        invoices,
        orders,
        products,
        profiles,
        reports,
        search,
    ):
        app.register_blueprint(module.blueprint)

    @app.get("/health")
    def health():
        return {"status": "ok"}

    @app.get("/openapi.yaml")
    def contract():
        return send_file(CONTRACT, mimetype="application/yaml")

    with app.app_context():
        db.create_indexes()
        seed.run(settings)
    return app
