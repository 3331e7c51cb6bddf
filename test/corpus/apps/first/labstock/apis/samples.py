from flask import g
from flask_restx import Namespace, Resource, fields

from core.security import requires_token
from services import samples

ns = Namespace("samples", decorators=[requires_token], validate=True)

query = ns.model("SampleQuery", {"data": fields.Raw(required=True)})
label = ns.model("SampleLabel", {"label": fields.String(required=True, max_length=60)})
ids = ns.model("SampleIds", {"ids": fields.List(fields.String, required=True, max_items=500)})
sample = ns.model("Sample", {"sample_no": fields.Integer, "label": fields.String, "archived": fields.Boolean})


@ns.route("/<int:sample_no>")
class Sample(Resource):
    @ns.marshal_with(sample)
    def get(self, sample_no):
        found = samples.by_number(sample_no)
        if found is None or found["lab_id"] != g.user["lab_id"]:
            ns.abort(404)
        return found


@ns.route("/query")
class Query(Resource):
    @ns.expect(query)
    @ns.marshal_list_with(sample)
    def post(self):
        return samples.query(g.user["lab_id"], ns.payload["data"])


@ns.route("/by-label")
class ByLabel(Resource):
    @ns.expect(label)
    def post(self):
        return samples.with_label(g.user["lab_id"], ns.payload["label"])


@ns.route("/export")
class Export(Resource):
    def get(self):
        return samples.everything(g.user["lab_id"])


@ns.route("/discard")
class Discard(Resource):
    @ns.expect(ids)
    def post(self):
        return {"discarded": samples.discard(ns.payload["ids"])}


@ns.route("/archive")
class Archive(Resource):
    @ns.expect(ids)
    def post(self):
        return {"archived": samples.archive(g.user["lab_id"], ns.payload["ids"])}
