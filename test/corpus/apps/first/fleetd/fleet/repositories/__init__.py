from typing import Optional

from pymongo import ReturnDocument

from fleet.db import get_db

from .base import BaseRepository, CompanyRepository, Document


class UserRepository(BaseRepository):
    collection_name = "users"

    def by_credentials(self, email: str, password: str) -> Optional[Document]:
        return self.collection.find_one({"email": email, "password": password})

    def by_phone(self, phone) -> Optional[Document]:
        return self.collection.find_one({"phone": phone})


class DriverRepository(BaseRepository):
    collection_name = "drivers"

    def of_company(self, company_id: str, limit: int) -> list:
        return list(self.collection.find({"company_id": self.oid(company_id)}, {"name": 1, "status": 1}).limit(limit))


class TripRepository(BaseRepository):
    collection_name = "trips"

    def by_number(self, number: int) -> Optional[Document]:
        return self.collection.find_one({"trip_no": number})

    def next_number(self) -> int:
        doc = get_db().counters.find_one_and_update(
            {"_id": "trips"}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER)
        return doc["n"]

    def close(self, trip_id: str, driver_id) -> bool:
        res = self.collection.update_one(
            {"_id": self.oid(trip_id), "driver_id": driver_id}, {"$set": {"status": "closed"}})
        return res.modified_count == 1

    def purge(self, trip_id: str, company_id) -> bool:
        return self.collection.delete_one({"_id": self.oid(trip_id)}).deleted_count == 1
