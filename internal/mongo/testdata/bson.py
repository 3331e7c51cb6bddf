"""Types of bson."""
from lab import body, args, arg, me, sink
import bson
from bson import ObjectId, json_util, SON, Code, Regex, DBRef, Decimal128, Int64, Binary
from bson.objectid import ObjectId as OID
from bson.json_util import loads, dumps
from pymongo import MongoClient
import re

db = MongoClient().shop
#> connect pymongo nil

sink(ObjectId(arg("id")))
#> objectid text@query.id
#> sink object id@query.id
sink(OID(body()["id"]))
#> objectid any@body.id
#> sink object id@body.id
sink(bson.ObjectId(arg("id")))
#> objectid text@query.id
#> sink object id@query.id
sink(bson.objectid.ObjectId(oid=arg("id")))
#> objectid text@query.id
#> sink object id@query.id
sink(ObjectId())
#> sink object id
sink(ObjectId(None))
#> sink object id
sink(ObjectId("5f0000000000000000000000"))
#> sink object id
sink(ObjectId(ObjectId(arg("id"))))
#> objectid text@query.id
#> sink object id@query.id
sink(str(ObjectId(arg("id"))))
#> objectid text@query.id
#> sink text@query.id
sink(ObjectId(db.users.find_one({"a": 1})["friend"]))
#> pymongo users.find_one read db=shop one filter={a:1}
#> objectid unknown@users.friend
#> sink object id@users.friend


def view_valid():
    id = arg("id")
    if not ObjectId.is_valid(id):
        return None
    return ObjectId(id)


def view_valid_json():
    id = body()["id"]
    if ObjectId.is_valid(id):
        sink(id)
        #> sink text@body.id
        return ObjectId(id)


def view_pattern():
    id = arg("id")
    if not re.fullmatch("[0-9a-f]{24}", id):
        return None
    return ObjectId(id)


def view_length():
    id = arg("id")
    if len(id) > 24:
        return None
    return ObjectId(id)
    #> objectid text@query.id


sink(loads(arg("q")))
#> sink any@query.q
sink(json_util.loads(arg("q"))["name"])
#> sink any@query.q.name
sink(dumps(body()))
#> sink text@body
sink(SON([("a", arg("a")), ("b", 1)]))
#> sink {a:text@query.a b:1}
sink(SON({"a": 1}))
#> sink {a:1}
sink(Code(arg("code")))
#> script text@query.code
#> sink text@query.code
sink(Regex(arg("p"), "i"))
#> sink pattern@query.p
sink(DBRef("users", arg("id")))
#> sink {$ref:users $id:text@query.id}
sink(db.dereference(DBRef(arg("c"), ObjectId(arg("id")))))
#> objectid text@query.id
#> pymongo <text@query.c>.dereference read db=shop one filter={_id:object id@query.id}
#> sink null or document@
sink(Decimal128(arg("n")))
#> sink number@query.n
sink(Int64(body()["n"]))
#> sink number@body.n
sink(bson.decode(arg("b"))["a"])
#> sink any@query.b.a
sink(bson.encode(body()))
#> sink bytes@body
db.users.find({"name": Regex(arg("p"))})
#> pymongo users.find read db=shop filter={name:pattern@query.p}
