from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from bson import ObjectId


class DomainError(Exception):
    status = 400


class NotFound(DomainError):
    status = 404


class Denied(DomainError):
    status = 403


class Role(str, Enum):
    OWNER = "owner"
    SITTER = "sitter"
    MANAGER = "manager"


class PetOrder(str, Enum):
    NAME = "name"
    BORN = "born"


@dataclass(frozen=True)
class Principal:
    user_id: ObjectId
    role: Role

    def must_be(self, *roles: Role) -> None:
        if self.role not in roles:
            raise Denied("not allowed")


@dataclass
class Reservation:
    owner_id: ObjectId
    pet_id: ObjectId
    start: str
    nights: int
    price: float
    number: int
    status: str = "requested"
    created: datetime = field(default_factory=lambda: datetime.now(timezone.utc))

    def to_mongo(self) -> dict[str, Any]:
        return asdict(self)
