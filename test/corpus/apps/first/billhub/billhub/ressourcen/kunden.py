from bson import ObjectId
from flask import g, jsonify, request
from flask.views import MethodView
from flask_smorest import Blueprint, abort

from billhub.kern.ausweis import als_oid, angemeldet
from billhub.kern.datenbank import db
from billhub.kern.schemata import KennungenSchema, KundeAenderung, KundeSchema

blp = Blueprint("kunden", __name__, url_prefix="/kunden")


@blp.route("/")
class Kunden(MethodView):
    decorators = [angemeldet]

    @blp.response(200, KundeSchema(many=True))
    def get(self):
        return list(db.kunden.find({"konto_id": g.konto_id}).limit(500))

    @blp.arguments(KundeSchema)
    @blp.response(201, KundeSchema)
    def post(self, daten):
        daten["konto_id"] = g.konto_id
        daten["_id"] = db.kunden.insert_one(daten).inserted_id
        return daten

    @blp.arguments(KennungenSchema)
    def delete(self, daten):
        weg = db.kunden.delete_many({"_id": {"$in": daten["ids"]}, "konto_id": g.konto_id})
        return {"geloescht": weg.deleted_count}


@blp.route("/import")
class Import(MethodView):
    @angemeldet
    def post(self):
        zeilen = request.get_json()
        neu = db.kunden.insert_many(zeilen)
        return {"importiert": len(neu.inserted_ids)}, 201


@blp.route("/<kunde_id>")
class Kunde(MethodView):
    @angemeldet
    @blp.response(200, KundeSchema)
    def get(self, kunde_id):
        kunde = db.kunden.find_one({"_id": als_oid(kunde_id)})
        if not kunde or kunde["konto_id"] != g.konto_id:
            abort(404)
        return kunde

    @angemeldet
    @blp.arguments(KundeAenderung)
    def patch(self, daten, kunde_id):
        db.kunden.update_one({"_id": als_oid(kunde_id), "konto_id": g.konto_id}, {"$set": daten})
        return {"ok": True}


@blp.route("/<kunde_id>/akte")
class Akte(MethodView):
    @angemeldet
    def get(self, kunde_id):
        kunde = db.kunden.find_one({"_id": ObjectId(kunde_id), "konto_id": g.konto_id})
        if kunde is None:
            abort(404)
        kunde["_id"] = str(kunde["_id"])
        kunde["konto_id"] = str(kunde["konto_id"])
        return jsonify(kunde)


@blp.route("/<kunde_id>/rechnungen")
class KundenRechnungen(MethodView):
    @angemeldet
    def get(self, kunde_id):
        offen = db.rechnungen.aggregate([
            {"$match": {"kunde": als_oid(kunde_id)}},
            {"$sort": {"nummer": -1}},
            {"$limit": 100},
            {"$project": {"_id": 0, "nummer": 1, "titel": 1, "betrag": 1, "status": 1}},
        ])
        return jsonify(list(offen))
