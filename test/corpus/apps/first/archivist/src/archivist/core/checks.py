"""Checks of what comes in.

Some raise BadInput, some give None, some give a pair (value, error): look at the name before you call.
"""
import re

from bson import ObjectId
from bson.errors import InvalidId

DOCUMENT_KEYS = ("title", "body", "tags", "language")


class BadInput(ValueError):
    """Its text goes to the client."""


def require_text(value, name, most=200):
    if not isinstance(value, str):
        raise BadInput(f"{name} must be text")
    if not value or len(value) > most:
        raise BadInput(f"{name} must have 1 to {most} characters")
    return value


def maybe_oid(value):
    try:
        return ObjectId(value)
    except (InvalidId, TypeError):
        return None


def require_oid(value):
    found = maybe_oid(value) if value is not None else None
    if found is None:
        raise BadInput("not an identifier")
    return found


def check_paging(args):
    """((skip, limit), None) or (None, error)."""
    try:
        page, size = int(args.get("page", 1)), int(args.get("size", 25))
    except ValueError:
        return None, "page and size are numbers"
    if page < 1 or not 1 <= size <= 100:
        return None, "page from 1, size 1 to 100"
    return ((page - 1) * size, size), None


def clean_document(body):
    """(ok, document or error)."""
    if not isinstance(body, dict):
        return False, "an object, please"
    if not isinstance(body.get("title"), str):
        return False, "title must be text"
    return True, {key: body[key] for key in DOCUMENT_KEYS if key in body}


def only_known(mapping, *known):
    unknown = set(mapping) - set(known)
    if unknown:
        raise BadInput("unknown: " + ", ".join(sorted(map(str, unknown))))
    return mapping


def like(text):
    return {"$regex": re.escape(text[:80]), "$options": "i"}
