"""Search in the catalogue."""

from flask import Blueprint

from . import body as read
from .db import get_db, public
from .limits import SEARCH, limiter
from .products import PRODUCT

blueprint = Blueprint("search", __name__, url_prefix="/search")

SORTS = {"name": ("name", 1), "price": ("price", 1), "-price": ("price", -1)}


@blueprint.post("/products")
@limiter.limit(SEARCH)
def search_products():
    body = read.json_object("category", "brand", "max_price", "sort")
    wanted = {"published": True}
    for name in ("category", "brand"):
        value = read.text(body, name, required=False, longest=50)
        if value:
            wanted[name] = value
    if body.get("max_price") is not None:
        wanted["price"] = {"$lte": read.number(body, "max_price", 0, 1_000_000)}
    sort = read.one_of(body, "sort", SORTS, default="name")
    found = get_db().products.find(wanted, PRODUCT).sort([SORTS[sort]]).limit(50)
    return {"items": [public(p) for p in found]}
