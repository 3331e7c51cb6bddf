import secrets
from datetime import datetime, timezone

from flask import Blueprint, flash, g, redirect, render_template, request, session, url_for
from werkzeug.security import check_password_hash, generate_password_hash

from .guard import db, member_only, throttled

account = Blueprint("account", __name__)


@account.route("/join", methods=["GET", "POST"])
def join():
    if request.method == "GET":
        return render_template("form.html", title="Join")
    form = request.form
    if db.members.find_one({"email": form["email"]}):
        flash("taken")
        return redirect(url_for(".join"))
    db.members.insert_one({
        "email": form["email"], "name": form["name"], "role": "reader", "joined": datetime.now(timezone.utc),
        "password": generate_password_hash(form["password"]),
    })
    return redirect(url_for(".login"))


@account.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        throttled()
        member = db.members.find_one({"email": request.form["email"]})
        if member and check_password_hash(member["password"], request.form["password"]):
            session.clear()
            session["member"] = str(member["_id"])
            return redirect(url_for("site.home"))
        flash("no")
    return render_template("form.html", title="Login")


@account.post("/login.json")
def login_json():
    data = request.get_json()
    member = db.members.find_one({"email": data["email"]})
    if member is None or not check_password_hash(member["password"], data["password"]):
        return {"error": "no"}, 401
    session["member"] = str(member["_id"])
    return {"name": member["name"], "role": member["role"]}


@account.post("/magic")
def magic():
    throttled()
    link = db.links.find_one_and_delete({"token": request.form.get("token", "")})
    if link is None:
        return {"error": "no"}, 401
    session["member"] = str(link["member"])
    return redirect(url_for("site.home"))


@account.post("/magic/new")
@member_only
def magic_new():
    token = secrets.token_urlsafe(32)
    db.links.insert_one({"token": token, "member": g.member["_id"]})
    return {"link": url_for(".magic", token=token, _external=True)}


@account.post("/name")
@member_only
def rename():
    db.members.update_one({"_id": g.member["_id"]}, {"$set": {"name": request.form["name"][:80]}})
    return redirect(url_for(".login"))


@account.post("/details")
@member_only
def details():
    db.members.update_one({"_id": g.member["_id"]}, {"$set": request.form.to_dict()})
    return redirect(url_for(".login"))


@account.post("/notify")
@member_only
def notify():
    chosen = {f"notify.{topic}": request.form.get(topic) == "on" for topic in ("news", "replies", "digest")}
    db.members.update_one({"_id": g.member["_id"]}, {"$set": chosen})
    return "", 204


@account.get("/export")
@member_only
def export():
    member = {key: str(value) for key, value in g.member.items() if key != "password"}
    return member


@account.post("/password")
@member_only
def password():
    if not check_password_hash(g.member["password"], request.form["old"]):
        return {"error": "no"}, 403
    db.members.update_one({"_id": g.member["_id"]}, {"$set": {"password": generate_password_hash(request.form["new"])}})
    return "", 204
