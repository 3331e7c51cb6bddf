from functools import wraps

from bson import ObjectId
from flask import jsonify
from flask_jwt_extended import JWTManager, get_jwt, verify_jwt_in_request
from flask_pymongo import PyMongo

mongo = PyMongo()
jwt = JWTManager()


@jwt.user_lookup_loader
def load_user(_header, payload):
    return mongo.db.users.find_one({"_id": ObjectId(payload["sub"])}, {"password": 0})


@jwt.additional_claims_loader
def claims_for(identity):
    user = mongo.db.users.find_one({"_id": ObjectId(identity)}, {"staff": 1}) or {}
    return {"staff": bool(user.get("staff"))}


def staff_only():
    """Like jwt_required(), but the token must also say staff."""
    def wrapper(fn):
        @wraps(fn)
        def decorator(*args, **kwargs):
            verify_jwt_in_request()
            if not get_jwt()["staff"]:
                return jsonify(error="staff only"), 403
            return fn(*args, **kwargs)
        return decorator
    return wrapper


def pick(body, names):
    return {name: body[name] for name in names if name in body}
