"""How often one caller may ask."""

import math
import time

from flask import Flask, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.exceptions import TooManyRequests

from . import body as read

LOGIN = "20 per 10 seconds"
SEARCH = "25 per 10 seconds"
OTHER = "300 per 10 seconds"


def caller() -> str:
    """The account of the caller, or the address of one without."""
    if g.user is not None:
        return f"user:{g.user['_id']}"
    return f"address:{get_remote_address()}"


def account() -> str:
    """The account that a login is for, whoever asks."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:
        body = None
    email = body.get("email") if isinstance(body, dict) else None
    if not isinstance(email, str) or len(email) > read.MAX_TEXT:
        return caller()
    return f"account:{email.lower()}"


limiter = Limiter(
    caller,
    default_limits=[OTHER],  # for each operation by itself
    storage_uri="memory://",
    strategy="moving-window",
)


def init_app(app: Flask) -> None:
    limiter.init_app(app)

    @app.errorhandler(TooManyRequests)
    def too_many(error: TooManyRequests):
        return {"error": "too many requests"}, 429

    @app.after_request
    def headers(response):
        # By hand, because the limiter's own X-RateLimit-Reset is a date.
        limit = limiter.current_limit
        if limit is not None:
            reset = max(1, math.ceil(limit.reset_at - time.time()))
            response.headers["RateLimit-Limit"] = str(limit.limit.amount)
            response.headers["RateLimit-Remaining"] = str(max(0, limit.remaining))
            response.headers["RateLimit-Reset"] = str(reset)
            if response.status_code == 429:
                response.headers["Retry-After"] = str(reset)
        return response
