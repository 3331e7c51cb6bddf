"""Chains of cursors: they change the query that was told."""
from lab import body, args, arg, me, sink
from pymongo import MongoClient

db = MongoClient().shop
#> connect pymongo nil

db.users.find().sort("name")
#> pymongo users.find read db=shop sort=name
db.users.find().sort("name", -1).limit(5)
#> pymongo users.find read db=shop sort=[[name -1]] limit=5
db.users.find().sort([("a", 1), ("b", -1)]).skip(int(arg("skip"))).limit(int(arg("limit")))
#> pymongo users.find read db=shop sort=[[a 1] [b -1]] skip=number@query.skip limit=number@query.limit
db.users.find().sort(arg("by"), 1)
#> pymongo users.find read db=shop sort=[[text@query.by 1]]
db.users.find({"a": 1}).where("this.a > " + arg("a"))
#> pymongo users.find read db=shop filter={a:1 $where:text@query.a}
db.users.find().where(body()["code"])
#> pymongo users.find read db=shop filter={$where:any@body.code}
db.users.find().hint("a_1").max_time_ms(5).batch_size(10).limit(3)
#> pymongo users.find read db=shop limit=3 hint:a_1
db.users.find({"a": 1}).count()
#> pymongo users.count count db=shop filter={a:1}
db.users.find({"a": 1}).distinct("name")
#> pymongo users.distinct distinct db=shop filter={a:1} distinct=name
db.users.find().limit(min(int(arg("limit")), 50))
#> pymongo users.find read db=shop limit=number@query.limit
cursor = db.users.find({"b": 1})
#> pymongo users.find read db=shop filter={b:1} sort=x limit=10
cursor = cursor.sort("x")
cursor.limit(10)
sink(cursor.next())
#> sink document@users
sink(cursor.collection.name)
#> sink users
sink(db.users.find().explain())
#> pymongo users.find read db=shop
#> sink {}


def view_branches():
    cursor = db.users.find({"a": 1})
    #> pymongo users.find read db=shop partly filter={a:1} limit=number@query.limit
    if arg("limit"):
        cursor = cursor.limit(int(arg("limit")))
    return list(cursor)


def view_chosen():
    size = int(arg("size"))
    if size > 100:
        size = 100
    return list(db.users.find({"a": 1}).limit(size))
    #> pymongo users.find read db=shop filter={a:1} limit=number@query.size


async def view_async():
    async for user in db.users.find({"a": 1}):
    #> pymongo users.find read db=shop filter={a:1}
        sink(user)
        #> sink document@users
    users = await db.users.find({"a": 1}).to_list(length=20)
    #> pymongo users.find read db=shop filter={a:1} limit=20
    sink(users)
    #> sink [document@users...]
    sink(await db.users.find({"a": 1}).to_list(None))
    #> pymongo users.find read db=shop filter={a:1}
    #> sink [document@users...]
    sink(await db.users.find_one({"a": 1}))
    #> pymongo users.find_one read db=shop one filter={a:1}
    #> sink null or document@users


shared = db.users.find({"shared": 1})
#> pymongo users.find read db=shop filter={shared:1}


def view_shared():
    return list(shared.limit(3))


def view_sliced():
    sink(db.users.find({"a": 1})[:20])
    #> pymongo users.find read db=shop filter={a:1} limit=20
    #> sink [document@users...]
    db.users.find({"a": 1})[int(arg("from")):int(arg("to"))]
    #> pymongo users.find read db=shop filter={a:1} skip=number@query.from limit=number@query.to
