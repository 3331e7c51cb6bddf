import os
import re
import random
from datetime import datetime
from functools import wraps

import requests
from bson import ObjectId
from flask import (Flask, abort, flash, jsonify, redirect, render_template,
                   request, session, url_for)
from pymongo import MongoClient
from pymongo.errors import PyMongoError
from werkzeug.security import check_password_hash, generate_password_hash

from helpers import get_own_recipe, is_admin, next_number, to_json

app = Flask(__name__)
app.secret_key = "recipes123"

client = MongoClient(os.environ.get("MONGO_URL", "mongodb://localhost:27017/"))
db = client["recipebox"]

UNITS = ("g", "kg", "ml", "l", "tsp", "tbsp", "cup", "piece")


def login_required(f):
    @wraps(f)
    def wrapper(*args, **kwargs):
        if "user_id" not in session:
            flash("Please log in first")
            return redirect(url_for("login"))
        return f(*args, **kwargs)
    return wrapper


# ---------------------------------------------------------------- public

@app.route("/")
def index():
    recipes = db.recipes.find({"public": True}).sort("created", -1).limit(24)
    return render_template("index.html", recipes=list(recipes))


@app.route("/search")
def search():
    q = request.args.get("q", "")
    found = db.recipes.find(
        {"public": True, "title": {"$regex": q, "$options": "i"}}
    ).limit(50)
    return render_template("index.html", recipes=list(found), q=q)


@app.route("/ingredients/suggest")
def suggest():
    q = request.args.get("q", "").strip()
    if len(q) < 2:
        return jsonify([])
    rx = re.compile("^" + re.escape(q), re.IGNORECASE)
    names = db.ingredients.find({"name": rx}, {"_id": 0, "name": 1}).limit(10)
    return jsonify([n["name"] for n in names])


@app.route("/ingredients/by-unit")
def by_unit():
    unit = request.args.get("unit")
    if unit not in UNITS:
        return jsonify(error="unknown unit"), 400
    docs = db.ingredients.find({"units." + unit: {"$exists": True}}, {"_id": 0}).limit(100)
    return jsonify(list(docs))


@app.route("/cookbook")
def cookbook():
    # ?cuisine=thai&difficulty=easy ...
    wanted = request.args.to_dict()
    wanted["public"] = True
    recipes = db.recipes.find(wanted).limit(50)
    return render_template("index.html", recipes=list(recipes))


@app.route("/users/<username>")
def profile(username):
    user = db.users.find_one({"username": username}, {"_id": 0})
    if not user:
        abort(404)
    return jsonify(user)


# ---------------------------------------------------------------- accounts

@app.route("/register", methods=["GET", "POST"])
def register():
    if request.method == "GET":
        return render_template("register.html")
    username = request.form["username"].strip()
    if db.users.find_one({"username": username}):
        flash("That name is taken")
        return redirect(url_for("register"))
    db.users.insert_one({
        "username": username,
        "email": request.form.get("email"),
        "password": generate_password_hash(request.form["password"]),
        "is_admin": False,
        "created": datetime.utcnow(),
    })
    flash("Welcome!")
    return redirect(url_for("login"))


@app.route("/login", methods=["GET", "POST"])
def login():
    if request.method == "POST":
        user = db.users.find_one({"username": request.form.get("username")})
        if user and check_password_hash(user["password"], request.form.get("password", "")):
            session["user_id"] = str(user["_id"])
            session["username"] = user["username"]
            return redirect(url_for("index"))
        flash("Wrong name or password")
    return render_template("login.html")


@app.route("/api/login", methods=["POST"])
def api_login():
    """Login for the phone app."""
    data = request.get_json()
    user = db.users.find_one({"username": data.get("username")})
    if not user or not check_password_hash(user["password"], str(data.get("password"))):
        return jsonify(error="bad login"), 401
    session["user_id"] = str(user["_id"])
    session["username"] = user["username"]
    return jsonify(ok=True, username=user["username"])


@app.route("/logout")
def logout():
    session.clear()
    return redirect(url_for("index"))


@app.route("/forgot", methods=["POST"])
def forgot():
    code = "%06d" % random.randint(0, 999999)
    db.users.update_one({"email": request.form["email"]}, {"$set": {"reset_code": code}})
    app.logger.info("reset code requested")
    flash("If we know that address we sent a code")
    return redirect(url_for("login"))


@app.route("/reset", methods=["POST"])
def reset():
    user = db.users.find_one({"email": request.form["email"],
                              "reset_code": request.form["code"]})
    if not user:
        flash("Wrong code")
        return redirect(url_for("login"))
    db.users.update_one(
        {"_id": user["_id"]},
        {"$set": {"password": generate_password_hash(request.form["password"])},
         "$unset": {"reset_code": ""}})
    return redirect(url_for("login"))


@app.route("/settings", methods=["GET", "POST"])
@login_required
def settings():
    me = {"_id": ObjectId(session["user_id"])}
    if request.method == "POST":
        db.users.update_one(me, {"$set": {
            "email": request.form.get("email", ""),
            "bio": request.form.get("bio", "")[:500],
        }})
        flash("Saved")
    return render_template("settings.html", user=db.users.find_one(me))


@app.route("/settings/notifications", methods=["POST"])
@login_required
def notifications():
    changes = request.form.to_dict()
    db.users.update_one({"_id": ObjectId(session["user_id"])}, {"$set": changes})
    return redirect(url_for("settings"))


@app.route("/settings/theme", methods=["POST"])
@login_required
def theme():
    db.users.update_one({"_id": ObjectId(session["user_id"])},
                        {"$set": {"theme": request.form.to_dict()}})
    return redirect(url_for("settings"))


@app.route("/export")
@login_required
def export():
    user = db.users.find_one({"_id": ObjectId(session["user_id"])})
    user.pop("password", None)
    user.pop("reset_code", None)
    user["_id"] = str(user["_id"])
    return jsonify(user)


# ---------------------------------------------------------------- recipes

@app.route("/recipes/new", methods=["POST"])
@login_required
def new_recipe():
    db.recipes.insert_one({
        "owner": session["user_id"],
        "title": request.form["title"],
        "steps": request.form["steps"],
        "public": request.form.get("public") == "on",
        "created": datetime.utcnow(),
    })
    return redirect(url_for("index"))


@app.route("/recipes/<rid>")
def show_recipe(rid):
    recipe = db.recipes.find_one({"_id": ObjectId(rid)})
    if recipe is None:
        abort(404)
    if not recipe["public"] and recipe["owner"] != session.get("user_id"):
        abort(404)
    return render_template("recipe.html", recipe=recipe)


@app.route("/recipes/<rid>/edit", methods=["POST"])
@login_required
def edit_recipe(rid):
    recipe = get_own_recipe(db, rid)
    db.recipes.update_one(
        {"_id": recipe["_id"]},
        {"$set": {"title": request.form["title"], "steps": request.form["steps"]}})
    return redirect(url_for("show_recipe", rid=rid))


@app.route("/recipes/<rid>/delete", methods=["POST"])
@login_required
def delete_recipe(rid):
    db.recipes.delete_one({"_id": ObjectId(rid)})
    return redirect(url_for("index"))


@app.route("/recipes/<rid>/rate", methods=["POST"])
@login_required
def rate(rid):
    if not ObjectId.is_valid(rid):
        abort(404)
    stars = max(1, min(5, int(request.form.get("stars", 3))))
    db.recipes.update_one({"_id": ObjectId(rid), "public": True},
                          {"$set": {"ratings." + session["user_id"]: stars}})
    return redirect(url_for("show_recipe", rid=rid))


@app.route("/recipes/import", methods=["POST"])
@login_required
def import_recipe():
    r = requests.get(request.form["url"], timeout=5)
    recipe = r.json()
    db.recipes.insert_one(recipe)
    return redirect(url_for("index"))


@app.route("/recipes/import/mealdb", methods=["POST"])
@login_required
def import_mealdb():
    r = requests.get("https://www.themealdb.com/api/json/v1/1/lookup.php",
                     params={"i": request.form["meal_id"]}, timeout=5)
    meal = (r.json().get("meals") or [None])[0]
    if not meal:
        flash("Not found")
        return redirect(url_for("index"))
    db.recipes.insert_one({
        "owner": session["user_id"],
        "title": str(meal.get("strMeal"))[:120],
        "steps": str(meal.get("strInstructions")),
        "public": False,
    })
    return redirect(url_for("index"))


# ---------------------------------------------------------------- private notes and shopping lists

@app.route("/notes")
@login_required
def notes():
    mine = list(db.notes.find({"user_id": session["user_id"]}))
    return render_template("notes.html", notes=mine)


@app.route("/api/notes", methods=["POST"])
@login_required
def add_note():
    body = request.get_json(force=True)
    try:
        res = db.notes.insert_one({
            "user_id": session["user_id"],
            "text": body["text"],
            "recipe": body.get("recipe"),
            "tags": [],
        })
    except Exception as e:
        return jsonify(error=str(e)), 500
    return jsonify(id=str(res.inserted_id)), 201


@app.route("/api/notes/<note_id>")
@login_required
def get_note(note_id):
    if not ObjectId.is_valid(note_id):
        return jsonify(error="not found"), 404
    note = db.notes.find_one({"_id": ObjectId(note_id)})
    if not note:
        return jsonify(error="not found"), 404
    return jsonify(to_json(note))


@app.route("/api/notes/<note_id>/tags", methods=["POST"])
@login_required
def tag_note(note_id):
    if not ObjectId.is_valid(note_id):
        return jsonify(error="not found"), 404
    tag = request.get_json().get("tag")
    try:
        res = db.notes.update_one({"_id": ObjectId(note_id), "user_id": session["user_id"]},
                                  {"$push": {"tags": tag}})
    except PyMongoError:
        app.logger.exception("could not tag note %s", note_id)
        return jsonify(error="try again later"), 503
    return jsonify(changed=res.modified_count)


@app.route("/shopping/<int:number>")
@login_required
def shopping_list(number):
    sl = db.shopping.find_one({"number": number})
    if not sl:
        abort(404)
    if sl["user_id"] != session["user_id"]:
        return "This is not your list", 403
    return render_template("shopping.html", sl=sl)


@app.route("/shopping", methods=["POST"])
@login_required
def new_shopping_list():
    number = next_number(db, "shopping")
    db.shopping.insert_one({
        "number": number,
        "user_id": request.form["user_id"],
        "items": request.form.getlist("item"),
    })
    return redirect(url_for("shopping_list", number=number))


# ---------------------------------------------------------------- admin

@app.route("/admin/users")
@login_required
def admin_users():
    users = list(db.users.find())
    return render_template("admin_users.html", users=users)


@app.route("/admin/recipes")
@login_required
def admin_recipes():
    if not is_admin(db):
        abort(403)
    page = max(int(request.args.get("page", 1)), 1)
    recipes = list(db.recipes.find().skip((page - 1) * 50).limit(50))
    return render_template("index.html", recipes=recipes)


@app.route("/admin/users/<uid>/ban", methods=["POST"])
@login_required
def ban(uid):
    if not is_admin(db):
        abort(403)
    db.users.update_one({"_id": ObjectId(uid)}, {"$set": {"banned": True}})
    return redirect(url_for("admin_users"))


@app.route("/healthz")
def healthz():
    db.command("ping")
    return "ok"


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000, debug=True)
