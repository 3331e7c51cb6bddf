import os

from shelf import create_app

app = create_app()

if __name__ == "__main__":
    app.run(debug=os.environ.get("SHELF_ENV") == "development")
