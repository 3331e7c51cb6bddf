from bson import ObjectId
from marshmallow import EXCLUDE, INCLUDE, Schema, ValidationError, fields, validate


class Id(fields.Field):
    def _deserialize(self, value, attr, data, **kwargs):
        if not isinstance(value, str) or not ObjectId.is_valid(value):
            raise ValidationError("not an id")
        return ObjectId(value)

    def _serialize(self, value, attr, obj, **kwargs):
        return None if value is None else str(value)


class Base(Schema):
    class Meta:
        unknown = EXCLUDE


class SignUpSchema(Base):
    email = fields.Email(required=True)
    name = fields.Str(required=True, validate=validate.Length(1, 120))
    password = fields.Str(required=True, validate=validate.Length(10, 200))
    born = fields.Date()


class SignInSchema(Base):
    email = fields.Raw(required=True)
    password = fields.Str(required=True)


class PatientSchema(Base):
    id = Id(attribute="_id", dump_only=True)
    name = fields.Str(validate=validate.Length(1, 120))
    email = fields.Email(dump_only=True)
    phone = fields.Str(validate=validate.Regexp(r"^\+?[0-9 ]{5,20}$"))


class OpenPatientSchema(PatientSchema):
    class Meta:
        unknown = INCLUDE


class ClinicianSchema(Base):
    id = Id(attribute="_id", dump_only=True)
    name = fields.Str()
    speciality = fields.Str()
    room = fields.Str()


class RecordSchema(Base):
    id = Id(attribute="_id", dump_only=True)
    patient = Id(required=True)
    kind = fields.Str(required=True, validate=validate.OneOf(["note", "lab", "image", "referral"]))
    text = fields.Str(required=True, validate=validate.Length(max=20000))
    clinician = Id(dump_only=True)
    written = fields.DateTime(dump_only=True)


class RecordQuery(Base):
    kind = fields.Str(validate=validate.OneOf(["note", "lab", "image", "referral"]))
    limit = fields.Int(load_default=20, validate=validate.Range(1, 100))


class SearchQuery(Base):
    words = fields.Str(required=True, validate=validate.Length(1, 80))
    where = fields.Dict(load_default=dict)


class AppointmentSchema(Base):
    id = Id(attribute="_id", dump_only=True)
    clinician = Id(required=True)
    start = fields.DateTime(required=True)
    reason = fields.Str(validate=validate.Length(max=300))
    fee = fields.Float()
    status = fields.Str(dump_only=True)
    patient = Id(dump_only=True)
