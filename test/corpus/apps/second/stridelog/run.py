import os

from stride import create_app

app = create_app()

if __name__ == "__main__":
    app.run(debug=bool(os.environ.get("STRIDE_DEBUG")))
