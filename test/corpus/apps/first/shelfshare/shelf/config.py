"""Settings. Everything secret comes from the environment."""
import os
import secrets
from datetime import timedelta


class BaseConfig:
    MONGO_URI = os.getenv("MONGO_URI", "mongodb://127.0.0.1:27017/shelfshare")
    JWT_SECRET_KEY = os.getenv("JWT_SECRET_KEY") or secrets.token_urlsafe(48)
    JWT_TOKEN_LOCATION = ["headers", "cookies"]
    JWT_COOKIE_SECURE = False
    JWT_ACCESS_TOKEN_EXPIRES = False
    JWT_REFRESH_TOKEN_EXPIRES = timedelta(days=14)
    STRIPE_WEBHOOK_SECRET = os.getenv("STRIPE_WEBHOOK_SECRET", "")
