import requests
from flask import Blueprint, abort, jsonify, request

from .keys import genuine, limited, signed
from .store import db

bp = Blueprint("hooks", __name__)

CARRIERS = {"fastway": "https://api.fastway.example", "polarpost": "https://rest.polarpost.example"}


@bp.post("/<carrier>/scan")
@signed
def scan(carrier):
    event = request.get_json()
    db.parcels.update_one({"number": int(event["number"])}, {"$set": {"state": str(event["state"]), "carrier": carrier}})
    return "", 204


@bp.post("/<carrier>/delivered")
def delivered(carrier):
    genuine(carrier)
    event = request.get_json()
    db.parcels.update_one({"number": int(event["number"])}, {"$set": {"state": "delivered"}})
    return "", 204


@bp.post("/<carrier>/returned")
def returned(carrier):
    if not genuine(carrier):
        return jsonify(error="signature"), 401
    event = request.get_json()
    db.events.insert_one({"kind": "returned", "carrier": carrier, "number": int(event["number"]), "note": str(event.get("note"))})
    return "", 204


@bp.post("/<carrier>/events")
@signed
def events(carrier):
    db.events.insert_many(request.get_json()["events"][:1000])
    return "", 204


@bp.post("/<carrier>/pull/<int:number>")
@signed
def pull(carrier, number):
    base = CARRIERS.get(carrier) or abort(404)
    answer = requests.get(f"{base}/parcels/{number}", timeout=5).json()
    db.parcels.update_one({"number": number}, {"$set": {"eta": str(answer.get("eta"))}})
    return "", 204


@bp.post("/<carrier>/sync/<int:number>")
@signed
def sync(carrier, number):
    base = CARRIERS.get(carrier) or abort(404)
    answer = requests.get(f"{base}/parcels/{number}", timeout=5).json()
    db.parcels.update_one({"number": number}, {"$set": answer})
    return "", 204


@bp.post("/<carrier>/proof")
@signed
def proof(carrier):
    event = request.get_json()
    picture = requests.get(event["picture"], timeout=5, stream=True)
    db.proofs.insert_one({"number": int(event["number"]), "bytes": picture.raw.read(500000)})
    return "", 204


@bp.post("/ping")
@limited(30, 60)
def ping():
    return jsonify(ok=True)
