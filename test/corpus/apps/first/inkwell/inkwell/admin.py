from flask import Blueprint, abort, jsonify, request
from flask_login import current_user

from .models import Post, User

bp = Blueprint("admin", __name__)


@bp.before_request
def admins_only():
    if not current_user.is_authenticated or current_user.role != "admin":
        abort(403)


@bp.route("/users")
def users():
    page = request.args.get("page", 1, type=int)
    found = User.objects.exclude("password_hash", "api_key").paginate(page=page, per_page=50)
    return jsonify([{"id": str(u.id), **u.card(), "role": u.role} for u in found.items])


@bp.route("/users/<user_id>/role", methods=["POST"])
def set_role(user_id):
    User.objects(id=user_id).update_one(set__role=request.form["role"])
    return "", 204


@bp.route("/posts/<post_id>/<any(published, removed):status>", methods=["POST"])
def moderate(post_id, status):
    Post.objects(id=post_id).update_one(set__status=status)
    return "", 204


@bp.route("/stats")
def stats():
    rows = Post.objects.aggregate([{"$group": {"_id": "$status", "n": {"$sum": 1}}}])
    return jsonify(list(rows))
