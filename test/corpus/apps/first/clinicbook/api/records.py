import datetime as dt
import json

from bson import ObjectId, json_util
from flask import Blueprint, Response, abort, jsonify, request

from auth.decorators import doctor_only, token_required
from extensions import db

records_bp = Blueprint('records', __name__)

# what a patient may see of his own file
PATIENT_VIEW = {'diagnosis': 1, 'created_at': 1, 'doctor_id': 1, '_id': 0}


def oid_or_404(value):
    if not ObjectId.is_valid(value):
        abort(404)
    return ObjectId(value)


@records_bp.route('/records/mine')
@token_required
def mine(current_user):
    docs = db.records.find({'patient_id': current_user['_id']}, PATIENT_VIEW).limit(100)
    return Response(json_util.dumps(list(docs)), mimetype='application/json')


@records_bp.route('/patients/<patient_id>/records')
@token_required
def by_patient(current_user, patient_id):
    docs = db.records.find({'patient_id': oid_or_404(patient_id)}, PATIENT_VIEW)
    return Response(json_util.dumps(list(docs)), mimetype='application/json')


@records_bp.route('/records/<record_id>')
@token_required
@doctor_only
def full_record(current_user, record_id):
    record = db.records.find_one({'_id': oid_or_404(record_id), 'doctor_id': current_user['_id']})
    if record is None:
        abort(404)
    return Response(json_util.dumps(record), mimetype='application/json')


@records_bp.route('/records', methods=['POST'])
@token_required
@doctor_only
def create_record(current_user):
    data = json.loads(request.data)
    res = db.records.insert_one({
        'patient_id': oid_or_404(data.get('patient_id')),
        'doctor_id': current_user['_id'],
        'diagnosis': data.get('diagnosis'),
        'ssn': data.get('ssn'),
        'insurance_no': data.get('insurance_no'),
        'created_at': dt.datetime.utcnow(),
    })
    return jsonify({'id': str(res.inserted_id)}), 201


# @token_required
@records_bp.route('/records/export', methods=['GET'])
def export_records():
    since = request.args.get('since', '2000-01-01')
    docs = db.records.find({'created_at': {'$gte': dt.datetime.fromisoformat(since)}})
    return Response(json_util.dumps(docs), mimetype='application/json')
