"""Reading what a request brings."""

from flask import abort, request

MAX_TEXT = 500
MAX_RESULTS = 100


def json_object() -> dict:
    if not request.is_json:
        abort(415, "the body must be JSON")
    body = request.get_json()
    if not isinstance(body, dict):
        abort(400, "the body must be a JSON object")
    return body


def require(body: dict, *names: str) -> None:
    for name in names:
        if body.get(name) in (None, ""):
            abort(400, f"{name} is required")


def text(body: dict, name: str, required: bool = True, longest: int = MAX_TEXT):
    value = body.get(name)
    if value is None or value == "":
        if required:
            abort(400, f"{name} is required")
        return ""
    if not isinstance(value, str):
        abort(400, f"{name} must be a string")
    if len(value) > longest:
        abort(400, f"{name} must have at most {longest} characters")
    return value


def number(body: dict, name: str, lowest: float, highest: float):
    value = body.get(name)
    if value is None:
        abort(400, f"{name} is required")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        abort(400, f"{name} must be a number")
    if not lowest <= value <= highest:
        abort(400, f"{name} must be between {lowest} and {highest}")
    return value


def limit() -> int:
    """The number of results asked for, within bounds."""
    value = request.args.get("limit", "50")
    if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) < 1:
        abort(400, "limit must be a positive integer")
    return min(int(value), MAX_RESULTS)
