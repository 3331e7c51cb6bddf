"""Flask-PyMongo, Motor, AsyncMongoClient, mongomock, GridFS, annotations."""
from lab import body, args, arg, me, sink
from flask_pymongo import PyMongo
import flask_pymongo
from motor.motor_asyncio import AsyncIOMotorClient, AsyncIOMotorDatabase, AsyncIOMotorGridFSBucket
import motor.motor_asyncio
from pymongo import AsyncMongoClient, MongoClient
from pymongo.database import Database
from pymongo.collection import Collection
from pymongo.asynchronous.collection import AsyncCollection
from gridfs import GridFS, GridFSBucket
import mongomock

mongo = PyMongo()
mongo.db.users.find_one_or_404({"_id": arg("id")}, {"password": 0})
#> flask_pymongo users.find_one_or_404 read one filter={_id:text@query.id} projection={password:0}
mongo.db[arg("c")].find_one()
#> flask_pymongo <text@query.c>.find_one read one
mongo.cx["other"].users.find_one()
#> flask_pymongo users.find_one read db=other one
mongo.cx.admin.command("ping")
#> flask_pymongo .command command db=admin command=ping
sink(mongo.db.users.find_one_or_404({"a": 1}))
#> flask_pymongo users.find_one_or_404 read one filter={a:1}
#> sink document@users
mongo.send_file(arg("name"))
#> gridfs fs.files.send_file read one filter={filename:text@query.name}
mongo.send_file(filename=arg("name"), base="photos")
#> gridfs photos.files.send_file read one filter={filename:text@query.name}
mongo.save_file(arg("name"), body())
#> gridfs fs.files.save_file insert one document={filename:text@query.name data:any@body}
app = object()
PyMongo(app)
PyMongo(app, uri="mongodb://a:b@c/d")
#> connect flask_pymongo mongodb://a:b@c/d
mongo.init_app(app, "mongodb://x", connect=True)
#> connect flask_pymongo mongodb://x connect:True
flask_pymongo.PyMongo(app).db.users.insert_one(body())
#> flask_pymongo users.insert_one insert one document=any@body
extensions = {"mongodb": mongo.db}
extensions["mongodb"].users.delete_one({"a": 1})
#> flask_pymongo users.delete_one delete one filter={a:1}

motor_client = AsyncIOMotorClient("mongodb://m")
#> connect motor mongodb://m
motor_db = motor_client["shop"]
AsyncMongoClient(arg("uri")).shop.users.find_one({"a": 1})
#> connect pymongo text@query.uri
#> pymongo users.find_one read db=shop one filter={a:1}
mongomock.MongoClient().shop.users.find_one({"a": 1})
#> connect mongomock nil
#> mongomock users.find_one read db=shop one filter={a:1}


async def view_motor():
    await motor_db.users.insert_one(body())
    #> motor users.insert_one insert db=shop one document=any@body
    await motor_db.get_collection("users").update_one({"a": 1}, {"$set": {"b": 1}})
    #> motor users.update_one update db=shop one filter={a:1} update={$set:{b:1}}
    sink(await motor_db.users.find({"a": 1}).sort("x", 1).to_list(10))
    #> motor users.find read db=shop filter={a:1} sort=[[x 1]] limit=10
    #> sink [document@users...]
    async for one in motor_db.users.aggregate([{"$match": {"a": 1}}]):
    #> motor users.aggregate aggregate db=shop filter={a:1} pipeline=[{$match:{a:1}}]
        sink(one)
        #> sink document@users
    sink(await motor_db.users.count_documents({}))
    #> motor users.count_documents count db=shop filter={}
    #> sink number@users.<count>
    await motor.motor_asyncio.AsyncIOMotorClient().shop.command("ping")
    #> connect motor nil
    #> motor .command command db=shop command=ping


def view_annotated(db: Database, users: Collection, many: AsyncCollection, old: AsyncIOMotorDatabase):
    db.orders.find_one({"a": 1})
    #> pymongo orders.find_one read one filter={a:1}
    users.find_one({"a": 1})
    #> pymongo .find_one read one filter={a:1}
    many.find({"a": 1})
    #> pymongo .find read filter={a:1}
    old["users"].find_one({"a": 1})
    #> pymongo users.find_one read one filter={a:1}


Collection(mongo.db, "users").find_one({"a": 1})
#> pymongo users.find_one read one filter={a:1}
Database(MongoClient(), arg("d")).users.find_one({"a": 1})
#> connect pymongo nil
#> pymongo users.find_one read db=text@query.d one filter={a:1}

fs = GridFS(mongo.db)
sink(fs.put(body(), filename=arg("name"), owner=me()["sub"]))
#> gridfs fs.files.put insert one document={filename:text@query.name data:any@body owner:unknown@token.sub}
#> sink object id
sink(fs.get(arg("id")).read())
#> gridfs fs.files.get read one filter={_id:text@query.id}
#> sink bytes@fs.files
sink(fs.get(arg("id")).filename)
#> gridfs fs.files.get read one filter={_id:text@query.id}
#> sink unknown@fs.files.filename
fs.get_last_version(filename=arg("name"))
#> gridfs fs.files.get_last_version read one filter={filename:text@query.name}
fs.find({"owner": me()["sub"]})
#> gridfs fs.files.find read owned filter={owner:unknown@token.sub}
sink(fs.find_one({"filename": arg("name")}))
#> gridfs fs.files.find_one read one filter={filename:text@query.name}
#> sink object@fs.files
fs.delete(arg("id"))
#> gridfs fs.files.delete delete one filter={_id:text@query.id}
fs.exists({"filename": arg("name")})
#> gridfs fs.files.exists count one filter={filename:text@query.name}
GridFS(mongo.db, collection="photos").get(arg("id"))
#> gridfs photos.files.get read one filter={_id:text@query.id}
bucket = GridFSBucket(mongo.db, bucket_name="photos")
bucket.open_download_stream(arg("id"))
#> gridfs photos.files.open_download_stream read one filter={_id:text@query.id}
bucket.upload_from_stream(arg("name"), body(), metadata={"owner": me()["sub"]})
#> gridfs photos.files.upload_from_stream insert one document={filename:text@query.name data:any@body metadata:{owner:unknown@token.sub}}
bucket.find({"a": 1})
#> gridfs photos.files.find read filter={a:1}
bucket.delete(file_id=arg("id"))
#> gridfs photos.files.delete delete one filter={_id:text@query.id}
