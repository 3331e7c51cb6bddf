from datetime import datetime

from bson import ObjectId

from core.mongo import collection

orders = collection("orders")
catalogue = collection("catalogue")


class NotAllowed(Exception):
    pass


def place(user, payload):
    total = sum(line["unit_price"] * line["quantity"] for line in payload["lines"])
    return orders.insert_one({
        "lab_id": user["lab_id"], "by": user["_id"], "lines": payload["lines"],
        "total": total, "status": "requested", "created": datetime.utcnow(),
    }).inserted_id


def place_from_catalogue(user, payload):
    lines, total = [], 0
    for line in payload["lines"]:
        article = catalogue.find_one({"sku": line["sku"]}, {"price": 1})
        if article is None:
            raise ValueError("unknown article")
        lines.append({"sku": line["sku"], "quantity": line["quantity"], "unit_price": article["price"]})
        total += article["price"] * line["quantity"]
    return orders.insert_one({
        "lab_id": user["lab_id"], "by": user["_id"], "lines": lines,
        "total": total, "status": "requested", "created": datetime.utcnow(),
    }).inserted_id


def of_lab(lab_id):
    return list(orders.find({"lab_id": lab_id}).sort("created", -1).limit(100))


def approve(order_id, actor):
    if actor.get("role") not in ("pi", "admin"):
        raise NotAllowed()
    return orders.update_one({"_id": ObjectId(order_id), "lab_id": actor["lab_id"]}, {"$set": {"status": "approved"}}).modified_count


def override_budget(order_id, amount):
    return orders.update_one({"_id": ObjectId(order_id)}, {"$set": {"budget": amount, "status": "approved"}}).modified_count
