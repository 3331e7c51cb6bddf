from flask import g

from deskline import db


def scoped(**more):
    """A filter that never leaves the tenant of the request."""
    return {**more, "tenant_id": g.tenant}


def visible(**more):
    """Customers see what they asked, agents see what the tenant has."""
    query = scoped(**more)
    if g.user["role"] == "customer":
        query["requester"] = g.user["_id"]
    return query


class Scoped:
    """Scoped("tickets") is db.tickets, inside the tenant."""

    def __init__(self, name):
        self._col = db[name]

    def find_one(self, query, *args):
        return self._col.find_one({"$and": [{"tenant_id": g.tenant}, query]}, *args)

    def find(self, query, *args):
        return self._col.find({"$and": [{"tenant_id": g.tenant}, query]}, *args)

    def update_one(self, query, change):
        return self._col.update_one({"$and": [{"tenant_id": g.tenant}, query]}, change)

    def insert_one(self, doc):
        doc["tenant_id"] = g.tenant
        return self._col.insert_one(doc)
