from flask import g
from flask.views import MethodView
from flask_smorest import Blueprint

from billhub.kern.ausweis import als_oid, angemeldet, nur_buchhaltung
from billhub.kern.datenbank import db

blp = Blueprint("benutzer", __name__, url_prefix="/verwaltung")


@blp.route("/konten")
class Konten(MethodView):
    @nur_buchhaltung
    def get(self):
        return [{"id": str(k["_id"]), "firma": k.get("firma")} for k in db.konten.find({}, {"firma": 1}).limit(500)]


@blp.route("/konten/<konto_id>/sperren")
class Sperren(MethodView):
    @angemeldet
    def post(self, konto_id):
        db.konten.update_one({"_id": als_oid(konto_id)}, {"$set": {"gesperrt": True, "von": g.konto_id}})
        return {"gesperrt": True}


@blp.route("/konten/<konto_id>/entsperren")
class Entsperren(MethodView):
    @nur_buchhaltung
    def post(self, konto_id):
        db.konten.update_one({"_id": als_oid(konto_id)}, {"$unset": {"gesperrt": ""}})
        return {"gesperrt": False}


@blp.route("/umsatz")
class Umsatz(MethodView):
    @nur_buchhaltung
    def get(self):
        zeilen = db.rechnungen.aggregate([{"$group": {"_id": "$status", "summe": {"$sum": "$betrag"}}}])
        return {zeile["_id"]: zeile["summe"] for zeile in zeilen}
