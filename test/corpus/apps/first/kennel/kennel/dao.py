from __future__ import annotations

from typing import Any, Optional

from bson import ObjectId
from pymongo import ReturnDocument
from pymongo.collection import Collection
from pymongo.database import Database

from .domain import PetOrder, Reservation

Doc = dict[str, Any]


class UserDao:
    def __init__(self, db: Database) -> None:
        self._users: Collection = db["users"]

    def by_email(self, email: str) -> Optional[Doc]:
        return self._users.find_one({"email": email})

    def by_code(self, phone: Any, code: Any) -> Optional[Doc]:
        return self._users.find_one({"phone": phone, "login_code": code})

    def by_id(self, user_id: ObjectId) -> Optional[Doc]:
        return self._users.find_one({"_id": user_id})

    def add(self, doc: Doc) -> ObjectId:
        return self._users.insert_one(doc).inserted_id

    def change(self, user_id: ObjectId, values: Doc) -> None:
        self._users.update_one({"_id": user_id}, {"$set": values})

    def everybody(self) -> list[Doc]:
        return list(self._users.find({}, {"password_hash": 0, "login_code": 0}))


class PetDao:
    def __init__(self, db: Database) -> None:
        self._pets: Collection = db["pets"]

    def by_id(self, pet_id: str) -> Optional[Doc]:
        return self._pets.find_one({"_id": ObjectId(pet_id)})

    def of(self, owner_id: ObjectId, order: PetOrder, limit: int) -> list[Doc]:
        return list(self._pets.find({"owner_id": owner_id}).sort(order.value, 1).limit(limit))

    def search(self, owner_id: ObjectId, name: Optional[str], traits: Doc, limit: int) -> list[Doc]:
        criteria: Doc = {"owner_id": owner_id}
        if name:
            criteria["name"] = name
        if traits:
            criteria["traits"] = traits
        return list(self._pets.find(criteria).limit(limit))

    def add(self, doc: Doc) -> ObjectId:
        return self._pets.insert_one(doc).inserted_id

    def change(self, pet_id: str, owner_id: ObjectId, values: Doc) -> int:
        return self._pets.update_one({"_id": ObjectId(pet_id), "owner_id": owner_id}, {"$set": values}).matched_count

    def remove(self, pet_id: str) -> int:
        if not ObjectId.is_valid(pet_id):
            return 0
        return self._pets.delete_one({"_id": ObjectId(pet_id)}).deleted_count


class ReservationDao:
    def __init__(self, db: Database) -> None:
        self._res: Collection = db["reservations"]
        self._counters: Collection = db["counters"]

    def next_number(self) -> int:
        return self._counters.find_one_and_update(
            {"_id": "reservation"}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER)["n"]

    def add(self, reservation: Reservation) -> ObjectId:
        return self._res.insert_one(reservation.to_mongo()).inserted_id

    def by_number(self, number: int) -> Optional[Doc]:
        return self._res.find_one({"number": number}, {"_id": 0, "internal_notes": 0})

    def of(self, owner_id: ObjectId) -> list[Doc]:
        return list(self._res.find({"owner_id": owner_id}, {"_id": 0, "internal_notes": 0}).sort("created", -1).limit(100))

    def on_day(self, day: str) -> list[Doc]:
        return list(self._res.find({"start": day}, {"_id": 0}))

    def cancel(self, reservation_id: str) -> int:
        return self._res.update_one({"_id": ObjectId(reservation_id)}, {"$set": {"status": "cancelled"}}).modified_count

    def move(self, reservation_id: str, owner_id: ObjectId, start: str) -> Optional[Doc]:
        return self._res.find_one_and_update(
            {"_id": ObjectId(reservation_id), "owner_id": owner_id}, {"$set": {"start": start}},
            projection={"_id": 0, "number": 1, "start": 1})


class WalletDao:
    def __init__(self, db: Database) -> None:
        self._wallets: Collection = db["wallets"]

    def take(self, user_id: ObjectId, amount: float) -> bool:
        return self._wallets.update_one({"user_id": user_id, "balance": {"$gte": amount}}, {"$inc": {"balance": -amount}}).modified_count == 1

    def give(self, user_id: ObjectId, amount: float) -> None:
        self._wallets.update_one({"user_id": user_id}, {"$inc": {"balance": amount}}, upsert=True)


def create_indexes(db: Database) -> None:
    db["users"].create_index("email", unique=True)
    db["pets"].create_index([("owner_id", 1), ("name", 1)])
    db["reservations"].create_index("number", unique=True)
    db["reservations"].create_index("start")
    db["wallets"].create_index("user_id", unique=True)
