"""Contact data of customers."""

from flask import Blueprint, abort, g

from .auth import is_admin, login_required
from .db import get_db, object_id, public

blueprint = Blueprint("profiles", __name__)

PROFILE = {"name": 1, "phone": 1, "address": 1, "created_at": 1}


@blueprint.get("/profiles/<user_id>")
@login_required
def get_profile(user_id: str):
    wanted = object_id(user_id)
    if wanted != g.user["_id"] and not is_admin():
        abort(404, "no such profile")
    profile = get_db().users.find_one({"_id": wanted}, PROFILE)
    if profile is None:
        abort(404, "no such profile")
    return public(profile)
