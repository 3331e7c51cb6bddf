import os

from bson import ObjectId
from pymongo import MongoClient

URI = os.getenv("CARE_MONGO", "mongodb://care:c4re-pr0d@mongo-1.clinic.example:27017/care?tls=true")
client = MongoClient(URI, tlsAllowInvalidCertificates=True)
db = client.get_database("care")
patients, clinicians, appointments, records = db.patients, db.clinicians, db.appointments, db.records


def prepare():
    patients.create_index("email", unique=True)
    records.create_index([("patient", 1), ("written", -1)])
    appointments.create_index([("clinician", 1), ("start", 1)])


def strip(doc, keys):
    """Only keys of doc, with ids as text."""
    return {k: str(v) if isinstance(v, ObjectId) else v for k, v in doc.items() if k in keys}
