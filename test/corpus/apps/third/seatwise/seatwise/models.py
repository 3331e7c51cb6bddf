from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, EmailStr, Field


class SignIn(BaseModel):
    org: str = Field(pattern=r"^[a-z0-9-]{2,40}$")
    email: EmailStr
    password: str = Field(max_length=200)


class Badge(BaseModel):
    org: str
    badge: Any


class PersonIn(BaseModel):
    model_config = ConfigDict(extra="forbid")
    email: EmailStr
    name: str = Field(max_length=100)
    team: str | None = None


class ProfileIn(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: str | None = None
    team: str | None = None


class DeskIn(BaseModel):
    floor: str = Field(max_length=20)
    number: int = Field(ge=1, le=9999)
    features: list[Literal["screen", "standing", "window"]] = []


class BookingIn(BaseModel):
    desk: str = Field(pattern=r"^[0-9a-f]{24}$")
    day: date


class BookingQuery(BaseModel):
    day: date | None = None
    person: str | None = None
    limit: int = Field(default=50, ge=1, le=200)


class BookingSearch(BaseModel):
    day: str
    desk: dict | str
