import uuid

from flask import g, request
from flask.views import MethodView
from flask_smorest import Blueprint, abort

from billhub.kern.ausweis import als_oid, angemeldet
from billhub.kern.datenbank import db, naechste_nummer
from billhub.kern.schemata import (ListenSchema, PostenSchema, RechnungAenderung, RechnungAntwort,
                                   RechnungSchema, SucheSchema, ZahlungSchema)

blp = Blueprint("rechnungen", __name__, url_prefix="/rechnungen")


def meine(**mehr):
    bedingung = {"konto_id": g.konto_id}
    bedingung.update(mehr)
    return bedingung


@blp.route("/")
class Rechnungen(MethodView):
    decorators = [angemeldet]

    @blp.arguments(ListenSchema, location="query")
    @blp.response(200, RechnungAntwort(many=True))
    def get(self, frage):
        bedingung = meine()
        if "status" in frage:
            bedingung["status"] = frage["status"]
        return list(db.rechnungen.find(bedingung)
                    .skip((frage["seite"] - 1) * frage["groesse"]).limit(frage["groesse"]))

    @blp.arguments(RechnungSchema)
    @blp.response(201, RechnungAntwort)
    def post(self, daten):
        rechnung = {"status": "offen", "nummer": naechste_nummer(g.konto_id), **daten, "konto_id": g.konto_id}
        rechnung["_id"] = db.rechnungen.insert_one(rechnung).inserted_id
        return rechnung


@blp.route("/<rechnung_id>")
class Rechnung(MethodView):
    decorators = [angemeldet]

    @blp.response(200, RechnungAntwort)
    def get(self, rechnung_id):
        return db.rechnungen.find_one(meine(_id=als_oid(rechnung_id))) or abort(404)

    @blp.arguments(RechnungAenderung)
    def patch(self, daten, rechnung_id):
        treffer = db.rechnungen.update_one(meine(_id=als_oid(rechnung_id)), {"$set": daten})
        return {"geaendert": treffer.modified_count}

    def delete(self, rechnung_id):
        db.rechnungen.delete_one({"_id": als_oid(rechnung_id)})
        return "", 204


@blp.route("/<rechnung_id>/posten")
class Posten(MethodView):
    @angemeldet
    @blp.arguments(PostenSchema)
    def post(self, daten, rechnung_id):
        summe = float(daten["preis"]) * daten["menge"]
        treffer = db.rechnungen.update_one(
            meine(_id=als_oid(rechnung_id), status="offen"),
            {"$push": {"posten": {"text": daten["text"], "menge": daten["menge"], "summe": summe}}, "$inc": {"betrag": summe}})
        return {"ok": treffer.modified_count == 1}


@blp.route("/<rechnung_id>/zahlung")
class Zahlung(MethodView):
    @angemeldet
    @blp.arguments(ZahlungSchema)
    def post(self, daten, rechnung_id):
        rechnung = db.rechnungen.find_one({"_id": als_oid(rechnung_id)})
        if rechnung is None:
            abort(404)
        stand = "bezahlt" if daten["betrag"] >= rechnung["betrag"] else "offen"
        db.rechnungen.update_one({"_id": rechnung["_id"]}, {"$set": {"status": stand, "gezahlt": daten["betrag"]}})
        return {"status": stand}


@blp.route("/nummer/<int:nummer>")
class NachNummer(MethodView):
    @angemeldet
    @blp.response(200, RechnungAntwort)
    def get(self, nummer):
        rechnung = db.rechnungen.find_one({"nummer": nummer})
        if rechnung is None:
            abort(404)
        if rechnung["konto_id"] != g.konto_id:
            abort(403, message="Gehoert einem anderen Konto")
        return rechnung


@blp.route("/suche")
class Suche(MethodView):
    @angemeldet
    @blp.arguments(SucheSchema)
    @blp.response(200, RechnungAntwort(many=True))
    def post(self, daten):
        gefunden = db.rechnungen.find({**daten["filter"], "konto_id": g.konto_id}).sort(daten["sortierung"], -1).limit(100)
        return list(gefunden)


@blp.route("/export")
class Export(MethodView):
    @angemeldet
    @blp.response(200, RechnungAntwort(many=True))
    def get(self):
        return list(db.rechnungen.find({"konto_id": g.konto_id}))


@blp.route("/<rechnung_id>/freigabe")
class Freigabe(MethodView):
    @angemeldet
    def post(self, rechnung_id):
        zeichen = uuid.uuid4().hex
        db.rechnungen.update_one(meine(_id=als_oid(rechnung_id)), {"$set": {"freigabe": zeichen}})
        return {"link": f"{request.host_url}rechnungen/oeffentlich/{zeichen}"}


@blp.route("/oeffentlich/<zeichen>")
class Oeffentlich(MethodView):
    @blp.response(200, RechnungAntwort)
    def get(self, zeichen):
        return db.rechnungen.find_one({"freigabe": zeichen}) or abort(404)
