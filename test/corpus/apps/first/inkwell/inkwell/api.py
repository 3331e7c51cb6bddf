import io
import urllib.parse
import urllib.request

from flask import Blueprint, Response, abort, jsonify, request, send_file
from flask_login import current_user, login_required
from mongoengine.errors import DoesNotExist, NotUniqueError, ValidationError

from .models import Media, Post, User

bp = Blueprint("api", __name__)

PREFERENCES = {"bio", "website", "newsletter"}


def as_json(text):
    return Response(text, mimetype="application/json")


@bp.errorhandler(ValidationError)
def invalid(error):
    return jsonify(error="invalid"), 400


@bp.errorhandler(NotUniqueError)
def not_unique(error):
    return jsonify(error=str(error)), 409


@bp.route("/posts")
def list_posts():
    args = request.args.to_dict()
    posts = Post.objects(status="published").filter(**args).limit(50)
    return jsonify([p.brief() for p in posts])


@bp.route("/posts/popular")
def popular():
    least = request.args.get("min", "100")
    posts = Post.objects(__raw__={"status": "published", "$where": "this.views >= " + least}).limit(20)
    return jsonify([p.brief() for p in posts])


@bp.route("/posts/rising")
def rising():
    least = request.args.get("min", 10, type=int)
    posts = Post.objects(__raw__={"status": "published", "$where": f"this.views < {least} && this.comments.length > 3"}).limit(20)
    return jsonify([p.brief() for p in posts])


@bp.route("/posts", methods=["POST"])
@login_required
def create_post():
    post = Post(**request.get_json())
    post.author = current_user.id
    post.save()
    return jsonify(id=str(post.id)), 201


@bp.route("/posts/restore", methods=["POST"])
@login_required
def restore_post():
    post = Post.from_json(request.get_data(as_text=True))
    post.save()
    return jsonify(id=str(post.id)), 201


@bp.route("/posts/<post_id>", methods=["PUT"])
@login_required
def update_post(post_id):
    body = request.get_json()
    changed = Post.objects(id=post_id).update_one(set__title=body.get("title"), set__body=body.get("body"))
    return jsonify(changed=changed)


@bp.route("/posts/<post_id>", methods=["DELETE"])
@login_required
def delete_post(post_id):
    try:
        post = Post.objects.get(id=post_id)
    except DoesNotExist:
        abort(404)
    if current_user.role != "admin" and post.author.id != current_user.id:
        abort(404)
    post.delete()
    return "", 204


@bp.route("/posts/by-tag", methods=["POST"])
def by_tag():
    tag = request.get_json().get("tag")
    posts = Post.objects(tags__in=[tag], status="published").limit(20)
    return jsonify([p.brief() for p in posts])


@bp.route("/posts/lookup", methods=["POST"])
def lookup():
    wanted = request.get_json()
    post = Post.objects(slug=wanted["slug"]).first()
    if post is None:
        abort(404)
    return jsonify(post.brief())


@bp.route("/me")
@login_required
def me():
    return as_json(current_user.to_json())


@bp.route("/me", methods=["PATCH"])
@login_required
def patch_me():
    body = request.get_json()
    current_user.modify(**{f"set__{key}": value for key, value in body.items()})
    return jsonify(current_user.card())


@bp.route("/me/preferences", methods=["PUT"])
@login_required
def preferences():
    body = request.get_json()
    chosen = {key: body[key] for key in body.keys() & PREFERENCES}
    current_user.update(**chosen)
    return "", 204


@bp.route("/me/profile", methods=["PUT"])
@login_required
def raw_profile():
    current_user.update(**request.get_json())
    return "", 204


@bp.route("/authors")
def authors():
    return as_json(User.objects(role="author").to_json())


@bp.route("/authors/<username>")
def author(username):
    user = User.objects.only("username", "bio", "website").get_or_404(username=username)
    return as_json(user.to_json())


@bp.route("/users/<user_id>", methods=["DELETE"])
@login_required
def delete_user(user_id):
    User.objects(id=user_id).delete()
    return "", 204


@bp.route("/media/<media_id>")
@login_required
def media(media_id):
    item = Media.objects.get_or_404(id=media_id)
    if item.owner.id != current_user.id:
        abort(404)
    return send_file(io.BytesIO(item.data), download_name=item.name)


@bp.route("/media/fetch", methods=["POST"])
@login_required
def fetch_media():
    url = request.get_json()["url"]
    with urllib.request.urlopen(url, timeout=5) as answer:
        item = Media(owner=current_user.id, name=url.rsplit("/", 1)[-1], source=url, data=answer.read(5_000_000)).save()
    return jsonify(id=str(item.id)), 201


@bp.route("/media/avatar", methods=["POST"])
@login_required
def avatar():
    mail_hash = urllib.parse.quote(str(request.get_json().get("hash")), safe="")
    with urllib.request.urlopen("https://www.gravatar.com/avatar/" + mail_hash, timeout=5) as answer:
        item = Media(owner=current_user.id, name="avatar", data=answer.read(200_000)).save()
    return jsonify(id=str(item.id)), 201
