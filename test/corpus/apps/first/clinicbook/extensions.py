from pymongo import ASCENDING, MongoClient

from config import config

client = MongoClient(config.MONGO_URI, serverSelectionTimeoutMS=3000)
db = client.get_default_database()


def ensure_indexes():
    db.users.create_index('email', unique=True)
    db.appointments.create_index([('doctor_id', ASCENDING), ('start', ASCENDING)])
    db.records.create_index([('patient_id', ASCENDING), ('created_at', -1)])
