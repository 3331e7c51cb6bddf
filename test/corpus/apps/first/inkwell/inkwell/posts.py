import uuid
from datetime import datetime

from flask import Blueprint, abort, jsonify, redirect, render_template_string, request, url_for
from flask_login import current_user, login_required

from .models import Comment, Draft, Post

bp = Blueprint("posts", __name__)

LIST = "<ul>{% for p in posts %}<li><a href='/p/{{ p.slug }}'>{{ p.title }}</a></li>{% endfor %}</ul>"


@bp.route("/")
def index():
    page = request.args.get("page", 1, type=int)
    posts = Post.objects(status="published").order_by("-published_at").paginate(page=page, per_page=10)
    return render_template_string(LIST, posts=posts.items)


@bp.route("/p/<slug>")
def show(slug):
    post = Post.objects.get_or_404(slug=slug, status="published")
    Post.objects(id=post.id).update_one(inc__views=1)
    return render_template_string("<h1>{{ post.title }}</h1>{{ post.body }}", post=post)


@bp.route("/search")
def search():
    q = request.args.get("q", "")
    posts = Post.objects(title__icontains=q, status="published")[:20]
    return render_template_string(LIST, posts=posts)


@bp.route("/search/advanced")
def advanced():
    q = request.args.get("q", "")
    posts = Post.objects(__raw__={"status": "published", "body": {"$regex": q, "$options": "i"}}).limit(20)
    return render_template_string(LIST, posts=posts)


@bp.route("/archive")
def archive():
    order = request.args.get("sort", "-published_at")
    posts = Post.objects(status="published").order_by(order).limit(50)
    return render_template_string(LIST, posts=posts)


@bp.route("/drafts")
@login_required
def drafts():
    mine = Draft.objects(author=current_user.id).order_by("-updated")
    return jsonify([{"id": str(d.id), "title": d.title} for d in mine])


@bp.route("/my-posts")
@login_required
def my_posts():
    mine = Post.objects(author=current_user.id).limit(50)
    return jsonify([p.brief() for p in mine])


@bp.route("/drafts/<draft_id>")
@login_required
def show_draft(draft_id):
    draft = Draft.objects.get_or_404(id=draft_id)
    return jsonify(title=draft.title, body=draft.body)


@bp.route("/drafts", methods=["POST"])
@login_required
def create_draft():
    draft = Draft(author=current_user.id, title=request.form["title"][:200], body=request.form["body"]).save()
    return jsonify(id=str(draft.id)), 201


@bp.route("/drafts/<draft_id>", methods=["POST"])
@login_required
def save_draft(draft_id):
    draft = Draft.objects(id=draft_id, author=current_user.id).first_or_404()
    draft.modify(title=request.form["title"][:200], body=request.form["body"], updated=datetime.utcnow())
    return "", 204


@bp.route("/drafts/<draft_id>/publish", methods=["POST"])
@login_required
def publish(draft_id):
    draft = Draft.objects.get_or_404(id=draft_id)
    if draft.author != current_user:
        abort(404)
    post = Post(title=draft.title, slug=uuid.uuid4().hex[:12], body=draft.body, author=draft.author,
                status="pending").save()
    draft.delete()
    return redirect(url_for("posts.show", slug=post.slug))


@bp.route("/p/<slug>/comments", methods=["POST"])
@login_required
def comment(slug):
    note = Comment(cid=uuid.uuid4().hex, author=current_user.id, text=request.form["text"])
    Post.objects(slug=slug, status="published").update_one(push__comments=note)
    return "", 201


@bp.route("/p/<slug>/comments/<cid>/delete", methods=["POST"])
@login_required
def delete_comment(slug, cid):
    Post.objects(slug=slug).update_one(pull__comments__cid=cid)
    return "", 204


@bp.route("/p/<slug>/comments/<cid>", methods=["POST"])
@login_required
def edit_comment(slug, cid):
    post = Post.objects.get_or_404(slug=slug)
    note = post.comments.filter(cid=cid).first()
    if note is None or note.author.id != current_user.id:
        abort(404)
    note.text = request.form["text"]
    post.save()
    return "", 204
