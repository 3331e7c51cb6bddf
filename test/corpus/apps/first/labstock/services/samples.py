from bson import ObjectId

from core.mongo import collection

samples = collection("samples")


def by_number(number):
    return samples.find_one({"sample_no": number})


def query(lab_id, criteria):
    return list(samples.find({"lab_id": lab_id, "data": criteria}).limit(100))


def with_label(lab_id, label):
    return list(samples.find({"lab_id": lab_id, "label": label}, {"_id": 0, "sample_no": 1, "label": 1}).limit(100))


def everything(lab_id):
    return list(samples.find({"lab_id": lab_id}, {"_id": 0, "sample_no": 1, "label": 1}))


def discard(ids):
    return samples.delete_many({"_id": {"$in": [ObjectId(i) for i in ids]}}).deleted_count


def archive(lab_id, ids):
    chosen = {"$in": [ObjectId(i) for i in ids]}
    return samples.update_many({"_id": chosen, "lab_id": lab_id}, {"$set": {"archived": True}}).modified_count
