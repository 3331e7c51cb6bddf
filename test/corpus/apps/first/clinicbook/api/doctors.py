from bson import ObjectId
from flask import Blueprint, jsonify, request

from extensions import db

doctors_bp = Blueprint('doctors', __name__)

CARD = {'name': 1, 'speciality': 1, 'city': 1}
ORDERS = {'name': [('name', 1)], 'city': [('city', 1), ('name', 1)], 'newest': [('created_at', -1)]}


def card(d):
    d['_id'] = str(d['_id'])
    return d


@doctors_bp.route('/')
def directory():
    order = ORDERS.get(request.args.get('sort'), ORDERS['name'])
    docs = db.users.find({'role': 'doctor'}, CARD).sort(order).limit(50)
    return jsonify([card(d) for d in docs])


@doctors_bp.route('/by-city/<city>')
def by_city(city):
    sort_field = request.args.get('sort', 'name')
    docs = db.users.find({'role': 'doctor', 'city': city}, CARD).sort(sort_field, 1).limit(50)
    return jsonify([card(d) for d in docs])


@doctors_bp.route('/<doctor_id>')
def one(doctor_id):
    doc = db.users.find_one({'_id': ObjectId(doctor_id), 'role': 'doctor'}, CARD)
    return (jsonify(card(doc)), 200) if doc else (jsonify({'message': 'Not found'}), 404)


@doctors_bp.route('/find')
def find():
    q = request.args.get('q', '')
    docs = db.users.find({'role': 'doctor', '$or': [
        {'name': {'$regex': q, '$options': 'i'}},
        {'speciality': {'$regex': q, '$options': 'i'}},
    ]}, CARD).limit(50)
    return jsonify([card(d) for d in docs])
