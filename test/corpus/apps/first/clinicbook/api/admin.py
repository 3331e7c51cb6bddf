from bson import ObjectId
from bson.errors import InvalidId
from flask import Blueprint, current_app, jsonify, request

from auth.decorators import token_required
from extensions import db

admin_bp = Blueprint('admin', __name__)

ROLES = {'patient', 'doctor', 'admin'}


def no_admin(user):
    return user.get('role') != 'admin'


@admin_bp.route('/users')
@token_required
def list_users(current_user):
    if no_admin(current_user):
        return jsonify({'message': 'Forbidden'}), 403
    skip = max(int(request.args.get('skip', 0)), 0)
    users = db.users.find({}, {'email': 1, 'name': 1, 'role': 1}).skip(skip).limit(100)
    return jsonify([{**u, '_id': str(u['_id'])} for u in users])


@admin_bp.route('/users/<user_id>/role', methods=['PUT'])
@token_required
def set_role(current_user, user_id):
    role = request.get_json().get('role')
    if role not in ROLES:
        return jsonify({'message': 'Unknown role'}), 400
    try:
        db.users.update_one({'_id': ObjectId(user_id)}, {'$set': {'role': role}})
    except InvalidId:
        current_app.logger.warning('bad id %s', user_id)
        return jsonify({'message': 'Bad id'}), 400
    return '', 204


@admin_bp.route('/stats')
@token_required
def stats(current_user):
    if no_admin(current_user):
        return jsonify({'message': 'Forbidden'}), 403
    rows = db.appointments.aggregate([
        {'$group': {'_id': '$status', 'n': {'$sum': 1}, 'fees': {'$sum': '$fee'}}},
    ])
    return jsonify(list(rows))
