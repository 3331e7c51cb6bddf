import secrets

from bson import ObjectId
from werkzeug.security import check_password_hash, generate_password_hash

from core.mongo import collection
from core.security import fingerprint

users = collection("users")


def login(email, password):
    user = users.find_one({"email": email})
    if user is None or not check_password_hash(user["password"], password):
        return None
    return new_token(user)


def login_by_badge(badge):
    user = users.find_one({"badge": badge, "active": True})
    return new_token(user) if user else None


def new_token(user):
    token = secrets.token_urlsafe(32)
    users.update_one({"_id": user["_id"]}, {"$set": {"token_digest": fingerprint(token)}})
    return token


def by_id(user_id):
    return users.find_one({"_id": ObjectId(user_id)})


def create(payload):
    doc = {
        "email": payload["email"].lower(),
        "name": payload["name"],
        "lab_id": payload["lab_id"],
        "role": payload["role"],
        "password": generate_password_hash(payload["password"]),
        "active": True,
    }
    return users.insert_one(doc).inserted_id


def save_settings(user_id, settings):
    return users.update_one({"_id": ObjectId(user_id)}, {"$set": {"settings": settings}}).matched_count


def save_profile(user_id, profile):
    return users.update_one({"_id": ObjectId(user_id)}, {"$set": profile}).matched_count
