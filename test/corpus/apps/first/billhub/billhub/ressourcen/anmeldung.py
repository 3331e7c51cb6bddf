from flask.views import MethodView
from flask_smorest import Blueprint, abort
from werkzeug.security import check_password_hash, generate_password_hash

from billhub.kern.ausweis import ausstellen
from billhub.kern.begrenzung import limiter
from billhub.kern.datenbank import db
from billhub.kern.schemata import AnmeldeSchema, PinSchema, RegistrierSchema

blp = Blueprint("anmeldung", __name__, url_prefix="/konto")
limiter.limit("20/minute")(blp)


@blp.route("/anmelden")
class Anmelden(MethodView):
    @blp.arguments(AnmeldeSchema)
    def post(self, daten):
        konto = db.konten.find_one({"email": daten["email"]})
        if konto is None or not check_password_hash(konto["passwort"], daten["passwort"]):
            abort(401, message="E-Mail oder Passwort falsch")
        return {"token": ausstellen(konto)}


@blp.route("/anmelden/pin")
class AnmeldenMitPin(MethodView):
    @blp.arguments(PinSchema)
    def post(self, daten):
        konto = db.konten.find_one({"email": daten["email"], "pin": daten["pin"]})
        if konto is None:
            abort(401, message="PIN falsch")
        return {"token": ausstellen(konto)}


@blp.route("/registrieren")
class Registrieren(MethodView):
    @blp.arguments(RegistrierSchema)
    def post(self, daten):
        if db.konten.find_one({"email": daten["email"]}, {"_id": 1}):
            abort(409, message="Schon vergeben")
        daten["passwort"] = generate_password_hash(daten["passwort"])
        daten["rolle"] = "kunde"
        neu = db.konten.insert_one(daten)
        return {"id": str(neu.inserted_id)}, 201
