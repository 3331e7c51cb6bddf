import secrets
import threading
from datetime import datetime, timezone

from flask import Blueprint, abort, g, jsonify, request
from pymongo import InsertOne, ReturnDocument, UpdateOne

from .jobs import deliver
from .keys import limited, require_key
from .store import db

bp = Blueprint("parcels", __name__)

CALLBACK_HOSTS = frozenset({"hooks.shopfront.example", "hooks.cartly.example"})
STATES = ("announced", "picked", "transit", "delivered")


@bp.post("")
@require_key("write")
def announce():
    body = request.get_json()
    counter = db.counters.find_one_and_update({"_id": "parcel"}, {"$inc": {"n": 1}}, upsert=True, return_document=ReturnDocument.AFTER)
    parcel = {
        "number": counter["n"],
        "client": g.client["_id"], "to": str(body["to"])[:300], "pin": f"{secrets.randbelow(10000):04d}",
        "state": "announced", "created": datetime.now(timezone.utc),
    }
    db.parcels.insert_one(parcel)
    return jsonify(number=parcel["number"]), 201


@bp.post("/import")
@require_key("write")
def import_parcels():
    rows = request.get_json()["parcels"]
    result = db.parcels.bulk_write([InsertOne({**row, "client": g.client["_id"]}) for row in rows[:1000]], ordered=False)
    return jsonify(n=result.inserted_count), 201


@bp.post("/import/strict")
@require_key("write")
def import_strict():
    rows = [{"client": g.client["_id"], "to": str(row["to"]), "number": secrets.token_hex(8), "state": "announced"} for row in request.get_json()["parcels"][:1000]]
    result = db.parcels.bulk_write([InsertOne(row) for row in rows])
    return jsonify(n=result.inserted_count), 201


@bp.patch("/bulk")
@require_key("write")
def bulk():
    changes = [UpdateOne({"number": int(row["number"])}, {"$set": {"to": str(row["to"])[:300]}}) for row in request.get_json()[:500]]
    result = db.parcels.bulk_write(changes)
    return jsonify(n=result.modified_count)


@bp.patch("/bulk/state")
@require_key("write")
def bulk_state():
    changes = []
    for row in request.get_json()[:500]:
        if row.get("state") not in STATES:
            abort(400)
        changes.append(UpdateOne({"number": int(row["number"]), "client": g.client["_id"]}, {"$set": {"state": row["state"]}}))
    result = db.parcels.bulk_write(changes)
    return jsonify(n=result.modified_count)


@bp.delete("/bulk")
@require_key("write")
def bulk_delete():
    gone = db.parcels.delete_many({"client": g.client["_id"], "reference": request.get_json()["reference"]})
    return jsonify(n=gone.deleted_count)


@bp.get("")
@require_key("read")
def listing():
    size = min(max(int(request.args.get("size", 50)), 1), 250)
    rows = db.parcels.find({"client": g.client["_id"]}, {"_id": 0, "pin": 0, "client": 0}).sort("created", -1).limit(size)
    return jsonify(list(rows))


@bp.get("/export")
@require_key("read")
def export():
    size = int(request.args.get("size", 1000))
    rows = db.parcels.find({"client": g.client["_id"]}, {"_id": 0, "number": 1, "state": 1}).limit(size)
    return jsonify(list(rows))


@bp.get("/<int:number>")
@require_key("read")
def show(number):
    parcel = db.parcels.find_one({"number": number}, {"_id": 0})
    if parcel is None:
        abort(404)
    return jsonify(number=parcel["number"], to=parcel["to"], state=parcel["state"])


@bp.get("/<int:number>/label")
@require_key("read")
def label(number):
    parcel = db.parcels.find_one({"number": number})
    if not parcel or parcel["client"] != g.client["_id"]:
        abort(404)
    return jsonify(to=parcel["to"], pin=parcel["pin"])


@bp.get("/track/<int:number>")
def track(number):
    parcel = db.parcels.find_one({"number": number}, {"_id": 0, "state": 1, "updated": 1})
    return jsonify(parcel) if parcel else ("", 404)


@bp.post("/pickup")
@limited(5, 60)
def pickup():
    body = request.get_json()
    done = db.parcels.update_one({"number": int(body["number"]), "pin": str(body["pin"]), "state": "transit"}, {"$set": {"state": "delivered"}})
    return jsonify(ok=bool(done.modified_count))


@bp.post("/redirect")
def redirect_parcel():
    body = request.get_json()
    done = db.parcels.update_one({"number": int(body["number"]), "pin": body["pin"]}, {"$set": {"to": str(body["to"])}})
    return jsonify(ok=bool(done.modified_count))


@bp.post("/<int:number>/notify")
@require_key("write")
def notify(number):
    parcel = db.parcels.find_one({"number": number, "client": g.client["_id"]}, {"_id": 0, "number": 1, "state": 1})
    if parcel is None:
        abort(404)
    threading.Thread(target=deliver, args=(request.get_json()["url"], parcel), daemon=True).start()
    return "", 202


@bp.post("/<int:number>/notify/<host>")
@require_key("write")
def notify_known(number, host):
    parcel = db.parcels.find_one({"number": number, "client": g.client["_id"]}, {"_id": 0, "number": 1, "state": 1})
    if parcel is None or host not in CALLBACK_HOSTS:
        abort(404)
    threading.Thread(target=deliver, kwargs={"url": f"https://{host}/parcel", "payload": parcel}, daemon=True).start()
    return "", 202


@bp.put("/<int:number>/meta")
@require_key("write")
def meta(number):
    done = db.parcels.update_one({"number": number, "client": g.client["_id"]}, [{"$set": {"meta": {"$literal": request.get_json()}}}])
    return jsonify(n=done.matched_count)


@bp.put("/<int:number>/dimensions")
@require_key("write")
def dimensions(number):
    steps = [{"$set": request.get_json()}]
    done = db.parcels.update_one({"number": number, "client": g.client["_id"]}, steps)
    return jsonify(n=done.matched_count)
