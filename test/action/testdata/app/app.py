import functools

import jwt
from bson import ObjectId
from flask import Flask, abort, current_app, g, request
from pymongo import MongoClient

app = Flask("notes")
db = MongoClient().notes


def login_required(view):
    @functools.wraps(view)
    def wrapper(*args, **kwargs):
        token = request.headers.get("Authorization", "").removeprefix("Bearer ")
        claims = jwt.decode(token, current_app.config["JWT_KEY"], algorithms=["HS256"])
        g.user = db.users.find_one({"_id": ObjectId(claims["sub"])})
        if g.user is None:
            abort(401)
        return view(*args, **kwargs)

    return wrapper


@app.get("/notes")
@login_required
def list_notes():
    own = db.notes.find({"owner": g.user["_id"]}).limit(50)
    return [{"id": str(n["_id"]), "text": n["text"]} for n in own]


@app.get("/notes/<note_id>")
@login_required
def get_note(note_id):
    note = db.notes.find_one({"_id": ObjectId(note_id)})
    if note is None:
        abort(404)
    return {"id": note_id, "text": note["text"]}


@app.delete("/notes/<note_id>")
@login_required
def delete_note(note_id):
    done = db.notes.delete_one({"_id": ObjectId(note_id), "owner": g.user["_id"]})
    return ("", 204) if done.deleted_count else ("", 404)
