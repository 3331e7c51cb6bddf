"""The methods of PyMongo 4, positional and by keyword."""
from lab import body, args, arg, me, sink
import pymongo
from pymongo import MongoClient, ASCENDING, DESCENDING, ReturnDocument, IndexModel
from pymongo import InsertOne, UpdateOne, UpdateMany, ReplaceOne, DeleteOne, DeleteMany
from bson import ObjectId

client = MongoClient("mongodb://localhost:27017/shop", tls=False)
#> connect pymongo mongodb://localhost:27017/shop tls:False
db = client.shop
users = db["users"]

# Reads.
users.find_one()
#> pymongo users.find_one read db=shop one
users.find_one({"name": body()["name"]})
#> pymongo users.find_one read db=shop one filter={name:any@body.name}
users.find_one({"name": arg("name")}, {"_id": 0, "name": 1})
#> pymongo users.find_one read db=shop one filter={name:text@query.name} projection={_id:0 name:1}
users.find_one(filter={"name": arg("name")}, projection=["name"], sort=[("age", DESCENDING)])
#> pymongo users.find_one read db=shop one filter={name:text@query.name} projection=[name] sort=[[age -1]]
users.find_one(ObjectId("5f0000000000000000000000"))
#> pymongo users.find_one read db=shop one filter={_id:object id}
users.find_one(arg("id"))
#> pymongo users.find_one read db=shop one filter={_id:text@query.id}
users.find_one(body())
#> pymongo users.find_one read db=shop one filter=any@body
users.find()
#> pymongo users.find read db=shop
users.find({"age": {"$gt": 3}}, {"name": 1}, 5, 10)
#> pymongo users.find read db=shop filter={age:{$gt:3}} projection={name:1} skip=5 limit=10
users.find({}, None)
#> pymongo users.find read db=shop filter={}
users.find({"a": 1}, skip=5, limit=10, sort=[("a", 1)], no_cursor_timeout=True, hint="a_1")
#> pymongo users.find read db=shop filter={a:1} sort=[[a 1]] skip=5 limit=10 hint:a_1 no_cursor_timeout:True
users.find_raw_batches({"a": 1})
#> pymongo users.find_raw_batches read db=shop filter={a:1}
users.count_documents({"a": arg("a")}, limit=5)
#> pymongo users.count_documents count db=shop filter={a:text@query.a} limit=5
users.estimated_document_count()
#> pymongo users.estimated_document_count count db=shop
users.distinct("name")
#> pymongo users.distinct distinct db=shop distinct=name
users.distinct("name", {"a": 1})
#> pymongo users.distinct distinct db=shop filter={a:1} distinct=name
users.distinct(key=arg("key"), filter={"a": 1})
#> pymongo users.distinct distinct db=shop filter={a:1} distinct=text@query.key

# Writes.
users.insert_one({"name": arg("name")})
#> pymongo users.insert_one insert db=shop one document={name:text@query.name}
users.insert_one(document=body())
#> pymongo users.insert_one insert db=shop one document=any@body
users.insert_many([{"a": 1}, {"a": 2}], ordered=False)
#> pymongo users.insert_many insert db=shop document=[{a:1} {a:2}] ordered:False
users.insert_many(body()["all"])
#> pymongo users.insert_many insert db=shop document=any@body.all
users.update_one({"_id": arg("id")}, {"$set": body()})
#> pymongo users.update_one update db=shop one filter={_id:text@query.id} update={$set:any@body}
users.update_one(filter={"a": 1}, update={"$inc": {"n": 1}}, upsert=True)
#> pymongo users.update_one update db=shop one filter={a:1} update={$inc:{n:1}} upsert:True
users.update_one({"a": 1}, {"$set": {"b.$[x]": 1}}, array_filters=[{"x": body()["x"]}])
#> pymongo users.update_one update db=shop one filter={a:1} update={$set:{b.$[x]:1}} array_filters:[{x:any@body.x}]
users.update_one({"a": 1}, [{"$set": {"b": "$a"}}])
#> pymongo users.update_one update db=shop one filter={a:1} update=[{$set:{b:$a}}]
users.update_many({}, {"$set": {"a": 1}})
#> pymongo users.update_many update db=shop filter={} update={$set:{a:1}}
users.replace_one({"_id": arg("id")}, body(), True)
#> pymongo users.replace_one replace db=shop one filter={_id:text@query.id} document=any@body upsert:True
users.replace_one({"_id": arg("id")}, replacement=body(), upsert=True)
#> pymongo users.replace_one replace db=shop one filter={_id:text@query.id} document=any@body upsert:True
users.delete_one({"_id": arg("id")})
#> pymongo users.delete_one delete db=shop one filter={_id:text@query.id}
users.delete_many(body())
#> pymongo users.delete_many delete db=shop filter=any@body
users.delete_many(filter={})
#> pymongo users.delete_many delete db=shop filter={}
users.find_one_and_update({"a": 1}, {"$set": {"b": 1}}, {"_id": 0}, return_document=ReturnDocument.AFTER)
#> pymongo users.find_one_and_update update db=shop one filter={a:1} update={$set:{b:1}} projection={_id:0} return_document:True
users.find_one_and_update(filter={"a": 1}, update={"$inc": {"seq": 1}}, upsert=True)
#> pymongo users.find_one_and_update update db=shop one filter={a:1} update={$inc:{seq:1}} upsert:True
users.find_one_and_replace({"a": 1}, {"b": 1}, {"b": 1})
#> pymongo users.find_one_and_replace replace db=shop one filter={a:1} document={b:1} projection={b:1}
users.find_one_and_delete({"a": 1}, sort=[("x", 1)])
#> pymongo users.find_one_and_delete delete db=shop one filter={a:1} sort=[[x 1]]

# Aggregation, scripts, change streams.
users.aggregate([{"$match": {"owner": me()["sub"]}}, {"$sort": {"at": -1}}, {"$limit": 5}])
#> pymongo users.aggregate aggregate db=shop owned filter={owner:unknown@token.sub} sort={at:-1} limit=5 pipeline=[{$match:{owner:unknown@token.sub}} {$sort:{at:-1}} {$limit:5}]
users.aggregate(pipeline=body(), let={"x": 1}, allowDiskUse=True)
#> pymongo users.aggregate aggregate db=shop pipeline=any@body allowDiskUse:True let:{x:1}
users.aggregate([{"$group": {"_id": "$a"}}, {"$match": {"n": arg("n")}}])
#> pymongo users.aggregate aggregate db=shop pipeline=[{$group:{_id:$a}} {$match:{n:text@query.n}}]
users.aggregate_raw_batches([{"$match": {"a": 1}}])
#> pymongo users.aggregate_raw_batches aggregate db=shop filter={a:1} pipeline=[{$match:{a:1}}]
users.watch([{"$match": {"a": 1}}], full_document="updateLookup")
#> pymongo users.watch watch db=shop pipeline=[{$match:{a:1}}] full_document:updateLookup

# Indexes and the rest.
users.create_index("name")
#> pymongo users.create_index index db=shop keys=name
users.create_index([("owner", ASCENDING), ("at", DESCENDING)], unique=True, name="owner_at")
#> pymongo users.create_index index db=shop keys=[[owner 1] [at -1]] name:owner_at unique:True
users.create_index(keys=[("owner", pymongo.TEXT)], background=True)
#> pymongo users.create_index index db=shop keys=[[owner text]] background:True
users.create_indexes([IndexModel([("a", ASCENDING)], unique=True), IndexModel("b")])
#> pymongo users.create_indexes index db=shop keys=[[a 1]] unique:True
#> pymongo users.create_indexes index db=shop keys=b
users.drop_index("name_1")
#> pymongo users.drop_index index db=shop index_or_name:name_1
users.drop_indexes()
#> pymongo users.drop_indexes index db=shop
users.index_information()
#> pymongo users.index_information index db=shop
users.drop()
#> pymongo users.drop drop db=shop
users.rename(arg("to"))
#> pymongo users.rename command db=shop new_name:text@query.to
users.options()
#> pymongo users.options command db=shop

# Bulk writes.
users.bulk_write([InsertOne({"a": 1}), UpdateOne({"a": arg("a")}, {"$set": body()}, upsert=True), DeleteOne({"b": 1})])
#> pymongo users.bulk_write insert db=shop one document={a:1}
#> pymongo users.bulk_write update db=shop one filter={a:text@query.a} update={$set:any@body} upsert:True
#> pymongo users.bulk_write delete db=shop one filter={b:1}
users.bulk_write([UpdateMany({"a": 1}, {"$set": {"b": 1}}), ReplaceOne({"a": 1}, body()), DeleteMany(filter={})])
#> pymongo users.bulk_write update db=shop filter={a:1} update={$set:{b:1}}
#> pymongo users.bulk_write replace db=shop one filter={a:1} document=any@body
#> pymongo users.bulk_write delete db=shop filter={}
operations = [UpdateOne({"_id": d["id"]}, {"$set": {"n": d["n"]}}) for d in body()]
#> pymongo users.bulk_write update db=shop one filter={_id:any@body.id} update={$set:{n:any@body.n}}
users.bulk_write(operations)
users.bulk_write(body())
#> pymongo users.bulk_write bulk db=shop document=any@body
client.bulk_write(models=[InsertOne({"a": 1}, namespace="shop.carts")])
#> pymongo carts.bulk_write insert one document={a:1} namespace:shop.carts

# Names.
db.carts.find_one()
#> pymongo carts.find_one read db=shop one
db["carts"].find_one()
#> pymongo carts.find_one read db=shop one
db[arg("c")].find_one()
#> pymongo <text@query.c>.find_one read db=shop one
db.get_collection("carts").find_one()
#> pymongo carts.find_one read db=shop one
db.get_collection(name=arg("c")).find_one()
#> pymongo <text@query.c>.find_one read db=shop one
db.fs.files.find_one()
#> pymongo fs.files.find_one read db=shop one
db["fs"]["files"].find_one()
#> pymongo fs.files.find_one read db=shop one
client["shop"]["carts"].find_one()
#> pymongo carts.find_one read db=shop one
client[arg("d")][arg("c")].find_one()
#> pymongo <text@query.c>.find_one read db=text@query.d one
client.get_database("shop").carts.find_one()
#> pymongo carts.find_one read db=shop one
client.get_database().carts.find_one()
#> pymongo carts.find_one read one
client.get_default_database().carts.find_one()
#> pymongo carts.find_one read one
client.get_default_database("shop").carts.find_one()
#> pymongo carts.find_one read db=shop one
users.database.carts.find_one()
#> pymongo carts.find_one read db=shop one
db.client.other.carts.find_one()
#> pymongo carts.find_one read db=other one
users.with_options(write_concern=None).find_one()
#> pymongo users.find_one read db=shop one
for kind in ("books", "films"):
    db[kind].find_one({"a": 1})
    #> pymongo books.find_one read db=shop one filter={a:1}
    #> pymongo films.find_one read db=shop one filter={a:1}
chosen = db.carts if arg("x") else db.orders
chosen.find_one({"a": 1})
#> pymongo <carts|orders>.find_one read db=shop one filter={a:1}

# The database.
db.command("ping")
#> pymongo .command command db=shop command=ping
db.command("collStats", arg("c"))
#> pymongo <text@query.c>.command command db=shop command=collStats value:text@query.c
db.command(arg("cmd"))
#> pymongo .command command db=shop command=text@query.cmd
db.command(command={"buildInfo": 1})
#> pymongo .command command db=shop command={buildInfo:1}
db.command({"find": "users", "filter": body()})
#> pymongo users.command command db=shop command={find:users filter:any@body}
client.admin.command(body()["cmd"])
#> pymongo .command command db=admin command=any@body.cmd
db.aggregate([{"$currentOp": {}}, {"$match": {"a": 1}}])
#> pymongo .aggregate aggregate db=shop pipeline=[{$currentOp:{}} {$match:{a:1}}]
db.list_collection_names()
#> pymongo .list_collection_names command db=shop command=listCollections
db.list_collection_names(filter={"name": arg("n")})
#> pymongo .list_collection_names command db=shop filter={name:text@query.n} command=listCollections
db.create_collection("logs", capped=True)
#> pymongo logs.create_collection command db=shop command={create:logs} capped:True name:logs
db.create_collection(arg("name")).insert_one({"a": 1})
#> pymongo <text@query.name>.insert_one insert db=shop one document={a:1}
db.drop_collection(arg("c"))
#> pymongo <text@query.c>.drop_collection drop db=shop
db.drop_collection(users)
#> pymongo users.drop_collection drop db=shop
db.validate_collection("users")
#> pymongo users.validate_collection command db=shop command={validate:users}
db.cursor_command("find", "users")
#> pymongo .cursor_command command db=shop command=find value:users
db.watch()
#> pymongo .watch watch db=shop
client.list_databases()
#> pymongo .list_databases command db=admin command=listDatabases
client.list_database_names()
#> pymongo .list_database_names command db=admin command=listDatabases
client.drop_database(arg("d"))
#> pymongo .drop_database drop db=text@query.d
client.drop_database(db)
#> pymongo .drop_database drop db=shop
client.server_info()
#> pymongo .server_info command db=admin command=buildInfo
client.watch([{"$match": {"a": 1}}])
#> pymongo .watch watch pipeline=[{$match:{a:1}}]

# Clients.
MongoClient()
#> connect pymongo nil
MongoClient("localhost", 27017)
#> connect pymongo localhost port:27017
MongoClient(host=arg("host"), port=27017, username="a", password="b", tlsAllowInvalidCertificates=True)
#> connect pymongo text@query.host password:b port:27017 tlsAllowInvalidCertificates:True username:a
pymongo.MongoClient(["a:1", "b:2"])
#> connect pymongo [a:1 b:2]
with MongoClient("mongodb://a") as one:
#> connect pymongo mongodb://a
    one.shop.users.find_one()
    #> pymongo users.find_one read db=shop one
with client.start_session() as session:
    with session.start_transaction():
        users.update_one({"a": 1}, {"$set": {"b": 1}}, session=session)
        #> pymongo users.update_one update db=shop one filter={a:1} update={$set:{b:1}} session:object
