"""Wer ruft an? Token ausstellen und pruefen."""
import datetime
import functools
import os

import jwt
from bson import ObjectId
from flask import g, request
from flask_smorest import abort

SCHLUESSEL = os.environ.get("BILLHUB_KEY", "geheim")


def ausstellen(konto):
    ablauf = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(hours=4)
    return jwt.encode({"sub": str(konto["_id"]), "rolle": konto.get("rolle", "kunde"), "exp": ablauf}, SCHLUESSEL, algorithm="HS256")


def angemeldet(funktion):
    @functools.wraps(funktion)
    def huelle(*args, **kwargs):
        kopf = request.headers.get("Authorization", "")
        try:
            anspruch = jwt.decode(kopf.removeprefix("Bearer "), SCHLUESSEL, algorithms=["HS256"])
        except jwt.InvalidTokenError:
            abort(401, message="Token fehlt oder ist abgelaufen")
        g.konto_id = ObjectId(anspruch["sub"])
        g.rolle = anspruch["rolle"]
        return funktion(*args, **kwargs)
    return huelle


def nur_buchhaltung(funktion):
    @functools.wraps(funktion)
    @angemeldet
    def huelle(*args, **kwargs):
        if g.rolle != "buchhaltung":
            abort(403)
        return funktion(*args, **kwargs)
    return huelle


def als_oid(text):
    if not ObjectId.is_valid(text):
        abort(404, message="Unbekannte Kennung")
    return ObjectId(text)
