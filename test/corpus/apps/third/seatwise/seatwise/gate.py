import time

from authlib.jose import JoseError, jwt
from flask import abort, current_app, g, request

OPEN = {"sessions.sign_in", "sessions.sign_in_badge", "sessions.reset", "sessions.plans", "static"}


def authenticate():
    if request.endpoint in OPEN or request.method == "OPTIONS":
        return
    header = request.headers.get("Authorization", "")
    try:
        claims = jwt.decode(header.removeprefix("Bearer "), current_app.config["TOKEN_KEY"])
        claims.validate()
    except JoseError:
        abort(401)
    g.claims = claims


def token(person):
    payload = {"sub": str(person["_id"]), "org": person["org"], "role": person["role"], "exp": int(time.time()) + 3600}
    return jwt.encode({"alg": "HS256"}, payload, current_app.config["TOKEN_KEY"]).decode()


def require(role):
    """For the top of a view: leave unless the caller has the role."""
    if g.claims["role"] not in (role, "owner"):
        abort(403)


def security_headers(response):
    response.headers["Strict-Transport-Security"] = "max-age=31536000"
    origin = request.headers.get("Origin", "")
    if origin in ("https://app.seatwise.example", "https://admin.seatwise.example"):
        response.headers["Access-Control-Allow-Origin"] = origin
        response.headers["Access-Control-Allow-Credentials"] = "true"
    return response
