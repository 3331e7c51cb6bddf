from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, Optional

from bson import ObjectId
from pydantic import (AfterValidator, BaseModel, BeforeValidator, ConfigDict, EmailStr, Field, HttpUrl, PositiveInt,
                      StringConstraints)


def _known_form(value: Any) -> str:
    text = str(value)
    if not ObjectId.is_valid(text):
        raise ValueError("not an id")
    return text


Id = Annotated[str, BeforeValidator(_known_form)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]


class SignUp(BaseModel):
    email: EmailStr
    password: Annotated[str, StringConstraints(min_length=10, max_length=72)]
    name: Short
    role: Literal["owner", "sitter"] = "owner"


class Login(BaseModel):
    email: EmailStr
    password: str


class CodeLogin(BaseModel):
    phone: Any
    code: Any


class ProfilePatch(BaseModel):
    name: Optional[Short] = None
    phone: Optional[str] = None
    verified: Optional[bool] = None


class UserOut(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id: Annotated[str, BeforeValidator(str)] = Field(alias="_id")
    name: str
    role: str


class UserDoc(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: Annotated[str, BeforeValidator(str)] = Field(alias="_id")
    email: str
    password_hash: str = ""


class PetIn(BaseModel):
    name: Short
    species: Literal["dog", "cat", "rabbit"]
    born: Optional[date] = None
    chip: Optional[Annotated[str, StringConstraints(pattern=r"^\d{15}$")]] = None


class PetPatch(BaseModel):
    name: Optional[Short] = None
    diet: Optional[str] = None


class PetImport(BaseModel):
    model_config = ConfigDict(extra="allow")
    name: Short


class PetQuery(BaseModel):
    name: Optional[str] = None
    traits: dict[str, Any] = {}
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class ReservationIn(BaseModel):
    pet_id: Id
    start: date
    nights: PositiveInt
    price: Annotated[float, Field(gt=0)]


class PackageIn(BaseModel):
    pet_id: Id
    package: Short
    start: date
    nights: Annotated[int, Field(ge=1, le=60)]


class DiaryIn(BaseModel):
    owner_id: Id
    pet_id: Id
    text: Annotated[str, StringConstraints(max_length=4000)]


class MoneyMove(BaseModel):
    to: Id
    amount: float


class Tip(BaseModel):
    to: Id
    amount: PositiveInt


class CalendarLink(BaseModel):
    url: HttpUrl


def _vet_host(value: HttpUrl) -> HttpUrl:
    if value.host not in ("api.petregister.example", "vet.example.org"):
        raise ValueError("unknown register")
    return value


class RegisterLink(BaseModel):
    url: Annotated[HttpUrl, AfterValidator(_vet_host)]
