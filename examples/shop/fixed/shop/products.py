"""The catalogue and what customers say about it."""

from flask import Blueprint, abort, g, request

from . import body as read
from .auth import admin_required, login_required, user_id
from .db import audit, get_db, now, object_id, public

blueprint = Blueprint("products", __name__, url_prefix="/products")

PRODUCT = {"name": 1, "category": 1, "brand": 1, "price": 1, "description": 1}
FIELDS = tuple(PRODUCT)
REVIEW = {"author": 1, "rating": 1, "comment": 1, "created_at": 1}
MAX_PRICE = 100_000


def read_product(body: dict) -> dict:
    return {
        "name": read.text(body, "name", longest=100),
        "category": read.text(body, "category", longest=50),
        "brand": read.text(body, "brand", required=False, longest=50),
        "price": read.number(body, "price", 0.01, MAX_PRICE),
        "description": read.text(body, "description", required=False),
    }


def published(product_id: str) -> dict:
    return {"_id": object_id(product_id), "published": True}


@blueprint.get("")
def list_products():
    wanted = {"published": True}
    if "category" in request.args:
        wanted["category"] = request.args["category"][:50]
    found = get_db().products.find(wanted, PRODUCT).sort("name", 1)
    return {"items": [public(p) for p in found.limit(read.limit())]}


@blueprint.get("/<product_id>")
def get_product(product_id: str):
    product = get_db().products.find_one(published(product_id), PRODUCT)
    if product is None:
        abort(404, "no such product")
    return public(product)


@blueprint.post("")
@admin_required
def create_product():
    product = read_product(read.json_object(*FIELDS))
    product.update(published=True, created_at=now())
    created = get_db().products.insert_one(product).inserted_id
    audit("product.created", user_id(), created)
    return public(get_db().products.find_one({"_id": created}, PRODUCT)), 201


@blueprint.put("/<product_id>")
@admin_required
def replace_product(product_id: str):
    product = read_product(read.json_object(*FIELDS))
    db = get_db()
    if not db.products.update_one(published(product_id), {"$set": product}).matched_count:
        abort(404, "no such product")
    audit("product.changed", user_id(), product_id)
    return public(db.products.find_one(published(product_id), PRODUCT))


@blueprint.delete("/<product_id>")
@admin_required
def delete_product(product_id: str):
    done = get_db().products.update_one(
        published(product_id), {"$set": {"published": False}}
    )
    if not done.matched_count:
        abort(404, "no such product")
    audit("product.withdrawn", user_id(), product_id)
    return "", 204


@blueprint.get("/<product_id>/reviews")
def list_reviews(product_id: str):
    found = get_db().reviews.find({"product_id": str(object_id(product_id))}, REVIEW)
    return {"items": [public(r) for r in found.limit(read.limit())]}


@blueprint.post("/<product_id>/reviews")
@login_required
def create_review(product_id: str):
    body = read.json_object("rating", "comment")
    db = get_db()
    if db.products.find_one(published(product_id), {"_id": 1}) is None:
        abort(404, "no such product")
    created = db.reviews.insert_one(
        {
            "product_id": str(object_id(product_id)),
            "user_id": user_id(),
            "author": g.user["name"],
            "rating": read.integer(body, "rating", 1, 5),
            "comment": read.text(body, "comment"),
            "created_at": now(),
        }
    )
    return public(db.reviews.find_one({"_id": created.inserted_id}, REVIEW)), 201


@blueprint.delete("/<product_id>/reviews/<review_id>")
@login_required
def delete_review(product_id: str, review_id: str):
    done = get_db().reviews.delete_one(
        {
            "_id": object_id(review_id),
            "product_id": str(object_id(product_id)),
            "user_id": user_id(),
        }
    )
    if not done.deleted_count:
        abort(404, "no such review")
    return "", 204
