"""All database access goes through these classes."""
from typing import Any, Dict, Iterable, List, Optional

from bson import ObjectId
from bson.errors import InvalidId
from flask_restful import abort

from fleet.db import get_db

Document = Dict[str, Any]


class BaseRepository:
    collection_name: str = ""

    def __init__(self, collection_name: Optional[str] = None) -> None:
        self._name = collection_name or self.collection_name

    @property
    def collection(self):
        return get_db()[self._name]

    @staticmethod
    def oid(value: str) -> ObjectId:
        try:
            return ObjectId(value)
        except (InvalidId, TypeError):
            abort(404, message="no such document")

    def get(self, doc_id: str, projection: Optional[Document] = None) -> Optional[Document]:
        return self.collection.find_one({"_id": self.oid(doc_id)}, projection)

    def find_one(self, filters: Document) -> Optional[Document]:
        return self.collection.find_one(filters)

    def find(self, filters: Document, projection: Optional[Document] = None,
             limit: int = 100, skip: int = 0) -> List[Document]:
        return list(self.collection.find(filters, projection).skip(skip).limit(limit))

    def insert(self, doc: Document) -> str:
        return str(self.collection.insert_one(doc).inserted_id)

    def update(self, doc_id: str, changes: Document) -> bool:
        return self.collection.update_one({"_id": self.oid(doc_id)}, {"$set": changes}).matched_count > 0

    def delete(self, doc_id: str) -> bool:
        return self.collection.delete_one({"_id": self.oid(doc_id)}).deleted_count > 0

    def aggregate(self, stages: Iterable[Document]) -> List[Document]:
        return list(self.collection.aggregate(list(stages)))


class CompanyRepository(BaseRepository):
    """Documents that belong to a company; nothing is found outside of it."""

    def __init__(self, company_id: ObjectId, collection_name: Optional[str] = None) -> None:
        super().__init__(collection_name)
        self._company_id = company_id

    def _scoped(self, filters: Document) -> Document:
        return {"$and": [{"company_id": self._company_id}, filters]}

    def get(self, doc_id: str, projection: Optional[Document] = None) -> Optional[Document]:
        return self.collection.find_one(self._scoped({"_id": self.oid(doc_id)}), projection)

    def find(self, filters: Document, projection: Optional[Document] = None,
             limit: int = 100, skip: int = 0) -> List[Document]:
        return list(self.collection.find(self._scoped(filters), projection).skip(skip).limit(limit))

    def insert(self, doc: Document) -> str:
        return super().insert({**doc, "company_id": self._company_id})

    def update(self, doc_id: str, changes: Document) -> bool:
        res = self.collection.update_one(self._scoped({"_id": self.oid(doc_id)}), {"$set": changes})
        return res.matched_count > 0

    def delete(self, doc_id: str) -> bool:
        return self.collection.delete_one(self._scoped({"_id": self.oid(doc_id)})).deleted_count > 0
