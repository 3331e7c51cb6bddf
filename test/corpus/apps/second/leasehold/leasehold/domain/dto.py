from dataclasses import dataclass, fields

from .errors import Invalid


class FromBody:
    @classmethod
    def of(cls, body):
        known = {f.name for f in fields(cls)}
        try:
            return cls(**{name: value for name, value in (body or {}).items() if name in known})
        except TypeError as error:
            raise Invalid("missing field") from error


class Typed(FromBody):
    def __post_init__(self):
        for f in fields(self):
            value = getattr(self, f.name)
            if value is not None and type(value) is not f.type:
                raise Invalid(f.name)


@dataclass
class Credentials(FromBody):
    email: str
    password: str


@dataclass
class AppCredentials(Typed):
    email: str
    password: str


@dataclass
class Registration(Typed):
    email: str
    password: str
    name: str


@dataclass
class ResetCode(FromBody):
    email: str
    code: str
    password: str


@dataclass
class Criteria(FromBody):
    city: str = None
    rooms: int = None


@dataclass
class TypedCriteria(Typed):
    city: str = None
    rooms: int = None


@dataclass
class NewProperty(Typed):
    city: str
    title: str
    rent: int
    area: int


@dataclass
class PropertyChange(Typed):
    title: str = None
    rent: int = None
    published: bool = None


@dataclass
class Application(Typed):
    property: str
    message: str


@dataclass
class Offer(FromBody):
    property: str
    rent: int
    tenant: str


@dataclass
class Payment(FromBody):
    lease: str
    amount: int
