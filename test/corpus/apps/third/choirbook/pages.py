import re
from datetime import datetime

from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask_login import current_user, login_required

from accounts import needs
from store import paged, store

bp = Blueprint("pages", __name__)


@bp.errorhandler(InvalidId)
def no_id(_):
    return "Not found", 404


def note_of(note_id):
    note = store().notes.find_one({"_id": ObjectId(note_id)})
    if not note:
        abort(404)
    if note["member_id"] != current_user.key and current_user.key not in note.get("readers", []):
        abort(404)
    return note


@bp.get("/")
def home():
    rehearsals = store().rehearsals.find({"date": {"$gte": datetime.utcnow()}}, {"date": 1, "place": 1}).sort("date", 1).limit(10)
    return render_template("home.html", rehearsals=rehearsals)


@bp.get("/songs")
def songs():
    query = {}
    if "q" in request.args:
        query["title"] = {"$regex": request.args["q"], "$options": "i"}
    found = paged(store().songs.find(query, {"_id": 0, "title": 1, "slug": 1, "composer": 1}), request.args.get("page", 1, int))
    return render_template("songs.html", songs=found)


@bp.get("/songs/by/<composer>")
def songs_by(composer):
    exact = re.compile(f"^{re.escape(composer)}$", re.IGNORECASE)
    found = store().songs.find({"composer": exact}, {"_id": 0}).limit(100)
    return render_template("songs.html", songs=list(found))


@bp.get("/songs/<slug>/sheet")
@login_required
def sheet(slug):
    song = store().songs.find_one({"slug": slug}, {"sheet_url": 1}) or abort(404)
    return redirect(song["sheet_url"])


@bp.post("/songs")
@needs("conductor")
def add_song():
    form = request.form
    store().songs.insert_one({k: form[k] for k in ("title", "slug", "composer", "sheet_url")})
    return redirect(url_for("pages.songs"))


@bp.delete("/api/songs/<slug>")
@login_required
def drop_song(slug):
    store().songs.delete_one({"slug": slug})
    return "", 204


@bp.get("/notes")
@login_required
def notes():
    found = store().notes.find({"$or": [{"member_id": current_user.key}, {"readers": current_user.key}]})
    return jsonify([{"id": str(n["_id"]), "text": n["text"]} for n in paged(found, request.args.get("page", 1, int))])


@bp.get("/notes/<note_id>")
@login_required
def note(note_id):
    return render_template("note.html", note=note_of(note_id))


@bp.post("/notes")
@login_required
def add_note():
    text = request.form.get("text", "")[:2000]
    store().notes.insert_one({"member_id": current_user.key, "text": text, "readers": []})
    return redirect(url_for("pages.notes"))


@bp.post("/notes/<note_id>/readers")
@login_required
def share_note(note_id):
    reader = ObjectId(request.form["member"])
    store().notes.update_one({"_id": ObjectId(note_id)}, {"$addToSet": {"readers": reader}})
    return redirect(url_for("pages.notes"))


@bp.post("/notes/<note_id>/delete")
@login_required
def delete_note(note_id):
    note = note_of(note_id)
    if note["member_id"] == current_user.key:
        store().notes.delete_one({"_id": note["_id"]})
    return redirect(url_for("pages.notes"))


@bp.post("/api/attendance")
@login_required
def attend():
    data = request.get_json()
    store().attendance.update_one(
        {"rehearsal": data["rehearsal"], "member_id": data["member_id"]},
        {"$set": {"coming": bool(data["coming"])}},
        upsert=True,
    )
    return "", 204


@bp.post("/api/attendance/me")
@login_required
def attend_me():
    data = request.get_json()
    key = {"rehearsal": ObjectId(data["rehearsal"]), "member_id": current_user.key}
    store().attendance.update_one(key, {"$set": {"coming": data["coming"] is True}}, upsert=True)
    return "", 204


@bp.get("/api/attendance/<rehearsal>")
@needs("conductor", "board")
def attendance(rehearsal):
    rows = store().attendance.find({"rehearsal": ObjectId(rehearsal)}, {"_id": 0, "member_id": 1, "coming": 1}).limit(200)
    return jsonify([{"member": str(r["member_id"]), "coming": r["coming"]} for r in rows])


@bp.post("/api/polls/<poll_id>/vote")
@login_required
def vote(poll_id):
    choice = request.get_json()["choice"]
    if not isinstance(choice, str) or not re.fullmatch(r"[a-z]{1,20}", choice):
        abort(400)
    store().polls.update_one({"_id": ObjectId(poll_id), "open": True}, {"$set": {f"votes.{current_user.get_id()}": choice}})
    return "", 204


@bp.post("/api/polls/<poll_id>/settings")
@login_required
def poll_settings(poll_id):
    data = request.get_json()
    store().polls.update_one({"_id": ObjectId(poll_id), "created_by": current_user.key}, {"$set": {data["field"]: data["value"]}})
    return "", 204
