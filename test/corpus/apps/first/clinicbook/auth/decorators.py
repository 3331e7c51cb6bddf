from functools import wraps

import jwt
from bson import ObjectId
from flask import current_app, jsonify, request

from extensions import db


def token_required(f):
    @wraps(f)
    def decorated(*args, **kwargs):
        token = None
        if 'Authorization' in request.headers:
            token = request.headers['Authorization'].split(' ')[-1]
        if not token:
            return jsonify({'message': 'Token is missing'}), 401
        try:
            data = jwt.decode(token, current_app.config['SECRET_KEY'], algorithms=['HS256'])
            current_user = db.users.find_one({'_id': ObjectId(data['sub'])}, {'password': 0, 'pin': 0})
        except jwt.PyJWTError:
            return jsonify({'message': 'Token is invalid'}), 401
        if current_user is None:
            return jsonify({'message': 'Token is invalid'}), 401
        return f(current_user, *args, **kwargs)
    return decorated


def doctor_only(f):
    """Goes below token_required."""
    @wraps(f)
    def inner(current_user, *args, **kwargs):
        if current_user.get('role') not in ('doctor', 'admin'):
            return jsonify({'message': 'Doctors only'}), 403
        return f(current_user, *args, **kwargs)
    return inner
