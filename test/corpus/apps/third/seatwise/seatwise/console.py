from flask import Blueprint, abort, g, jsonify, request

from .data import database

bp = Blueprint("console", __name__, url_prefix="/console")
PLANS = {"small": 20, "large": 500}


@bp.before_request
def operators():
    if g.claims["org"] != "seatwise" or g.claims["role"] != "owner":
        abort(403)


@bp.get("/orgs")
def orgs():
    return jsonify(list(database.orgs.find({}, {"_id": 1, "name": 1, "plan": 1}).limit(1000)))


@bp.put("/orgs/<org>/plan")
def plan(org):
    name = request.get_json()["plan"]
    if name not in PLANS:
        abort(400)
    database.orgs.update_one({"_id": org}, {"$set": {"plan": name, "seats": PLANS[name]}})
    return "", 204


@bp.get("/people")
def find_people():
    org, mail = request.args.get("org", ""), request.args.get("email", "")
    return jsonify(list(database.people.find({"org": org, "email": mail}, {"_id": 0, "name": 1, "role": 1}).limit(5)))


@bp.post("/run")
def run():
    wish = request.get_json()
    if wish.get("command") not in ("ping", "dbStats", "serverStatus"):
        abort(400)
    return jsonify({k: str(v) for k, v in database.command(wish["command"]).items()})


@bp.post("/run/raw")
def run_raw():
    wish = request.get_json()
    return jsonify({k: str(v) for k, v in database.client.admin.command(wish).items()})
