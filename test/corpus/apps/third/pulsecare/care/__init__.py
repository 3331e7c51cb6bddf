import traceback

from flask import Flask, jsonify
from marshmallow import ValidationError
from pymongo.errors import PyMongoError

from .mongo import prepare
from .views.appointments import AppointmentList, AppointmentOne, AppointmentSeries
from .views.files import Attachment, ImportRecords, PharmacyLookup
from .views.people import ClinicianDirectory, ClinicianOne, Password, PatientList, PatientOne, Profile, SignIn, SignUp
from .views.records import RecordList, RecordOne, RecordSearch, RecordShare, Statistics


def create_app(settings=None):
    app = Flask("care")
    app.config.from_prefixed_env("CARE")
    app.config.update(settings or {})
    prepare()

    routes = [
        ("/sign-up", SignUp), ("/sign-in", SignIn), ("/password", Password), ("/profile", Profile),
        ("/patients", PatientList), ("/patients/<patient_id>", PatientOne),
        ("/clinicians", ClinicianDirectory), ("/clinicians/<clinician_id>", ClinicianOne),
        ("/appointments", AppointmentList), ("/appointments/<appointment_id>", AppointmentOne),
        ("/appointments/series", AppointmentSeries),
        ("/records", RecordList), ("/records/<record_id>", RecordOne), ("/records/search", RecordSearch),
        ("/records/<record_id>/share", RecordShare), ("/statistics", Statistics),
        ("/records/<record_id>/attachment", Attachment), ("/records/import", ImportRecords),
        ("/pharmacy", PharmacyLookup),
    ]
    for path, view in routes:
        app.add_url_rule(path, view_func=view.as_view(view.__name__))

    @app.errorhandler(ValidationError)
    def invalid(error):
        return jsonify(errors=error.messages), 422

    @app.errorhandler(PyMongoError)
    def broken(error):
        app.logger.exception("database")
        return jsonify(error="database", trace=traceback.format_exc()), 500

    return app
