import hashlib
import hmac
import os

import requests
from flask import current_app, g, request
from flask.views import MethodView
from flask_smorest import Blueprint, abort

from billhub.kern.ausweis import angemeldet
from billhub.kern.datenbank import db
from billhub.kern.schemata import KanalSchema, ZielSchema

blp = Blueprint("webhooks", __name__, url_prefix="/haken")


def unterschrift_stimmt():
    schluessel = os.environ.get("BANK_GEHEIMNIS")
    if not schluessel:
        return False
    soll = hmac.new(schluessel.encode(), request.get_data(), hashlib.sha256).hexdigest()
    return hmac.compare_digest(soll, request.headers.get("X-Unterschrift", ""))


@blp.route("/bank")
class Bank(MethodView):
    def post(self):
        if not unterschrift_stimmt():
            abort(401)
        meldung = request.get_json()
        db.rechnungen.update_one({"beleg": str(meldung["beleg"])}, {"$set": {"status": "bezahlt"}})
        return "", 204


@blp.route("/mailer")
class Mailer(MethodView):
    def post(self):
        meldung = request.get_json()
        db.kunden.update_many({"email": meldung["email"]}, {"$set": {"email_ok": meldung.get("event") == "delivered"}})
        return "", 204


@blp.route("/ziel/probe")
class Probe(MethodView):
    @angemeldet
    @blp.arguments(ZielSchema)
    def post(self, daten):
        try:
            antwort = requests.post(daten["url"], json={"probe": str(g.konto_id)}, timeout=4)
        except requests.RequestException as fehler:
            current_app.logger.warning("Ziel nicht erreicht: %s", fehler)
            abort(502, message="Ziel nicht erreicht")
        return {"status": antwort.status_code}


@blp.route("/kanal/probe")
class KanalProbe(MethodView):
    @angemeldet
    @blp.arguments(KanalSchema)
    def post(self, daten):
        antwort = requests.post(daten["kanal"], json={"text": "Probe"}, timeout=4)
        return {"status": antwort.status_code}
