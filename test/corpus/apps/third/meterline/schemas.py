from functools import wraps

from flask import g, jsonify, request
from jsonschema import Draft202012Validator

READING = {
    "type": "object",
    "required": ["serial", "kwh"],
    "additionalProperties": False,
    "properties": {
        "serial": {"type": "string", "pattern": "^[A-Z0-9-]{6,24}$"},
        "kwh": {"type": "number", "minimum": 0, "maximum": 1e6},
        "at": {"type": "string", "format": "date-time"},
    },
}
METER = {
    "type": "object",
    "required": ["serial"],
    "additionalProperties": False,
    "properties": {
        "serial": {"type": "string", "pattern": "^[A-Z0-9-]{6,24}$"},
        "site": {"type": "string", "maxLength": 80},
        "label": {"type": "string", "maxLength": 80},
    },
}
OPEN_METER = {"type": "object", "required": ["serial"], "properties": {"serial": {"type": "string"}}}
LOGIN = {
    "type": "object",
    "required": ["email", "password"],
    "properties": {"email": {"type": "string", "maxLength": 200}, "password": {"type": "string", "maxLength": 200}},
}


def checked(schema):
    """Validate the JSON body and leave it in g.body."""
    validator = Draft202012Validator(schema)

    def decorate(fn):
        @wraps(fn)
        def wrapped(*args, **kwargs):
            body = request.get_json(silent=True)
            problems = [e.message for e in validator.iter_errors(body)]
            if problems:
                return jsonify(problems=problems[:5]), 400
            g.body = body
            return fn(*args, **kwargs)
        return wrapped
    return decorate
