from flask import Blueprint, abort, g, jsonify, request

from deskline import db
from deskline.guards import require_role
from deskline.tenancy import scoped

bp = Blueprint("reports", __name__, url_prefix="/reports")

GROUPS = {"status": "$status", "priority": "$priority", "assignee": "$assignee"}


@bp.get("/by/<what>")
@require_role("agent")
def by(what):
    field = GROUPS.get(what) or abort(404)
    rows = db.tickets.aggregate([{"$match": scoped()}, {"$group": {"_id": field, "n": {"$sum": 1}}}, {"$limit": 200}])
    return jsonify([{"key": str(r["_id"]), "n": r["n"]} for r in rows])


@bp.get("/recent")
@require_role("agent")
def recent():
    size = request.args.get("size", 20, type=int)
    rows = db.tickets.find(scoped(), {"_id": 0, "number": 1, "subject": 1}).sort("number", -1).limit(size)
    return jsonify(list(rows))


@bp.get("/archive/<int:year>")
@require_role("agent")
def archive(year):
    rows = db[f"archive_{year}"].find(scoped(), {"_id": 0, "number": 1, "subject": 1}).limit(100)
    return jsonify(list(rows))


@bp.get("/snapshot")
@require_role("agent")
def snapshot():
    name = "snapshot_" + request.args.get("name", "latest")
    rows = db[name].find(scoped(), {"_id": 0, "number": 1}).limit(100)
    return jsonify(list(rows))


@bp.post("/views")
@require_role("agent")
def save_view():
    body = request.get_json()
    view = {"name": str(body["name"]), "filter": body["filter"], "by": g.user["_id"], "tenant_id": g.tenant}
    return {"id": str(db.views.insert_one(view).inserted_id)}, 201


@bp.get("/views/<oid:vid>")
@require_role("agent")
def run_view(vid):
    view = db.views.find_one(scoped(_id=vid)) or abort(404)
    rows = db.tickets.find({"tenant_id": g.tenant, **view["filter"]}, {"_id": 0, "number": 1, "subject": 1}).limit(100)
    return jsonify(list(rows))


@bp.post("/count")
@require_role("agent")
def count():
    body = request.get_json()
    query = scoped(**{"status": body.get("status"), "priority": body.get("priority")})
    return {"n": db.tickets.count_documents(query)}


@bp.post("/count/exact")
@require_role("agent")
def count_exact():
    body = request.get_json()
    query = scoped(status={"$eq": body.get("status")})
    return {"n": db.tickets.count_documents(query)}
