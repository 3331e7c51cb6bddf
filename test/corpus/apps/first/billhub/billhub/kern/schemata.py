from bson import ObjectId
from marshmallow import EXCLUDE, INCLUDE, Schema, ValidationError, fields, validate


class Oid(fields.Field):
    def _deserialize(self, value, attr, data, **kwargs):
        if not isinstance(value, str) or not ObjectId.is_valid(value):
            raise ValidationError("Keine gueltige Kennung")
        return ObjectId(value)

    def _serialize(self, value, attr, obj, **kwargs):
        return None if value is None else str(value)


class AnmeldeSchema(Schema):
    email = fields.Email(required=True)
    passwort = fields.Str(required=True, validate=validate.Length(max=200))


class PinSchema(Schema):
    email = fields.Email(required=True)
    pin = fields.Raw(required=True)


class RegistrierSchema(AnmeldeSchema):
    firma = fields.Str(required=True, validate=validate.Length(max=120))


class PostenSchema(Schema):
    text = fields.Str(required=True)
    menge = fields.Int(required=True, validate=validate.Range(min=1))
    preis = fields.Decimal(required=True, as_string=True)


class RechnungSchema(Schema):
    class Meta:
        unknown = INCLUDE

    id = Oid(attribute="_id", dump_only=True)
    titel = fields.Str(required=True, validate=validate.Length(max=200))
    kunde = Oid(required=True)
    betrag = fields.Float()


class RechnungAntwort(Schema):
    id = Oid(attribute="_id")
    nummer = fields.Int()
    titel = fields.Str()
    betrag = fields.Float()
    status = fields.Str()


class RechnungAenderung(Schema):
    class Meta:
        unknown = EXCLUDE

    titel = fields.Str(validate=validate.Length(max=200))
    notiz = fields.Str(validate=validate.Length(max=2000))


class ListenSchema(Schema):
    status = fields.Str(validate=validate.OneOf(["offen", "bezahlt", "storniert"]))
    seite = fields.Int(load_default=1, validate=validate.Range(min=1))
    groesse = fields.Int(load_default=25, validate=validate.Range(min=1, max=100))


class SucheSchema(Schema):
    filter = fields.Dict(required=True)
    sortierung = fields.Str(load_default="nummer")


class ZahlungSchema(Schema):
    betrag = fields.Float(required=True)
    beleg = fields.Str(required=True)


class KundeSchema(Schema):
    id = Oid(attribute="_id", dump_only=True)
    name = fields.Str(required=True)
    email = fields.Email()
    iban = fields.Str(load_only=True)
    steuer_id = fields.Str(load_only=True)


class KundeAenderung(Schema):
    name = fields.Str()
    email = fields.Email()
    kreditlimit = fields.Float()
    geprueft = fields.Bool()


class KennungenSchema(Schema):
    ids = fields.List(Oid(), required=True, validate=validate.Length(min=1, max=200))


class ZielSchema(Schema):
    url = fields.Url(required=True, schemes={"http", "https"})


class KanalSchema(Schema):
    kanal = fields.Str(required=True, validate=validate.OneOf(["https://hooks.slack.com/billhub", "https://chat.example.org/billhub"]))
