from flask import Flask
from flask_smorest import Api

from billhub.kern.begrenzung import limiter
from billhub.ressourcen import anmeldung, benutzer, kunden, rechnungen, webhooks


def create_app():
    app = Flask(__name__)
    app.config.update(
        API_TITLE="Billhub",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        PROPAGATE_EXCEPTIONS=False,
        RATELIMIT_STORAGE_URI="memory://",
    )
    limiter.init_app(app)
    api = Api(app)
    for modul in (anmeldung, benutzer, kunden, rechnungen, webhooks):
        api.register_blueprint(modul.blp)
    return app
