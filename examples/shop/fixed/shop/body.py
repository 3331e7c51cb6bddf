"""Reading what a request brings. Nothing that was not checked here, for type
and length, goes anywhere near a query."""

import re

from flask import abort, request

MAX_TEXT = 500
MAX_RESULTS = 100
EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,4}")


def json_object(*allowed: str) -> dict:
    """The JSON body; 400 if it has a field that is not one of those allowed."""
    if not request.is_json:
        abort(415, "the body must be JSON")
    try:
        body = request.get_json()
    except RecursionError:
        abort(400, "the body is nested too deeply")
    return known(body, "the body", *allowed)


def known(value, name: str, *allowed: str) -> dict:
    if not isinstance(value, dict):
        abort(400, f"{name} must be an object")
    for field in value:
        if field not in allowed:
            abort(400, f"{name} has an unknown field; known are: {', '.join(allowed)}")
    return value


def text(
    body: dict, name: str, required: bool = True, longest: int = MAX_TEXT, shortest: int = 1
) -> str:
    value = body.get(name)
    if value is None or value == "":
        if required:
            abort(400, f"{name} is required")
        return ""
    if not isinstance(value, str):
        abort(400, f"{name} must be a string")
    if not shortest <= len(value) <= longest:
        abort(400, f"{name} must have {shortest} to {longest} characters")
    if not value.isascii():
        try:
            value.encode()
        except UnicodeEncodeError:  # half of a surrogate pair
            abort(400, f"{name} must be valid text")
    return value


def one_of(body: dict, name: str, choices, default: str = "") -> str:
    value = text(body, name, required=not default) or default
    if value not in choices:
        abort(400, f"{name} must be one of {', '.join(choices)}")
    return value


def email(body: dict, name: str = "email") -> str:
    value = text(body, name, longest=254).lower()
    if not EMAIL.fullmatch(value):
        abort(400, f"{name} must be an e-mail address")
    return value


def number(body: dict, name: str, lowest: float, highest: float) -> float:
    value = body.get(name)
    if value is None:
        abort(400, f"{name} is required")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        abort(400, f"{name} must be a number")
    if not lowest <= value <= highest:
        abort(400, f"{name} must be between {lowest} and {highest}")
    return value


def integer(body: dict, name: str, lowest: int, highest: int) -> int:
    value = number(body, name, lowest, highest)
    if not isinstance(value, int):
        abort(400, f"{name} must be an integer")
    return value


def limit() -> int:
    """The number of results asked for, within bounds."""
    value = request.args.get("limit", "50")
    if not value.isascii() or not value.isdigit() or len(value) > 9 or int(value) < 1:
        abort(400, "limit must be a positive integer")
    return min(int(value), MAX_RESULTS)
