"""What reads give: origins, projections, shapes of aggregations, owners."""
from lab import body, args, arg, me, sink
from pymongo import MongoClient
from bson import ObjectId, json_util
from flask_pymongo import PyMongo

db = MongoClient().shop
#> connect pymongo nil

# Documents.
sink(db.users.find_one({"a": 1}))
#> pymongo users.find_one read db=shop one filter={a:1}
#> sink null or document@users
sink(db.users.find_one({"a": 1})["address"]["city"])
#> pymongo users.find_one read db=shop one filter={a:1}
#> sink unknown@users.address.city
sink(db.users.find({"a": 1}))
#> pymongo users.find read db=shop filter={a:1}
#> sink [document@users...]
sink(list(db.users.find({"a": 1})))
#> pymongo users.find read db=shop filter={a:1}
#> sink [document@users...]
sink([u["name"] for u in db.users.find({"a": 1})])
#> pymongo users.find read db=shop filter={a:1}
#> sink [unknown@users.name...]
sink(db.users.find({"a": 1})[0])
#> pymongo users.find read db=shop filter={a:1}
#> sink document@users
sink(db.users.find_one_and_update({"a": 1}, {"$set": {"b": 1}}))
#> pymongo users.find_one_and_update update db=shop one filter={a:1} update={$set:{b:1}}
#> sink null or document@users
sink(db.users.distinct("email"))
#> pymongo users.distinct distinct db=shop distinct=email
#> sink [unknown@users.email...]
sink(db.users.count_documents({}))
#> pymongo users.count_documents count db=shop filter={}
#> sink number@users.<count>
sink(db.command("dbStats"))
#> pymongo .command command db=shop command=dbStats
#> sink document@
sink(db.list_collection_names())
#> pymongo .list_collection_names command db=shop command=listCollections
#> sink [text@...]
sink(json_util.dumps(db.users.find({"a": 1})))
#> pymongo users.find read db=shop filter={a:1}
#> sink text@users
sink(db.users.update_one({"a": 1}, {"$set": {"b": 1}}).matched_count)
#> pymongo users.update_one update db=shop one filter={a:1} update={$set:{b:1}}
#> sink number
sink(db.users.update_one({"a": 1}, {"$set": {"b": 1}}, upsert=True).upserted_id)
#> pymongo users.update_one update db=shop one filter={a:1} update={$set:{b:1}} upsert:True
#> sink null or object id
sink(db.users.delete_one({"a": 1}).deleted_count)
#> pymongo users.delete_one delete db=shop one filter={a:1}
#> sink number
for user in db.users.find({"a": 1}):
#> pymongo users.find read db=shop filter={a:1}
    sink(user)
    #> sink document@users

# Projections.
sink(db.users.find_one({"a": 1}, {"name": 1, "email": True}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={name:1 email:True}
#> sink {name:unknown@users.name email:unknown@users.email _id:unknown@users._id}
sink(db.users.find_one({"a": 1}, {"name": 1, "_id": 0}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={name:1 _id:0}
#> sink {name:unknown@users.name}
sink(db.users.find_one({"a": 1}, {"password": 0}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={password:0}
#> sink {-password}+null or document@users
sink(db.users.find_one({"a": 1}, {"_id": False, "password": False})["password"])
#> pymongo users.find_one read db=shop one filter={a:1} projection={_id:False password:False}
#> sink None
sink(db.users.find_one({"a": 1}, ["name", "address.city"]))
#> pymongo users.find_one read db=shop one filter={a:1} projection=[name address.city]
#> sink {_id:unknown@users._id name:unknown@users.name address:{city:unknown@users.address.city}}
sink(db.users.find_one({"a": 1}, {"address.city": 1, "address.zip": 1, "_id": 0}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={address.city:1 address.zip:1 _id:0}
#> sink {address:{city:unknown@users.address.city zip:unknown@users.address.zip}}
sink(db.users.find_one({"a": 1}, {"who": "$name", "_id": 0}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={who:$name _id:0}
#> sink {who:unknown@users.name}
sink(db.users.find_one({"a": 1}, {}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={}
#> sink null or document@users
sink(db.users.find_one({"a": 1}, []))
#> pymongo users.find_one read db=shop one filter={a:1} projection=[]
#> sink {_id:unknown@users._id}
sink(db.users.find_one({"a": 1}, {"tags": {"$slice": 3}}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={tags:{$slice:3}}
#> sink null or document@users
sink(db.users.find_one({"a": 1}, body()))
#> pymongo users.find_one read db=shop one filter={a:1} projection=any@body
#> sink null or document@users
sink(db.users.find_one({"a": 1}, {arg("field"): 1}))
#> pymongo users.find_one read db=shop one filter={a:1} projection={*text@query.field:1}
#> sink null or document@users

# Aggregations.
sink(db.orders.aggregate([{"$match": {"a": 1}}]))
#> pymongo orders.aggregate aggregate db=shop filter={a:1} pipeline=[{$match:{a:1}}]
#> sink [document@orders...]
sink(db.orders.aggregate([{"$project": {"total": 1, "by": "$customer.name", "_id": 0}}]))
#> pymongo orders.aggregate aggregate db=shop projection={total:1 by:$customer.name _id:0} pipeline=[{$project:{total:1 by:$customer.name _id:0}}]
#> sink [{total:unknown@orders.total by:unknown@orders.customer.name}...]
sink(db.orders.aggregate([{"$group": {"_id": "$customer", "sum": {"$sum": "$total"}, "last": {"$last": "$at"}, "all": {"$push": "$$ROOT"}}}]))
#> pymongo orders.aggregate aggregate db=shop pipeline=[{$group:{_id:$customer sum:{$sum:$total} last:{$last:$at} all:{$push:$$ROOT}}}]
#> sink [{_id:unknown@orders.customer sum:number last:unknown@orders.at all:[document@orders...]}...]
sink(db.orders.aggregate([{"$lookup": {"from": "users", "localField": "u", "foreignField": "_id", "as": "user"}}, {"$unset": "secret"}]))
#> pymongo orders.aggregate aggregate db=shop pipeline=[{$lookup:{from:users localField:u foreignField:_id as:user}} {$unset:secret}]
#> sink [{user:[document@users...] -secret}+document@orders...]
sink(db.orders.aggregate([{"$count": "n"}]))
#> pymongo orders.aggregate aggregate db=shop pipeline=[{$count:n}]
#> sink [{n:number}...]
sink(db.orders.aggregate([{"$facet": {"page": [{"$project": {"a": 1}}], "n": [{"$count": "n"}]}}]))
#> pymongo orders.aggregate aggregate db=shop pipeline=[{$facet:{page:[{$project:{a:1}}] n:[{$count:n}]}}]
#> sink [{page:[{a:unknown@orders.a _id:unknown@orders._id}...] n:[{n:number}...]}...]
sink(db.orders.aggregate([{"$replaceRoot": {"newRoot": "$customer"}}]))
#> pymongo orders.aggregate aggregate db=shop pipeline=[{$replaceRoot:{newRoot:$customer}}]
#> sink [unknown@orders.customer...]
sink(db.orders.aggregate(body()))
#> pymongo orders.aggregate aggregate db=shop pipeline=any@body
#> sink [document@orders...]

# Whose it is.
sink(db.users.find_one({"_id": me()["sub"]}))
#> pymongo users.find_one read db=shop one owned filter={_id:unknown@token.sub}
#> sink null or document@users!own
sink(db.users.find_one({"_id": me()["sub"]})["tenant"])
#> pymongo users.find_one read db=shop one owned filter={_id:unknown@token.sub}
#> sink unknown@users.tenant!own
user = db.users.find_one({"_id": me()["sub"]})
#> pymongo users.find_one read db=shop one owned filter={_id:unknown@token.sub}
db.orders.find({"tenant": user["tenant"]})
#> pymongo orders.find read db=shop owned filter={tenant:unknown@users.tenant!own}
db.orders.find({"_id": {"$in": user["orders"]}})
#> pymongo orders.find read db=shop owned filter={_id:{$in:unknown@users.orders!own}}
db.orders.find({"$and": [{"a": 1}, {"owner": user["_id"]}]})
#> pymongo orders.find read db=shop owned filter={$and:[{a:1} {owner:unknown@users._id!own}]}
db.orders.find({"$or": [{"public": True}, {"owner": user["_id"]}]})
#> pymongo orders.find read db=shop filter={$or:[{public:True} {owner:unknown@users._id!own}]}
db.orders.find({"$or": [{"seller": user["_id"]}, {"owner": user["_id"]}]})
#> pymongo orders.find read db=shop owned filter={$or:[{seller:unknown@users._id!own} {owner:unknown@users._id!own}]}
db.orders.find({"owner": {"$ne": user["_id"]}})
#> pymongo orders.find read db=shop filter={owner:{$ne:unknown@users._id!own}}
db.orders.find({"owner": {"$eq": user["_id"]}})
#> pymongo orders.find read db=shop owned filter={owner:{$eq:unknown@users._id!own}}
db.orders.find({"members": {"$elemMatch": {"id": user["_id"]}}})
#> pymongo orders.find read db=shop owned filter={members:{$elemMatch:{id:unknown@users._id!own}}}
db.orders.find({"$nor": [{"owner": user["_id"]}]})
#> pymongo orders.find read db=shop filter={$nor:[{owner:unknown@users._id!own}]}
db.orders.find({"owner": arg("owner") or user["_id"]})
#> pymongo orders.find read db=shop filter={owner:unknown@query.owner,users._id}
db.orders.find({"key": f"{user['_id']}:{arg('name')}"})
#> pymongo orders.find read db=shop owned filter={key:text@users._id,query.name}
db.sessions.find_one({"token": arg("token")})
#> pymongo sessions.find_one read db=shop one owned filter={token:text@query.token}
db.sessions.find_one({"token": body()["token"]})
#> pymongo sessions.find_one read db=shop one filter={token:any@body.token}
db.sessions.find_one({"token": {"$eq": str(body()["token"])}})
#> pymongo sessions.find_one read db=shop one owned filter={token:{$eq:text@body.token}}
db.keys.find_one({"api_key": arg("key")})
#> pymongo keys.find_one read db=shop one owned filter={api_key:text@query.key}
db.users.find_one({"_id": arg("id")})
#> pymongo users.find_one read db=shop one filter={_id:text@query.id}
query = {"a": 1}
if arg("mine"):
    query["owner"] = user["_id"]
db.orders.find(query)
#> pymongo orders.find read db=shop filter={a:1 owner?:unknown@users._id!own}

# Inserts give their identifiers.
doc = {"a": arg("a")}
result = db.orders.insert_one(doc)
#> pymongo orders.insert_one insert db=shop one document={a:text@query.a}
sink(result.inserted_id)
#> sink object id
sink(doc)
#> sink {a:text@query.a _id:object id}
sink(db.orders.insert_one({"_id": arg("id")}).inserted_id)
#> pymongo orders.insert_one insert db=shop one document={_id:text@query.id}
#> sink text@query.id
docs = [{"a": 1}, {"b": 2}]
sink(db.orders.insert_many(docs).inserted_ids)
#> pymongo orders.insert_many insert db=shop document=[{a:1} {b:2}]
#> sink [object id...]
sink(docs)
#> sink [{a:1 _id:object id} {b:2 _id:object id}]
whole = body()
sink(db.orders.insert_one(whole).inserted_id)
#> pymongo orders.insert_one insert db=shop one document=any@body
#> sink any@body._id
