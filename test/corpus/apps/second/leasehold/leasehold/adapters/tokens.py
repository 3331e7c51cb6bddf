from datetime import datetime, timedelta, timezone

import jwt

from ..domain.entities import Actor, Role
from ..domain.errors import Unauthenticated


class Tokens:
    def __init__(self, secret):
        self._secret = secret

    def issue(self, user):
        until = datetime.now(timezone.utc) + timedelta(hours=1)
        return jwt.encode({"sub": user.id, "role": user.role, "exp": until, "aud": "api"}, self._secret, algorithm="HS256")

    def issue_calendar(self, actor):
        return jwt.encode({"sub": actor.id, "aud": "calendar"}, self._secret, algorithm="HS256")

    def read(self, token, audience="api"):
        try:
            claims = jwt.decode(token, self._secret, algorithms=["HS256"], audience=audience)
        except jwt.InvalidTokenError as error:
            raise Unauthenticated() from error
        return Actor(claims["sub"], Role(claims.get("role", "tenant")))
