from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from bson import ObjectId
from bson.errors import InvalidId
from flask import abort, g, jsonify, request
from flask.views import MethodView

from care.mongo import clinicians, patients, strip
from care.schemas import ClinicianSchema, OpenPatientSchema, PatientSchema, SignInSchema, SignUpSchema
from care.security import authenticated, clinician_only, token_for

hasher = PasswordHasher()


def correct(person, password):
    try:
        return person is not None and hasher.verify(person["password"], password)
    except VerifyMismatchError:
        return False


class SignUp(MethodView):
    def post(self):
        data = SignUpSchema().load(request.get_json())
        data["password"] = hasher.hash(data["password"])
        data["born"] = str(data.get("born", ""))
        patients.insert_one(data)
        return jsonify(PatientSchema().dump(data)), 201


class SignIn(MethodView):
    def post(self):
        data = SignInSchema().load(request.get_json())
        role = "clinician" if request.args.get("staff") else "patient"
        people = clinicians if role == "clinician" else patients
        person = people.find_one({"email": data["email"]})
        if not correct(person, data["password"]):
            return jsonify(error="wrong e-mail or password"), 401
        return jsonify(token=token_for(person, role))


class Password(MethodView):
    decorators = [authenticated]

    def put(self):
        data = request.get_json()
        person = patients.find_one({"_id": g.who.id})
        if not correct(person, str(data["old"])):
            abort(403)
        patients.update_one({"_id": g.who.id}, {"$set": {"password": hasher.hash(str(data["new"]))}})
        return "", 204


class Profile(MethodView):
    decorators = [authenticated]

    def get(self):
        return jsonify(PatientSchema().dump(patients.find_one({"_id": g.who.id})))

    def put(self):
        changes = PatientSchema(only=("name", "phone")).load(request.get_json())
        patients.update_one({"_id": g.who.id}, {"$set": changes})
        return "", 204

    def patch(self):
        changes = OpenPatientSchema(partial=True).load(request.get_json())
        patients.update_one({"_id": g.who.id}, {"$set": changes})
        return "", 204


class PatientList(MethodView):
    decorators = [clinician_only, authenticated]

    def get(self):
        found = patients.find({"care_team": g.who.id}).limit(200)
        return jsonify(PatientSchema(many=True).dump(found))


class PatientOne(MethodView):
    decorators = [clinician_only, authenticated]

    def get(self, patient_id):
        try:
            patient = patients.find_one({"_id": ObjectId(patient_id), "care_team": g.who.id})
        except InvalidId:
            abort(404)
        if patient is None:
            abort(404)
        return jsonify({k: v for k, v in patient.items() if k not in ("_id", "password", "care_team")})

    def put(self, patient_id):
        changes = PatientSchema(only=("phone",)).load(request.get_json())
        if not ObjectId.is_valid(patient_id):
            abort(404)
        patients.update_one({"_id": ObjectId(patient_id)}, {"$set": changes})
        return "", 204

    def delete(self, patient_id):
        patient = patients.find_one({"_id": ObjectId(patient_id)})
        if patient is None or g.who.id not in patient.get("care_team", []):
            abort(404)
        patients.delete_one({"_id": patient["_id"]})
        return "", 204


class ClinicianDirectory(MethodView):
    def get(self):
        found = clinicians.find({"active": True}, {"name": 1, "speciality": 1, "room": 1}).limit(300)
        return jsonify(ClinicianSchema(many=True).dump(found))

    def post(self):
        data = request.get_json()
        clinicians.insert_one({
            "name": str(data["name"]), "speciality": str(data["speciality"]), "room": str(data.get("room", "")),
            "email": str(data["email"]), "password": hasher.hash(str(data["password"])), "active": True,
        })
        return "", 201


class ClinicianOne(MethodView):
    def get(self, clinician_id):
        found = clinicians.find_one({"_id": ObjectId(clinician_id)})
        if not found:
            abort(404)
        return jsonify(strip(found, {"_id", "name", "speciality", "room"}))

    @authenticated
    def put(self, clinician_id):
        if g.who.id != ObjectId(clinician_id):
            abort(403)
        changes = ClinicianSchema().load(request.get_json())
        clinicians.update_one({"_id": ObjectId(clinician_id)}, {"$set": changes})
        return "", 204
