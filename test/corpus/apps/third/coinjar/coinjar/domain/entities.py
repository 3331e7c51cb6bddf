from __future__ import annotations

from dataclasses import asdict, dataclass, field
from datetime import datetime


@dataclass
class Holder:
    id: str
    handle: str
    email: str
    password: str
    roles: list[str] = field(default_factory=lambda: ["holder"])
    limit: int = 500

    def view(self) -> dict:
        return {"id": self.id, "handle": self.handle}


@dataclass
class Jar:
    id: str
    holder: str
    title: str
    balance: int = 0
    watchers: list[str] = field(default_factory=list)
    currency: str = "EUR"

    def belongs_to(self, holder: str) -> bool:
        return self.holder == holder

    def visible_for(self, holder: str) -> bool:
        return self.belongs_to(holder) or holder in self.watchers


@dataclass
class Transfer:
    id: str
    source: str
    target: str
    amount: int
    at: datetime
    memo: str = ""

    def to_dict(self) -> dict:
        return {**asdict(self), "at": self.at.isoformat()}
