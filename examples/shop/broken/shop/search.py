"""Search in the catalogue."""

from flask import Blueprint, abort

from . import body as read
from .db import get_db, public
from .products import PRODUCT

blueprint = Blueprint("search", __name__, url_prefix="/search")

SORTS = {"name": ("name", 1), "price": ("price", 1), "-price": ("price", -1)}


@blueprint.post("/products")
def search_products():
    body = read.json_object()
    wanted = {"published": True}
    for name in ("category", "brand"):
        if body.get(name):
            wanted[name] = body[name]
    if body.get("max_price") is not None:
        wanted["price"] = {"$lte": read.number(body, "max_price", 0, 1e9)}
    sort = body.get("sort", "name")
    if not isinstance(sort, str) or sort not in SORTS:
        abort(400, "sort must be one of name, price, -price")
    found = get_db().products.find(wanted, PRODUCT).sort([SORTS[sort]]).limit(50)
    return {"items": [public(p) for p in found]}
