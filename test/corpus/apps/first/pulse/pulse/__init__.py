import os
import traceback

from motor.motor_asyncio import AsyncIOMotorClient
from pymongo.errors import DuplicateKeyError, OperationFailure
from quart import Quart, request

app = Quart(__name__)
app.config["MONGO_URI"] = os.environ.get("PULSE_MONGO", "mongodb://localhost:27017/pulse")


@app.before_serving
async def connect():
    app.mongo = AsyncIOMotorClient(app.config["MONGO_URI"])
    app.db = app.mongo.get_default_database()
    await app.db.users.create_index("name", unique=True)
    await app.db.sensors.create_index([("owner", 1), ("name", 1)])
    await app.db.readings.create_index([("sensor", 1), ("at", -1)])
    await app.db.sessions.create_index("expires", expireAfterSeconds=0)


@app.after_serving
async def disconnect():
    app.mongo.close()


@app.after_request
async def cors(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Credentials"] = "true"
    response.headers["Access-Control-Allow-Headers"] = "Content-Type, X-Auth"
    return response


@app.errorhandler(DuplicateKeyError)
async def duplicate(_error):
    return {"error": "exists"}, 409


@app.errorhandler(OperationFailure)
async def failed(_error):
    return {"error": "database", "trace": traceback.format_exc()}, 500


@app.errorhandler(KeyError)
async def incomplete(error):
    app.logger.info("incomplete request: %s", error)
    return {"error": "incomplete"}, 400


from . import alerts, auth, ingest, operators, sensors  # noqa: E402

for module in (auth, sensors, ingest, alerts, operators):
    app.register_blueprint(module.bp)
