"""Contact data of customers."""

from bson import ObjectId
from flask import Blueprint, abort

from .auth import login_required
from .db import get_db, public

blueprint = Blueprint("profiles", __name__)

PROFILE = {"name": 1, "phone": 1, "address": 1, "created_at": 1}


@blueprint.get("/profiles/<user_id>")
@login_required
def get_profile(user_id: str):
    profile = get_db().users.find_one({"_id": ObjectId(user_id)}, PROFILE)
    if profile is None:
        abort(404, "no such profile")
    return public(profile)
