import os

from leasehold.main import create

app = create()

if __name__ == "__main__":
    app.run(debug=os.getenv("LEASEHOLD_ENV", "production") == "local")
