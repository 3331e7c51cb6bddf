import re
from dataclasses import asdict

from bson import ObjectId
from bson.errors import InvalidId
from pymongo import ASCENDING

from ..domain.entities import Lease, Property, User
from ..domain.errors import NotFound
from ..domain.ports import Leases, Payments, Properties, Users


def key(text):
    try:
        return ObjectId(text)
    except InvalidId as error:
        raise NotFound() from error


class MongoRepository:
    name = None
    entity = None

    def __init__(self, database):
        self._rows = database[self.name]

    def get(self, object_id):
        document = self._rows.find_one({"_id": key(object_id)})
        if document is None:
            raise NotFound()
        return self.entity.load(document)

    def add(self, entity):
        document = asdict(entity)
        document.pop("id")
        return str(self._rows.insert_one(document).inserted_id)

    def change(self, object_id, values):
        self._rows.update_one({"_id": key(object_id)}, {"$set": values})

    def remove(self, object_id):
        self._rows.delete_one({"_id": key(object_id)})


class MongoUsers(MongoRepository, Users):
    name, entity = "users", User

    def by_email(self, email):
        document = self._rows.find_one({"email": email})
        return User.load(document) if document else None

    def redeem(self, email, code, password_hash):
        return self._rows.update_one({"email": email, "reset_code": code}, {"$set": {"password_hash": password_hash}, "$unset": {"reset_code": ""}}).modified_count

    def redeem_text(self, email, code, password_hash):
        return self._rows.update_one({"email": email, "reset_link": code}, {"$set": {"password_hash": password_hash}, "$unset": {"reset_link": ""}}).modified_count

    def listing(self, page):
        rows = self._rows.find({}, {"email": 1, "role": 1}).skip(50 * page).limit(50)
        return [{"id": str(r["_id"]), "email": r["email"], "role": r.get("role")} for r in rows]

    def apply(self, user_id, update):
        self._rows.update_one({"_id": key(user_id)}, update)


class MongoProperties(MongoRepository, Properties):
    name, entity = "properties", Property

    def matching(self, criteria):
        query = {name: value for name, value in asdict(criteria).items() if value is not None}
        rows = self._rows.find({**query, "published": True}).limit(60)
        return [Property.load(row) for row in rows]

    def titled(self, text):
        rows = self._rows.find({"published": True, "title": {"$regex": text, "$options": "i"}}).limit(30)
        return [Property.load(row) for row in rows]

    def starting(self, text):
        rows = self._rows.find({"published": True, "title": re.compile("^" + re.escape(text))}).limit(30)
        return [Property.load(row) for row in rows]

    def ordered(self, field):
        rows = self._rows.find({"published": True}).sort(field, ASCENDING).limit(60)
        return [Property.load(row) for row in rows]

    def facets(self, field):
        return self._rows.distinct(field, {"published": True})

    def of_landlord(self, landlord):
        return [Property.load(row) for row in self._rows.find({"landlord": landlord})]

    def affordable(self, income):
        rows = self._rows.find({"published": True, "$where": "this.rent * 3 <= " + income}).limit(30)
        return [Property.load(row) for row in rows]


class MongoLeases(MongoRepository, Leases):
    name, entity = "leases", Lease

    def of_tenant(self, tenant):
        return [Lease.load(row) for row in self._rows.find({"tenant": tenant}).sort("_id", -1).limit(40)]

    def between(self, lease_id, person):
        row = self._rows.find_one({"_id": key(lease_id), "$or": [{"tenant": person}, {"landlord": person}]})
        if row is None:
            raise NotFound()
        return Lease.load(row)

    def next_number(self):
        return f"L{self._rows.estimated_document_count() + 1:06d}"

    def by_number(self, number):
        row = self._rows.find_one({"number": number})
        if row is None:
            raise NotFound()
        return Lease.load(row)

    def terminate(self, lease_id):
        self._rows.update_one({"_id": ObjectId(lease_id)}, {"$set": {"state": "terminated"}})


class MongoPayments(Payments):
    def __init__(self, database):
        self._rows = database.payments

    def record(self, lease, payer, amount):
        self._rows.insert_one({"lease": lease, "payer": payer, "amount": amount, "state": "paid"})

    def of_payer(self, payer):
        rows = self._rows.find({"payer": payer}, {"_id": 0, "lease": 1, "amount": 1}).limit(100)
        return list(rows)


class MongoScreenings:
    def __init__(self, database):
        self._rows = database.screenings

    def keep(self, screening):
        self._rows.insert_one(screening)


def indexes(database):
    database.users.create_index("email", unique=True)
    database.properties.create_index("landlord")
    database.leases.create_index("tenant")
    database.leases.create_index("number")
