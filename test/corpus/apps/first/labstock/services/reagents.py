import re

from bson import ObjectId

from core.mongo import collection

reagents = collection("reagents")


def search(lab_id, text, limit):
    query = {"lab_id": lab_id}
    if text:
        query["name"] = {"$regex": re.escape(text), "$options": "i"}
    return list(reagents.find(query).sort("name", 1).limit(limit))


def cas_search(lab_id, pattern):
    return list(reagents.find({"lab_id": lab_id, "cas": re.compile(pattern)}).limit(50))


def get(lab_id, reagent_id):
    return reagents.find_one({"_id": ObjectId(reagent_id), "lab_id": lab_id})


def create(lab_id, payload):
    return reagents.insert_one({**payload, "lab_id": lab_id}).inserted_id


def create_many(lab_id, items):
    return len(reagents.insert_many([{**item, "lab_id": lab_id, "approved": False} for item in items]).inserted_ids)


def replace(lab_id, reagent_id, fields):
    return reagents.update_one({"_id": ObjectId(reagent_id), "lab_id": lab_id}, {"$set": fields}).matched_count


def take(lab_id, reagent_id, grams):
    return reagents.update_one(
        {"_id": ObjectId(reagent_id), "lab_id": lab_id, "stock": {"$gte": grams}},
        {"$inc": {"stock": -grams}}).modified_count


def remove(lab_id, reagent_id):
    return reagents.delete_one({"_id": ObjectId(reagent_id)}).deleted_count


def approve(reagent_id):
    return reagents.update_one({"_id": ObjectId(reagent_id)}, {"$set": {"approved": True}}).matched_count
