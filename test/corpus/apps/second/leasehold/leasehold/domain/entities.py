from dataclasses import dataclass, field, fields
from enum import Enum


class Role(str, Enum):
    TENANT = "tenant"
    LANDLORD = "landlord"
    ADMIN = "admin"


class SortKey(str, Enum):
    RENT = "rent"
    AREA = "area"


class Entity:
    @classmethod
    def load(cls, document):
        known = {f.name for f in fields(cls)}
        values = {name: value for name, value in document.items() if name in known}
        if "_id" in document:
            values["id"] = str(document["_id"])
        return cls(**values)


@dataclass
class User(Entity):
    email: str
    id: str | None = None
    name: str = ""
    phone: str = ""
    role: str = Role.TENANT.value
    password_hash: str = ""
    verified: bool = False


@dataclass
class Property(Entity):
    landlord: str
    city: str
    rent: int
    id: str | None = None
    title: str = ""
    area: int = 0
    published: bool = False


@dataclass
class Lease(Entity):
    tenant: str
    landlord: str
    property: str
    rent: int
    id: str | None = None
    number: str = ""
    state: str = "draft"
    papers: list = field(default_factory=list)


@dataclass(frozen=True)
class Actor:
    id: str
    role: Role

    def is_admin(self):
        return self.role is Role.ADMIN
