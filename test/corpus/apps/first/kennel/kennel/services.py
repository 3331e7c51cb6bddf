from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import bcrypt
import jwt
from bson import ObjectId
from pymongo.database import Database

from . import schemas
from .dao import PetDao, ReservationDao, UserDao, WalletDao
from .domain import Denied, NotFound, PetOrder, Principal, Reservation, Role
from .settings import settings


class TokenService:
    def issue(self, user: dict[str, Any]) -> str:
        exp = datetime.now(timezone.utc) + timedelta(minutes=settings.token_minutes)
        return jwt.encode({"sub": str(user["_id"]), "role": user["role"], "exp": exp}, settings.token_secret, algorithm="HS256")

    def read(self, token: str) -> Principal:
        try:
            claims = jwt.decode(token, settings.token_secret, algorithms=["HS256"], options={"require": ["exp", "sub"]})
        except jwt.PyJWTError as err:
            raise Denied("bad token") from err
        return Principal(ObjectId(claims["sub"]), Role(claims["role"]))

    def read_partner(self, token: str) -> dict[str, Any]:
        alg = jwt.get_unverified_header(token)["alg"]
        return jwt.decode(token, settings.partner_secret, algorithms=[alg])


class AccountService:
    def __init__(self, users: UserDao, tokens: TokenService) -> None:
        self._users, self._tokens = users, tokens

    def register(self, data: schemas.SignUp) -> ObjectId:
        doc = data.model_dump(exclude={"password"})
        doc["password_hash"] = bcrypt.hashpw(data.password.encode(), bcrypt.gensalt()).decode()
        return self._users.add(doc)

    def login(self, data: schemas.Login) -> str:
        user = self._users.by_email(data.email)
        if user is None or not bcrypt.checkpw(data.password.encode(), user["password_hash"].encode()):
            raise Denied("wrong e-mail or password")
        return self._tokens.issue(user)

    def login_with_code(self, data: schemas.CodeLogin) -> str:
        user = self._users.by_code(data.phone, data.code)
        if user is None:
            raise Denied("wrong code")
        return self._tokens.issue(user)

    def update(self, who: Principal, patch: schemas.ProfilePatch) -> None:
        values = patch.model_dump(exclude_unset=True)
        if values:
            self._users.change(who.user_id, values)

    def card(self, user_id: str) -> schemas.UserOut:
        doc = self._users.by_id(ObjectId(user_id))
        if doc is None:
            raise NotFound("no such user")
        return schemas.UserOut.model_validate(doc)

    def full(self, who: Principal) -> schemas.UserDoc:
        return schemas.UserDoc.model_validate(self._users.by_id(who.user_id))

    def everybody(self, who: Principal) -> list[dict[str, Any]]:
        who.must_be(Role.MANAGER)
        return self._users.everybody()

    def promote(self, who: Principal, user_id: str) -> None:
        self._users.change(ObjectId(user_id), {"role": Role.MANAGER.value})


class PetService:
    def __init__(self, pets: PetDao) -> None:
        self._pets = pets

    def get(self, who: Principal, pet_id: str) -> dict[str, Any]:
        pet = self._pets.by_id(pet_id)
        if pet is None or pet["owner_id"] != who.user_id:
            raise NotFound("no such pet")
        return pet

    def list(self, who: Principal, order: PetOrder, limit: int) -> list[dict[str, Any]]:
        return self._pets.of(who.user_id, order, limit)

    def add(self, who: Principal, data: schemas.PetIn) -> ObjectId:
        return self._pets.add({**data.model_dump(mode="json"), "owner_id": who.user_id, "vaccinated": False})

    def bring(self, who: Principal, data: schemas.PetImport) -> ObjectId:
        return self._pets.add({"owner_id": who.user_id, "vaccinated": False, **data.model_dump()})

    def rename(self, who: Principal, pet_id: str, patch: schemas.PetPatch) -> int:
        return self._pets.change(pet_id, who.user_id, patch.model_dump(exclude_none=True))

    def remove(self, pet_id: str) -> int:
        return self._pets.remove(pet_id)


class ReservationService:
    def __init__(self, reservations: ReservationDao, pets: PetService, db: Database) -> None:
        self._res, self._pets, self._packages = reservations, pets, db["packages"]
        self._diary = db["diary"]

    def request(self, who: Principal, data: schemas.ReservationIn) -> int:
        self._pets.get(who, data.pet_id)
        booking = Reservation(who.user_id, ObjectId(data.pet_id), data.start.isoformat(), data.nights,
                              data.price, self._res.next_number())
        self._res.add(booking)
        return booking.number

    def request_package(self, who: Principal, data: schemas.PackageIn) -> int:
        self._pets.get(who, data.pet_id)
        package = self._packages.find_one({"name": data.package}, {"nightly": 1})
        if package is None:
            raise NotFound("no such package")
        booking = Reservation(who.user_id, ObjectId(data.pet_id), data.start.isoformat(), data.nights,
                              package["nightly"] * data.nights, self._res.next_number())
        self._res.add(booking)
        return booking.number

    def show(self, who: Principal, number: int) -> dict[str, Any]:
        doc = self._res.by_number(number)
        if doc is None:
            raise NotFound("no such reservation")
        if doc["owner_id"] != who.user_id:
            raise Denied("not your reservation")
        return doc

    def mine(self, who: Principal) -> list[dict[str, Any]]:
        return self._res.of(who.user_id)

    def cancel(self, who: Principal, reservation_id: str) -> int:
        return self._res.cancel(reservation_id)

    def move(self, who: Principal, reservation_id: str, start: str) -> dict[str, Any]:
        return self._res.move(reservation_id, who.user_id, start) or {}

    def write_diary(self, who: Principal, data: schemas.DiaryIn) -> ObjectId:
        return self._diary.insert_one({
            "owner_id": ObjectId(data.owner_id), "pet_id": ObjectId(data.pet_id), "text": data.text,
        }).inserted_id


class WalletService:
    def __init__(self, wallets: WalletDao) -> None:
        self._wallets = wallets

    def transfer(self, who: Principal, move: schemas.MoneyMove) -> None:
        if not self._wallets.take(who.user_id, move.amount):
            raise DeniedFunds("not enough money")
        self._wallets.give(ObjectId(move.to), move.amount)

    def tip(self, who: Principal, tip: schemas.Tip) -> None:
        if not self._wallets.take(who.user_id, tip.amount):
            raise DeniedFunds("not enough money")
        self._wallets.give(ObjectId(tip.to), tip.amount)


class DeniedFunds(Denied):
    status = 402
