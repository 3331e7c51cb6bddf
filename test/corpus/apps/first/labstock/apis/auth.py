from flask_restx import Namespace, Resource, fields

from core.limits import limiter
from services import users

ns = Namespace("auth", description="Getting a token")

credentials = ns.model("Credentials", {
    "email": fields.String(required=True, max_length=120),
    "password": fields.String(required=True, max_length=200),
})

badge = ns.model("Badge", {"badge": fields.String(required=True)})


@ns.route("/login")
class Login(Resource):
    decorators = [limiter.limit("10/minute")]

    @ns.expect(credentials, validate=True)
    def post(self):
        token = users.login(ns.payload["email"], ns.payload["password"])
        if token is None:
            ns.abort(401, "wrong e-mail or password")
        return {"token": token}


@ns.route("/badge")
class BadgeLogin(Resource):
    """The terminal at the door of the stock room."""

    @ns.expect(badge)
    def post(self):
        token = users.login_by_badge(ns.payload.get("badge"))
        return ({"token": token}, 200) if token else ({"message": "unknown badge"}, 401)
