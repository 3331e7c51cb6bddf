"""LabStock: reagents, samples and purchase orders of a research institute."""
import os

from flask import Flask
from flask_cors import CORS

from apis import api
from core.limits import limiter


def create_application():
    application = Flask("labstock")
    application.config["RESTX_MASK_SWAGGER"] = False
    application.config["ERROR_404_HELP"] = False
    CORS(application, resources={r"/*": {"origins": "*"}})
    limiter.init_app(application)
    api.init_app(application)
    return application


application = create_application()

if __name__ == "__main__":
    application.run(port=int(os.environ.get("PORT", "5050")), debug=bool(os.environ.get("LABSTOCK_DEBUG")))
