from flask import Flask, jsonify
from flask_cors import CORS

from api.admin import admin_bp
from api.appointments import appointments_bp
from api.doctors import doctors_bp
from api.records import records_bp
from auth.routes import auth_bp
from config import config
from extensions import ensure_indexes

app = Flask(__name__)
app.config.from_object(config)
CORS(app, origins='*', supports_credentials=True)

app.register_blueprint(auth_bp, url_prefix='/api/auth')
app.register_blueprint(appointments_bp, url_prefix='/api/appointments')
app.register_blueprint(records_bp, url_prefix='/api')
app.register_blueprint(doctors_bp, url_prefix='/api/doctors')
app.register_blueprint(admin_bp, url_prefix='/api/admin')


@app.errorhandler(404)
def not_found(e):
    return jsonify({'message': 'Not found'}), 404


@app.errorhandler(500)
def server_error(e):
    cause = getattr(e, 'original_exception', None) or e
    return jsonify({'message': 'Something went wrong', 'detail': repr(cause)}), 500


if __name__ == '__main__':
    ensure_indexes()
    app.run(port=8000)
