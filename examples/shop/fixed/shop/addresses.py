"""The caller's address book."""

from flask import Blueprint, abort

from . import body as read
from .auth import login_required, owner
from .db import get_db, now, object_id, public

blueprint = Blueprint("addresses", __name__, url_prefix="/addresses")

ADDRESS = {"label": 1, "street": 1, "city": 1, "postcode": 1, "created_at": 1}
FIELDS = ("label", "street", "city", "postcode")


def own(address_id: str) -> dict:
    return {"_id": object_id(address_id), **owner(), "deleted_at": None}


@blueprint.post("")
@login_required
def create_address():
    body = read.json_object(*FIELDS)
    address = {name: read.text(body, name) for name in FIELDS}
    address.update(owner(), created_at=now(), deleted_at=None)
    created = get_db().addresses.insert_one(address)
    return public(get_db().addresses.find_one(own(str(created.inserted_id)), ADDRESS)), 201


@blueprint.get("")
@login_required
def list_addresses():
    found = get_db().addresses.find(
        {**owner(), "deleted_at": None}, ADDRESS
    )
    return {"items": [public(a) for a in found.limit(read.limit())]}


@blueprint.get("/<address_id>")
@login_required
def get_address(address_id: str):
    address = get_db().addresses.find_one(own(address_id), ADDRESS)
    if address is None:
        abort(404, "no such address")
    return public(address)


@blueprint.put("/<address_id>")
@login_required
def replace_address(address_id: str):
    body = read.json_object(*FIELDS)
    changes = {name: read.text(body, name) for name in FIELDS}
    db = get_db()
    if not db.addresses.update_one(own(address_id), {"$set": changes}).matched_count:
        abort(404, "no such address")
    return public(db.addresses.find_one(own(address_id), ADDRESS))


@blueprint.delete("/<address_id>")
@login_required
def delete_address(address_id: str):
    done = get_db().addresses.update_one(
        own(address_id), {"$set": {"deleted_at": now()}}
    )
    if not done.matched_count:
        abort(404, "no such address")
    return "", 204
