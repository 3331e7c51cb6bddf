from functools import wraps

from bson import ObjectId
from flask import abort
from flask_jwt_extended import JWTManager, get_jwt, get_jwt_identity, verify_jwt_in_request
from flask_pymongo import PyMongo

mongo = PyMongo()
jwt = JWTManager()


@jwt.token_in_blocklist_loader
def revoked(header, payload):
    return mongo.db.revoked.count_documents({"jti": payload["jti"]}, limit=1) > 0


def current_user():
    user = mongo.db.users.find_one({"_id": ObjectId(get_jwt_identity())})
    if user is None:
        abort(401)
    return user


def uid():
    return ObjectId(get_jwt_identity())


def role_required(*roles):
    def decorator(view):
        @wraps(view)
        def wrapper(*args, **kwargs):
            verify_jwt_in_request()
            if get_jwt().get("role") not in roles:
                abort(403)
            return view(*args, **kwargs)
        return wrapper
    return decorator
