from functools import wraps

import bcrypt
from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_login import LoginManager, UserMixin, current_user, login_required, login_user, logout_user

from store import store

bp = Blueprint("accounts", __name__)
login_manager = LoginManager()
login_manager.login_view = "accounts.login"


class Member(UserMixin):
    def __init__(self, doc):
        self.doc = doc
        self.name = doc["name"]
        self.roles = doc.get("roles", [])

    def get_id(self):
        return str(self.doc["_id"])

    @property
    def key(self):
        return self.doc["_id"]


@login_manager.user_loader
def load(member_id):
    try:
        doc = store().members.find_one({"_id": ObjectId(member_id)})
    except InvalidId:
        return None
    return Member(doc) if doc else None


def needs(*roles):
    def wrap(view):
        @wraps(view)
        @login_required
        def inner(*args, **kwargs):
            if not set(roles) & set(current_user.roles):
                abort(403)
            return view(*args, **kwargs)

        return inner

    return wrap


@bp.route("/login", methods=["GET", "POST"])
def login():
    message = None
    if request.method == "POST":
        email = request.form.get("email", "")
        password = request.form.get("password", "").encode()
        doc = store().members.find_one({"email": email})
        if doc and bcrypt.checkpw(password, doc["pw"]):
            login_user(Member(doc), remember="remember" in request.form)
            return redirect(url_for("pages.home"))
        message = "Wrong e-mail or password"
    return render_template("login.html", message=message)


@bp.post("/api/login")
def api_login():
    data = request.get_json()
    doc = store().members.find_one({"email": data.get("email"), "app_pin": data.get("pin")})
    if doc is None:
        return {"ok": False}, 401
    login_user(Member(doc))
    return {"ok": True, "name": doc["name"]}


@bp.post("/logout")
@login_required
def logout():
    logout_user()
    return redirect(url_for("accounts.login"))


@bp.post("/join")
def join():
    invitation = store().invitations.find_one_and_delete({"code": request.form["code"]})
    if invitation is None:
        abort(404)
    hashed = bcrypt.hashpw(request.form["password"].encode(), bcrypt.gensalt())
    store().members.insert_one({
        "name": request.form["name"],
        "email": invitation["email"],
        "pw": hashed,
        "roles": ["singer"],
        "voice": invitation["voice"],
    })
    flash("Welcome")
    return redirect(url_for("accounts.login"))


@bp.route("/profile", methods=["GET", "POST"])
@login_required
def profile():
    if request.method == "POST":
        store().members.update_one({"_id": current_user.key}, {"$set": request.form.to_dict()})
        return redirect(url_for("accounts.profile"))
    return render_template("profile.html", member=current_user.doc)


@bp.put("/api/profile/voice")
@login_required
def voice():
    wanted = request.get_json().get("voice")
    if wanted not in ("soprano", "alto", "tenor", "bass"):
        abort(400)
    store().members.update_one({"_id": current_user.key}, {"$set": {"voice": wanted}})
    return {"voice": wanted}


@bp.post("/api/profile/pin")
@login_required
def pin():
    code = str(request.get_json()["pin"])
    if not (code.isdigit() and len(code) == 4):
        abort(400)
    store().members.update_one({"_id": current_user.key}, {"$set": {"app_pin": code}})
    return {"ok": True}


@bp.get("/api/members/<member_id>")
@login_required
def member_json(member_id):
    doc = store().members.find_one({"_id": ObjectId(member_id)})
    if doc is None:
        abort(404)
    doc["_id"] = str(doc["_id"])
    doc["pw"] = None
    return doc


@bp.get("/members/<member_id>")
@login_required
def member_page(member_id):
    if not ObjectId.is_valid(member_id):
        abort(404)
    doc = store().members.find_one({"_id": ObjectId(member_id)})
    if doc is None:
        abort(404)
    return render_template("member.html", member=doc)


@bp.post("/members/<member_id>/roles")
@needs("board")
def set_roles(member_id):
    roles = [r for r in request.form.getlist("role") if r in ("singer", "conductor", "board", "treasurer")]
    store().members.update_one({"_id": ObjectId(member_id)}, {"$set": {"roles": roles}})
    return redirect(url_for("accounts.member_page", member_id=member_id))


@bp.post("/members/<member_id>/remove")
@login_required
def remove(member_id):
    store().members.delete_one({"_id": ObjectId(member_id)})
    return redirect(url_for("pages.home"))


@bp.post("/api/invitations")
@needs("board", "conductor")
def invite():
    import secrets

    data = request.get_json()
    code = secrets.token_urlsafe(16)
    store().invitations.insert_one({"code": code, "email": str(data["email"]), "voice": str(data["voice"]), "by": current_user.key})
    return {"code": code}, 201
