"""What an empty database starts with."""

import secrets
from datetime import timedelta

from .auth import hash_password
from .db import get_db, now
from .invoices import issue
from .settings import Settings

ACCOUNTS = [
    # name, organisation, role, phone, address
    ("admin", "platform", "admin", "+44 20 7946 0100", "1 Mason Row, London"),
    ("alice", "acme", "customer", "+44 20 7946 0101", "12 Quarry Lane, Bath"),
    ("bob", "acme", "customer", "+44 20 7946 0102", "3 Lime Street, Leeds"),
    ("mallory", "globex", "customer", "+44 20 7946 0103", "77 Harbour Road, Hull"),
    ("trent", "globex", "customer", "+44 20 7946 0104", "5 Station Hill, York"),
]
DOMAINS = {"platform": "shop.example", "acme": "acme.example", "globex": "globex.example"}

CATEGORIES = ["chisels", "hammers", "measuring", "safety"]
PRODUCTS = [
    ("Pitching tool 40 mm", "chisels", "Ridge", 34.50),
    ("Claw chisel 25 mm", "chisels", "Ridge", 29.90),
    ("Point chisel 12 mm", "chisels", "Kessel", 18.00),
    ("Lettering chisel 6 mm", "chisels", "Kessel", 22.40),
    ("Club hammer 1.5 kg", "hammers", "Ridge", 27.00),
    ("Dummy mallet 0.9 kg", "hammers", "Kessel", 41.25),
    ("Nylon mallet 1.2 kg", "hammers", "Tarn", 36.80),
    ("Steel square 300 mm", "measuring", "Tarn", 15.60),
    ("Spirit level 600 mm", "measuring", "Tarn", 32.10),
    ("Dividers 200 mm", "measuring", "Kessel", 24.75),
    ("Safety glasses", "safety", "Tarn", 9.95),
    ("Dust mask, box of 10", "safety", "Ridge", 19.20),
]
ORDERS = {"alice": (0, 4), "bob": (8,), "mallory": (2, 10), "trent": (6,)}


def run(settings: Settings) -> None:
    db = get_db()
    if db.users.find_one({}, {"_id": 1}) is not None:
        return
    db.categories.insert_many({"name": name} for name in CATEGORIES)
    products = [
        {
            "name": name,
            "category": category,
            "brand": brand,
            "price": price,
            "description": f"{name} by {brand}",
            "published": True,
            "created_at": now(),
        }
        for name, category, brand, price in PRODUCTS
    ]
    db.products.insert_many(products)
    for name, tenant, role, phone, address in ACCOUNTS:
        user = {
            "email": f"{name}@{DOMAINS[tenant]}",
            "password_hash": hash_password(settings.seed_passwords[name]),
            "name": name.capitalize(),
            "role": role,
            "tenant": tenant,
            "verified": True,
            "phone": phone,
            "address": address,
            "api_key": "sk_" + secrets.token_hex(16),
            "created_at": now(),
        }
        db.users.insert_one(user)
        for days, index in enumerate(ORDERS.get(name, ()), start=1):
            seed_order(user, products[index], days)


def seed_order(user: dict, product: dict, days: int) -> None:
    order = {
        "user_id": str(user["_id"]),
        "tenant": user["tenant"],
        "items": [
            {
                "product_id": str(product["_id"]),
                "name": product["name"],
                "quantity": 2,
            }
        ],
        "note": "Please ring twice",
        "shipping_address": user["address"],
        "total": round(product["price"] * 2, 2),
        "payment": {
            "card_last4": "1111",
            "card_holder": user["name"],
            "token": "tok_" + secrets.token_hex(16),
        },
        "status": "shipped",
        "created_at": now() - timedelta(days=days),
    }
    get_db().orders.insert_one(order)
    issue(order)
