"""Methods before PyMongo 4."""
from lab import body, args, arg, me, sink
from pymongo import Connection, MongoClient
from bson.code import Code

db = MongoClient().shop
#> connect pymongo nil
Connection("localhost").shop.users.find_one(spec={"a": 1}, fields=["a"])
#> connect pymongo localhost
#> pymongo users.find_one read db=shop one filter={a:1} projection=[a]
db.users.insert({"a": 1})
#> pymongo users.insert insert db=shop one document={a:1}
db.users.insert([{"a": 1}, {"a": 2}])
#> pymongo users.insert insert db=shop document=[{a:1} {a:2}]
sink(db.users.insert({"a": 1}))
#> pymongo users.insert insert db=shop one document={a:1}
#> sink object id
db.users.save({"_id": arg("id"), "a": 1})
#> pymongo users.save replace db=shop one filter={_id:text@query.id} document={_id:text@query.id a:1}
db.users.save({"a": 1})
#> pymongo users.save insert db=shop one document={a:1}
user = db.users.find_one({"a": 1})
#> pymongo users.find_one read db=shop one filter={a:1}
user["name"] = arg("name")
db.users.save(user)
#> pymongo users.save replace db=shop one filter={a:1} document={name:text@query.name}+document@users
db.users.update({"a": arg("a")}, {"$set": {"b": 1}})
#> pymongo users.update update db=shop one filter={a:text@query.a} update={$set:{b:1}}
db.users.update({"a": 1}, {"$set": body()}, upsert=True, multi=True)
#> pymongo users.update update db=shop filter={a:1} update={$set:any@body} multi:True upsert:True
db.users.update(spec={"a": 1}, document={"b": 1})
#> pymongo users.update update db=shop one filter={a:1} update={b:1}
db.users.remove({"a": 1})
#> pymongo users.remove delete db=shop filter={a:1}
db.users.remove(arg("id"))
#> pymongo users.remove delete db=shop filter={_id:text@query.id}
db.users.remove()
#> pymongo users.remove delete db=shop
db.users.find_and_modify(query={"a": 1}, update={"$inc": {"n": 1}}, new=True)
#> pymongo users.find_and_modify update db=shop one filter={a:1} update={$inc:{n:1}} new:True
db.users.find_and_modify({"a": 1}, remove=True)
#> pymongo users.find_and_modify delete db=shop one filter={a:1} remove:True
db.users.count({"a": 1})
#> pymongo users.count count db=shop filter={a:1}
db.users.count()
#> pymongo users.count count db=shop
db.users.group(["a"], {"b": 1}, {"n": 0}, "function(o, p) { p.n += " + arg("n") + " }")
#> pymongo users.group aggregate db=shop filter={b:1} group_key:[a] initial:{n:0} reduce:text@query.n
db.users.map_reduce(arg("map"), "function(k, v) {}", "out", query={"a": 1})
#> pymongo users.map_reduce aggregate db=shop filter={a:1} map:text@query.map out:out reduce:function(k, v) {}
db.users.inline_map_reduce(Code(arg("map")), Code("function(k, v) {}"))
#> script text@query.map
#> script function(k, v) {}
#> pymongo users.inline_map_reduce aggregate db=shop map:text@query.map reduce:function(k, v) {}
db.users.ensure_index([("a", 1)], unique=True)
#> pymongo users.ensure_index index db=shop keys=[[a 1]] unique:True
db.eval("function() { return " + arg("x") + " }")
#> pymongo .eval command db=shop command={$eval:text@query.x}
db.collection_names()
#> pymongo .collection_names command db=shop command=listCollections
db.add_user("a", "b")
#> pymongo .add_user command db=shop command=createUser name:a password:b
