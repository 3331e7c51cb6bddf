import ast
import base64
import pickle

import requests
from flask import g, request
from flask_restx import Namespace, Resource, fields

from core.mongo import collection, database
from core.security import needs, requires_token

ns = Namespace("tools", decorators=[requires_token])

printing = ns.model("Printing", {
    "host": fields.String(required=True),
    "text": fields.String(required=True, max_length=200),
})

PRINTERS = {"stockroom": "http://10.20.0.11:631", "cellar": "http://10.20.0.12:631"}
READ_ONLY = frozenset(["dbStats", "connPoolStats"])


@ns.route("/print")
class Print(Resource):
    @ns.expect(printing, validate=True)
    def post(self):
        answer = requests.post(f"http://{ns.payload['host']}/ipp", data=ns.payload["text"].encode(), timeout=3)
        return {"status": answer.status_code}


@ns.route("/print/<room>")
class PrintInRoom(Resource):
    def post(self, room):
        if room not in PRINTERS:
            ns.abort(404, "no printer there")
        answer = requests.post(PRINTERS[room] + "/ipp", data=request.get_data()[:200], timeout=3)
        return {"status": answer.status_code}


@ns.route("/pubchem/<int:cid>")
class PubChem(Resource):
    def post(self, cid):
        answer = requests.get(f"https://pubchem.ncbi.nlm.nih.gov/rest/pug/compound/cid/{cid}/JSON", timeout=10)
        collection("compounds").insert_one(answer.json())
        return {"stored": True}, 201


@ns.route("/pubchem/<int:cid>/name")
class PubChemName(Resource):
    def post(self, cid):
        answer = requests.get(f"https://pubchem.ncbi.nlm.nih.gov/rest/pug/compound/cid/{cid}/property/Title/JSON", timeout=10)
        title = str(answer.json()["PropertyTable"]["Properties"][0]["Title"])[:200]
        collection("compounds").update_one({"cid": cid}, {"$set": {"title": title}}, upsert=True)
        return {"title": title}


@ns.route("/dilution")
class Dilution(Resource):
    def post(self):
        return {"value": eval(ns.payload["expression"], {"__builtins__": {}})}


@ns.route("/matrix")
class Matrix(Resource):
    def post(self):
        rows = ast.literal_eval(str(ns.payload["rows"]))
        return {"rows": len(rows)}


@ns.route("/restore")
class Restore(Resource):
    @needs("admin")
    def post(self):
        state = pickle.loads(base64.b64decode(ns.payload["state"]))
        collection("layouts").replace_one({"lab_id": g.user["lab_id"]}, {"lab_id": g.user["lab_id"], "layout": str(state)}, upsert=True)
        return {"restored": True}


@ns.route("/db/<command>")
class DbInfo(Resource):
    @needs("admin")
    def get(self, command):
        if command not in READ_ONLY:
            ns.abort(404)
        return {"ok": database.command(command)["ok"]}


@ns.route("/count/<name>")
class Count(Resource):
    def get(self, name):
        return {"count": database[name].estimated_document_count()}
