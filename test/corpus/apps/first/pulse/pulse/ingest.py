import hashlib
import hmac
from datetime import datetime, timezone

from bson import ObjectId
from quart import Blueprint, current_app, request

bp = Blueprint("ingest", __name__, url_prefix="/ingest")


async def calling_sensor():
    """The sensor whose key signed this body, or None."""
    sid = request.headers.get("X-Sensor", "")
    if not ObjectId.is_valid(sid):
        return None
    sensor = await current_app.db.sensors.find_one({"_id": ObjectId(sid)}, {"key": 1})
    if sensor is None:
        return None
    wanted = hmac.new(sensor["key"].encode(), await request.get_data(), hashlib.sha256).hexdigest()
    return sensor if hmac.compare_digest(wanted, request.headers.get("X-Signature", "")) else None


@bp.post("")
async def point():
    sensor = await calling_sensor()
    if sensor is None:
        return {"error": "unknown sensor"}, 401
    body = await request.get_json()
    await current_app.db.readings.insert_one(
        {"sensor": sensor["_id"], "value": float(body["value"]), "at": datetime.now(timezone.utc)})
    return {"ok": True}, 202


@bp.post("/v1")
async def old_point():
    batch = await request.get_json()
    await current_app.db.readings.insert_many(batch)
    return {"ok": True}, 202
