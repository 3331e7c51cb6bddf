from dataclasses import asdict, replace

from werkzeug.security import check_password_hash, generate_password_hash

from ..domain.entities import Role, User
from ..domain.errors import Invalid, Unauthenticated
from .policy import only


class Register:
    def __init__(self, users):
        self.users = users

    def execute(self, dto):
        if self.users.by_email(dto.email):
            raise Invalid("taken")
        user = User(email=dto.email, name=dto.name, password_hash=generate_password_hash(dto.password))
        return self.users.add(user)


class Login:
    def __init__(self, users, tokens):
        self.users, self.tokens = users, tokens

    def execute(self, dto):
        user = self.users.by_email(dto.email)
        if user is None or not check_password_hash(user.password_hash, str(dto.password)):
            raise Unauthenticated()
        return self.tokens.issue(user)


class LoginApp(Login):
    def execute(self, dto):
        user = self.users.by_email(dto.email)
        if user is None or not check_password_hash(user.password_hash, dto.password):
            raise Unauthenticated()
        return self.tokens.issue(user)


class Reset:
    def __init__(self, users):
        self.users = users

    def execute(self, dto):
        return self.users.redeem(dto.email, dto.code, generate_password_hash(str(dto.password)))


class EditMe:
    def __init__(self, users):
        self.users = users

    def execute(self, actor, body):
        user = replace(self.users.get(actor.id), **body)
        values = asdict(user)
        values.pop("id")
        self.users.change(actor.id, values)

    def contact(self, actor, body):
        self.users.change(actor.id, {"name": str(body.get("name", "")), "phone": str(body.get("phone", ""))})


class GiveRole:
    def __init__(self, users):
        self.users = users

    @only(Role.ADMIN)
    def execute(self, actor, user_id, role):
        self.users.change(user_id, {"role": Role(role).value})


class Verify:
    def __init__(self, users):
        self.users = users

    def execute(self, actor, user_id):
        self.users.change(user_id, {"verified": True})
