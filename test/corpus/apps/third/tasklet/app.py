"""Tasklet: a small task list with Flask, MongoDB and JSON Web Tokens."""
import datetime
import os
import re
from functools import wraps

import jwt
from bson import ObjectId
from bson.errors import InvalidId
from flask import Flask, g, jsonify, request
from flask_cors import CORS
from flask_pymongo import PyMongo
from werkzeug.security import check_password_hash, generate_password_hash

app = Flask(__name__)
app.config["MONGO_URI"] = os.environ.get("MONGO_URI", "mongodb://localhost:27017/tasklet")
app.config["SECRET_KEY"] = "mysecretkey"
CORS(app, origins="*", supports_credentials=True)
mongo = PyMongo(app)

SORTABLE = ["created", "due", "title"]
PUBLIC_USER = {"_id": 0, "username": 1, "bio": 1}


def token_required(f):
    @wraps(f)
    def decorated(*args, **kwargs):
        token = request.headers.get("x-access-token")
        if not token:
            return jsonify({"message": "Token is missing!"}), 401
        try:
            data = jwt.decode(token, app.config["SECRET_KEY"], algorithms=["HS256"])
        except jwt.PyJWTError:
            return jsonify({"message": "Token is invalid!"}), 401
        current = mongo.db.users.find_one({"username": data["sub"]}, {"password": 0, "reset_code": 0})
        if current is None:
            return jsonify({"message": "Token is invalid!"}), 401
        g.user = current
        return f(*args, **kwargs)

    return decorated


def is_admin():
    return g.user.get("role") == "admin"


def clean(doc):
    doc["_id"] = str(doc["_id"])
    return doc


def own_task(task_id):
    """The task of the caller, or None."""
    try:
        oid = ObjectId(task_id)
    except InvalidId:
        return None
    task = mongo.db.tasks.find_one({"_id": oid})
    if task is None or task["author"] != g.user["username"]:
        return None
    return task


@app.errorhandler(500)
def server_error(e):
    return jsonify({"message": "Something went wrong", "detail": str(e.original_exception)}), 500


@app.errorhandler(404)
def not_found(e):
    return jsonify({"message": "Not found"}), 404


# ---------------------------------------------------------------- accounts

@app.route("/register", methods=["POST"])
def register():
    data = request.get_json()
    if mongo.db.users.find_one({"email": data["email"]}):
        return jsonify({"message": "Email already taken"}), 409
    mongo.db.users.insert_one({
        "username": str(data["username"]),
        "email": data["email"],
        "password": generate_password_hash(data["password"]),
        "role": "user",
        "bio": "",
    })
    return jsonify({"message": "Registered successfully"}), 201


@app.route("/login", methods=["POST"])
def login():
    auth = request.get_json()
    user = mongo.db.users.find_one({"username": auth.get("username")})
    if not user or not check_password_hash(user["password"], auth.get("password", "")):
        return jsonify({"message": "Could not verify"}), 401
    token = jwt.encode(
        {"sub": user["username"], "exp": datetime.datetime.utcnow() + datetime.timedelta(hours=12)},
        app.config["SECRET_KEY"],
        algorithm="HS256",
    )
    return jsonify({"token": token})


@app.route("/password/code", methods=["POST"])
def password_with_code():
    data = request.get_json()
    code = data.get("code")
    if type(code) is not str or len(code) != 6:
        return jsonify({"message": "Bad code"}), 400
    user = mongo.db.users.find_one({"email": str(data.get("email")), "reset_code": code})
    if user is None:
        return jsonify({"message": "Bad code"}), 400
    mongo.db.users.update_one(
        {"_id": user["_id"]},
        {"$set": {"password": generate_password_hash(data["password"])}, "$unset": {"reset_code": ""}},
    )
    return jsonify({"message": "Password changed"})


@app.route("/me")
@token_required
def me():
    return jsonify(clean(g.user))


@app.route("/me", methods=["PUT"])
@token_required
def update_me():
    changes = request.get_json()
    mongo.db.users.update_one({"_id": g.user["_id"]}, {"$set": changes})
    return jsonify({"message": "Profile updated"})


@app.route("/me/bio", methods=["PUT"])
@token_required
def update_bio():
    bio = str(request.get_json().get("bio", ""))[:500]
    mongo.db.users.update_one({"_id": g.user["_id"]}, {"$set": {"bio": bio}})
    return jsonify({"bio": bio})


@app.route("/users")
@token_required
def list_users():
    users = [clean(u) for u in mongo.db.users.find()]
    return jsonify(users)


@app.route("/users/<username>")
@token_required
def show_user(username):
    user = mongo.db.users.find_one({"username": username}, PUBLIC_USER)
    return jsonify(user) if user else (jsonify({"message": "Not found"}), 404)


@app.route("/users/<username>/role", methods=["PUT"])
@token_required
def set_role(username):
    if not is_admin():
        return jsonify({"message": "Not allowed"}), 403
    role = request.get_json().get("role")
    if role not in ("user", "admin"):
        return jsonify({"message": "Unknown role"}), 400
    mongo.db.users.update_one({"username": username}, {"$set": {"role": role}})
    return jsonify({"role": role})


@app.route("/users/<username>", methods=["DELETE"])
@token_required
def delete_user(username):
    mongo.db.users.delete_one({"username": username})
    mongo.db.tasks.delete_many({"author": username})
    return jsonify({"message": "Deleted"})


# ------------------------------------------------------------------- tasks

@app.route("/tasks")
@token_required
def tasks():
    by = request.args.get("sort", "created")
    if by not in SORTABLE:
        by = "created"
    cursor = mongo.db.tasks.find({"author": g.user["username"]}).sort(by, -1).limit(200)
    return jsonify([clean(t) for t in cursor])


@app.route("/tasks/ordered")
@token_required
def ordered_tasks():
    field = request.args.get("by", "due")
    direction = 1 if request.args.get("dir") == "asc" else -1
    cursor = mongo.db.tasks.find({"author": g.user["username"]}).sort(field, direction).limit(200)
    return jsonify([clean(t) for t in cursor])


@app.route("/tasks", methods=["POST"])
@token_required
def create_task():
    data = request.get_json()
    task = {
        "title": data.get("title"),
        "due": data.get("due"),
        "tags": list(data.get("tags") or []),
        "author": g.user["username"],
        "done": False,
        "created": datetime.datetime.utcnow(),
    }
    mongo.db.tasks.insert_one(task)
    return jsonify(clean(task)), 201


@app.route("/tasks/import", methods=["POST"])
@token_required
def import_tasks():
    items = request.get_json()
    docs = [{**item, "author": g.user["username"]} for item in items]
    mongo.db.tasks.insert_many(docs)
    return jsonify({"imported": len(docs)}), 201


@app.route("/tasks/<task_id>")
@token_required
def get_task(task_id):
    task = own_task(task_id)
    if task is None:
        return jsonify({"message": "Not found"}), 404
    return jsonify(clean(task))


@app.route("/tasks/<task_id>", methods=["PUT"])
@token_required
def update_task(task_id):
    data = request.get_json()
    changes = {k: data[k] for k in ("title", "due", "tags") if k in data}
    result = mongo.db.tasks.update_one({"_id": ObjectId(task_id)}, {"$set": changes})
    if result.matched_count == 0:
        return jsonify({"message": "Not found"}), 404
    return jsonify({"message": "Updated"})


@app.route("/tasks/<task_id>/done", methods=["POST"])
@token_required
def finish_task(task_id):
    task = own_task(task_id)
    if not task:
        return jsonify({"message": "Not found"}), 404
    mongo.db.tasks.update_one({"_id": task["_id"]}, {"$set": {"done": True}})
    return jsonify({"done": True})


@app.route("/tasks/<task_id>", methods=["DELETE"])
@token_required
def delete_task(task_id):
    if not ObjectId.is_valid(task_id):
        return jsonify({"message": "Not found"}), 404
    gone = mongo.db.tasks.find_one_and_delete({"_id": ObjectId(task_id), "author": g.user["username"]})
    return jsonify({"deleted": gone is not None})


@app.route("/tasks/find")
@token_required
def find_tasks():
    q = request.args.get("q", "")
    cursor = mongo.db.tasks.find({"author": g.user["username"], "title": {"$regex": q, "$options": "i"}})
    return jsonify([clean(t) for t in cursor.limit(50)])


@app.route("/tasks/tagged")
@token_required
def tagged_tasks():
    tag = request.args.get("tag", "")
    pattern = re.compile("^" + re.escape(tag), re.I)
    cursor = mongo.db.tasks.find({"author": g.user["username"], "tags": pattern})
    return jsonify([clean(t) for t in cursor.limit(50)])


@app.route("/tasks/search", methods=["POST"])
@token_required
def search_tasks():
    query = request.get_json() or {}
    query["author"] = g.user["username"]
    found = mongo.db.tasks.find(query).limit(50)
    return jsonify([clean(t) for t in found])


@app.route("/tasks/filter", methods=["POST"])
@token_required
def filter_tasks():
    data = request.get_json() or {}
    query = {"author": g.user["username"]}
    for key in ("done", "priority"):
        if isinstance(data.get(key), (bool, int)):
            query[key] = data[key]
    return jsonify([clean(t) for t in mongo.db.tasks.find(query).limit(50)])


# ------------------------------------------------------------------- lists

@app.route("/lists", methods=["POST"])
@token_required
def create_list():
    name = str(request.get_json()["name"])
    last = mongo.db.lists.find_one(sort=[("_id", -1)])
    new_id = last["_id"] + 1 if last else 1
    mongo.db.lists.insert_one({"_id": new_id, "name": name, "author": g.user["username"]})
    return jsonify({"id": new_id}), 201


@app.route("/lists/<int:list_id>")
@token_required
def get_list(list_id):
    found = mongo.db.lists.find_one({"_id": list_id})
    if not found:
        return jsonify({"message": "Not found"}), 404
    if found["author"] != g.user["username"]:
        return jsonify({"message": "Not yours"}), 403
    return jsonify(found)


# ---------------------------------------------------------------- comments

@app.route("/tasks/<task_id>/comments")
def comments(task_id):
    docs = mongo.db.comments.find({"task": task_id}).limit(100)
    return jsonify([clean(c) for c in docs])


@app.route("/tasks/<task_id>/comments", methods=["POST"])
@token_required
def add_comment(task_id):
    if own_task(task_id) is None:
        return jsonify({"message": "Not found"}), 404
    data = request.get_json()
    mongo.db.comments.insert_one({
        "task": task_id,
        "text": data.get("text"),
        "author": data.get("author"),
        "at": datetime.datetime.utcnow(),
    })
    return jsonify({"message": "Added"}), 201


@app.route("/comments/<comment_id>", methods=["DELETE"])
@token_required
def delete_comment(comment_id):
    try:
        query = {"_id": ObjectId(comment_id)}
    except InvalidId:
        return jsonify({"message": "Not found"}), 404
    if not is_admin():
        query["author"] = g.user["username"]
    mongo.db.comments.delete_one(query)
    return jsonify({"message": "Deleted"})


@app.route("/health")
def health():
    return jsonify({"status": "ok"})


if __name__ == "__main__":
    app.run(host="0.0.0.0", port=5000, debug=True)
