import threading
import time

import requests

from .store import db


def deliver(url, payload):
    try:
        requests.post(url, json=payload, timeout=10)
    except requests.RequestException:
        db.failures.insert_one({"url": url, "at": time.time()})


def sweep():
    while True:
        for parcel in db.parcels.find({"state": "delivered"}, {"_id": 1}).limit(500):
            db.events.delete_many({"parcel": parcel["_id"]})
        time.sleep(3600)


def start(app):
    from .store import prepare
    prepare()
    threading.Thread(target=sweep, name="sweep", daemon=True).start()
