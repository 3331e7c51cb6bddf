from bson import ObjectId
from bson.errors import InvalidId
from flask import abort, session
from pymongo import ReturnDocument


def is_admin(db):
    user = db.users.find_one({"_id": ObjectId(session["user_id"])}, {"is_admin": 1})
    return bool(user and user.get("is_admin"))


def get_own_recipe(db, rid):
    """The recipe, if it belongs to whoever is logged in. Otherwise 404."""
    try:
        oid = ObjectId(rid)
    except InvalidId:
        abort(404)
    recipe = db.recipes.find_one({"_id": oid})
    if not recipe or recipe["owner"] != session["user_id"]:
        abort(404)
    return recipe


def next_number(db, name):
    doc = db.counters.find_one_and_update(
        {"_id": name}, {"$inc": {"seq": 1}},
        upsert=True, return_document=ReturnDocument.AFTER)
    return doc["seq"]


def to_json(doc):
    doc["_id"] = str(doc["_id"])
    return doc
