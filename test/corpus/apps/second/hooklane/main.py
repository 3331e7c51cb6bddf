import os

from service import make_app
from service.jobs import start

app = make_app()

if __name__ == "__main__":
    start(app)
    app.run(port=int(os.environ.get("PORT", "8080")), use_debugger=False, debug=False)
