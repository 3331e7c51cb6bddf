import datetime as dt

from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, jsonify, request

from auth.decorators import doctor_only, token_required
from extensions import db

appointments_bp = Blueprint('appointments', __name__)


def serialize(appt):
    return {
        'id': str(appt['_id']),
        'doctor_id': str(appt['doctor_id']),
        'start': appt['start'].isoformat() if isinstance(appt.get('start'), dt.datetime) else appt.get('start'),
        'status': appt.get('status'),
        'fee': appt.get('fee'),
    }


def parse_oid(value):
    """ObjectId or None."""
    try:
        return ObjectId(value)
    except (InvalidId, TypeError):
        return None


@appointments_bp.route('/', methods=['GET'])
@token_required
def my_appointments(current_user):
    query = {'patient_id': current_user['_id']}
    if request.args.get('status'):
        query['status'] = request.args['status']
    limit = max(1, min(int(request.args.get('limit', 20)), 100))
    cursor = db.appointments.find(query).sort('start', -1).limit(limit)
    return jsonify([serialize(a) for a in cursor])


@appointments_bp.route('/', methods=['POST'])
@token_required
def create(current_user):
    data = request.get_json()
    appt = {
        'patient_id': current_user['_id'],
        'doctor_id': ObjectId(data['doctor_id']),
        'start': data['start'],
        'reason': data.get('reason', ''),
        'fee': data['fee'],
        'status': 'booked',
    }
    res = db.appointments.insert_one(appt)
    return jsonify({'id': str(res.inserted_id)}), 201


@appointments_bp.route('/package', methods=['POST'])
@token_required
def book_package(current_user):
    data = request.get_json()
    code = data.get('code')
    if type(code) is not str:
        return jsonify({'message': 'code must be text'}), 400
    package = db.packages.find_one({'code': code})
    if package is None:
        return jsonify({'message': 'No such package'}), 404
    res = db.appointments.insert_one({
        'patient_id': current_user['_id'],
        'doctor_id': package['doctor_id'],
        'start': data.get('start'),
        'fee': package['fee'],
        'status': 'booked',
    })
    return jsonify({'id': str(res.inserted_id), 'fee': package['fee']}), 201


@appointments_bp.route('/<appt_id>', methods=['GET'])
@token_required
def get_one(current_user, appt_id):
    oid = parse_oid(appt_id)
    if oid is None:
        return jsonify({'message': 'Bad id'}), 400
    appt = db.appointments.find_one({'_id': oid})
    if appt is None:
        return jsonify({'message': 'Not found'}), 404
    if current_user['_id'] not in (appt['patient_id'], appt['doctor_id']):
        return jsonify({'message': 'Not found'}), 404
    return jsonify(serialize(appt))


@appointments_bp.route('/<appt_id>', methods=['PUT'])
@token_required
def change(current_user, appt_id):
    oid = parse_oid(appt_id)
    if oid is None:
        return jsonify({'message': 'Bad id'}), 400
    data = request.get_json()
    res = db.appointments.update_one({'_id': oid, 'patient_id': current_user['_id']}, {'$set': data})
    if not res.matched_count:
        return jsonify({'message': 'Not found'}), 404
    return jsonify({'updated': res.modified_count})


@appointments_bp.route('/<appt_id>', methods=['DELETE'])
@token_required
def cancel(current_user, appt_id):
    oid = parse_oid(appt_id)
    if oid is None:
        return jsonify({'message': 'Bad id'}), 400
    res = db.appointments.delete_one({'_id': oid})
    return jsonify({'deleted': res.deleted_count})


@appointments_bp.route('/<appt_id>/notes', methods=['POST'])
@token_required
@doctor_only
def add_note(current_user, appt_id):
    oid = parse_oid(appt_id)
    body = request.get_json()
    db.appointments.update_one(
        {'_id': oid, 'doctor_id': current_user['_id']},
        {'$push': {'notes': {'by': current_user['_id'], 'text': body.get('text')}}})
    return '', 204


@appointments_bp.route('/search', methods=['POST'])
@token_required
@doctor_only
def search(current_user):
    criteria = request.get_json()
    docs = db.appointments.find(criteria).limit(200)
    return jsonify([serialize(d) for d in docs])
