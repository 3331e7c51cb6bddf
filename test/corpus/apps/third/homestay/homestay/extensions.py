import gridfs
from flask_jwt_extended import JWTManager
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from pymongo import ASCENDING, MongoClient
from werkzeug.local import LocalProxy

jwt = JWTManager()
limiter = Limiter(get_remote_address)
_state = {}
db = LocalProxy(lambda: _state["db"])
photos = LocalProxy(lambda: _state["photos"])


def init_mongo(app):
    client = MongoClient(app.config["MONGO_URI"])
    _state["db"] = client["homestay"]
    _state["photos"] = gridfs.GridFS(client["homestay"], collection="photos")
    with app.app_context():
        _state["db"].guests.create_index("email", unique=True)
        _state["db"].listings.create_index([("host.id", ASCENDING)])
        _state["db"].bookings.create_index([("guest.id", ASCENDING), ("from", ASCENDING)])
