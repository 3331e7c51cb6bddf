from bson import ObjectId
from flask import abort, g, jsonify, request
from flask.views import MethodView

from care.mongo import appointments, clinicians
from care.schemas import AppointmentSchema
from care.security import authenticated, clinician_only, kiosk_patient

TRANSITIONS = {"requested": ["confirmed", "declined"], "confirmed": ["done", "missed"]}


class AppointmentList(MethodView):
    decorators = [authenticated]

    def get(self):
        side = "clinician" if g.who.role == "clinician" else "patient"
        found = appointments.find({side: g.who.id}).sort("start", 1).limit(100)
        return jsonify(AppointmentSchema(many=True).dump(found))

    def post(self):
        wish = AppointmentSchema().load(request.get_json())
        wish["patient"] = g.who.id
        wish["status"] = "requested"
        appointments.insert_one(wish)
        return jsonify(id=str(wish["_id"])), 201


class AppointmentSeries(MethodView):
    decorators = [authenticated]

    def post(self):
        wishes = AppointmentSchema(many=True, exclude=("fee",)).load(request.get_json())
        if not 0 < len(wishes) <= 10:
            abort(422)
        for wish in wishes:
            clinician = clinicians.find_one({"_id": wish["clinician"]}, {"fee": 1}) or abort(404)
            wish |= {"patient": g.who.id, "status": "requested", "fee": clinician["fee"]}
        appointments.insert_many(wishes)
        return jsonify(count=len(wishes)), 201


class AppointmentOne(MethodView):
    decorators = [authenticated]

    def load(self, appointment_id):
        found = appointments.find_one({"_id": ObjectId(appointment_id)}) if ObjectId.is_valid(appointment_id) else None
        if found is None or g.who.id not in (found["patient"], found["clinician"]):
            abort(404)
        return found

    def get(self, appointment_id):
        return jsonify(AppointmentSchema().dump(self.load(appointment_id)))

    @clinician_only
    def post(self, appointment_id):
        found = self.load(appointment_id)
        status = request.get_json().get("status")
        if status not in TRANSITIONS.get(found["status"], []):
            abort(409)
        appointments.update_one({"_id": found["_id"]}, {"$set": {"status": status}})
        return "", 204

    def delete(self, appointment_id):
        patient = kiosk_patient() if "X-Kiosk" in request.headers else g.who.id
        appointments.delete_one({"_id": ObjectId(appointment_id), "patient": patient})
        return "", 204
