import os

from flask import Flask

import accounts
import money
import pages


def build():
    app = Flask(__name__)
    app.secret_key = os.environ["CHOIR_SECRET"]
    app.config["SESSION_COOKIE_SECURE"] = False
    app.config["SESSION_COOKIE_HTTPONLY"] = True
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    accounts.login_manager.init_app(app)
    app.register_blueprint(accounts.bp)
    app.register_blueprint(pages.bp)
    app.register_blueprint(money.bp)
    return app


app = build()

if __name__ == "__main__":
    app.run(port=8000)
