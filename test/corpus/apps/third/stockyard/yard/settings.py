import os

SECRET_KEY = os.environ.get("YARD_SECRET") or "stockyard"
MONGO = {
    "host": os.environ.get("YARD_MONGO_HOST", "localhost"),
    "username": os.environ.get("YARD_MONGO_USER"),
    "password": os.environ.get("YARD_MONGO_PASSWORD"),
}
RESTX_MASK_SWAGGER = False
ERROR_404_HELP = False
