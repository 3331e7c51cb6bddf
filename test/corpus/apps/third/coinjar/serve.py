import os

from coinjar.http import make_app

application = make_app(os.environ.get("COINJAR_MONGO", "mongodb://localhost/coinjar"))
