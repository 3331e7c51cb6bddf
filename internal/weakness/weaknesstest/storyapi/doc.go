// Package storyapi runs an HTTP API that is written in a few lines of
// JavaScript over documents in memory, with the query and update semantics
// of MongoDB. The stories of the weaknesses describe their API in it, and the
// scanner then looks at it over real HTTP. It is for tests alone.
//
//	s, err := storyapi.Start(`
//	  seed("products", [{name: "lamp", price: 20}]);
//	  get("/products", () => db.products.find({}, {_id: 0}));
//	  post("/orders", auth(req =>
//	    reply(201, db.orders.insertOne({...req.body, owner: req.user.id}))));
//	  get("/orders/{id}", auth(req => {
//	    const o = db.orders.findOne({_id: req.path.id, owner: req.user.id});
//	    return o ? reply(200, o) : reply(404, {error: "not found"});
//	  }));
//	`)
//	defer s.Close()
//	// http.Get(s.URL + "/products")
//
// [Server.Log] tells what came in, [Server.Output] what went wrong inside and
// where, and [Server.Eval] looks into the store.
//
// # Coming from Flask
//
// A handler is a view. What it returns is the answer: reply(status, body,
// headers), or any other value as the body of a 200. Two differences from the
// mongo shell keep stories short: insertOne returns the stored document, and
// find returns an array. A missing property is undefined, and undefined in a
// filter, a document or an update counts as null, as a missing key's None
// does in PyMongo.
//
//	@app.post("/login")                      post("/login", req => {
//	def login():                               const u = db.users.findOne({
//	  u = db.users.find_one({                    email: req.body.email,
//	    "email": request.json["email"],          password: req.body.password});
//	    "password": request.json["password"]}) if (!u) abort(401, "wrong password");
//	  ...                                      return {token: issueToken(u)};
//	                                         });
//
// # Routes
//
//	get(template, handler)         also post, put, patch, del, head, options
//	route(method, template, f)     any other verb
//	before(req => …)               runs first; returning a reply ends it there
//	after((req, res) => …)         may change res.status, res.body, res.headers, or return another
//	onError((e, req) => reply(…))  answers for what a handler threw
//	fallback(req => …)             answers where no route matches
//	auth(handler, {role})          401 without a known user, 403 without the role
//
// Templates are /orders/{id}, with {id:int} for digits (a number then) and
// {rest:path} for all that remains; fixed segments win over parameters. A
// path that no route has is 404, one that has other verbs 405 with Allow.
// GET answers HEAD and OPTIONS lists the verbs, as in Flask. A thrown reply
// is the answer; anything else thrown is what onError makes of it, or
// 500 {"error":"internal server error"}. A handler has 5 seconds.
//
// # Requests and answers
//
//	req.path      parameters of the template, text or number
//	req.query     text, the last of repeated ones; req.queryAll has lists
//	req.headers   names in lower case
//	req.cookies   text
//	req.body      of JSON what it says (400 when it is broken, thrown where the handler
//	              first reads it), of a form or multipart an object of text, else {}
//	req.raw       the body as text
//	req.user      the user document with its _id as id too, or null; req.token
//	req.method, req.url (with query), req.route (path alone), req.ip
//
//	reply(status, body, headers)   object → JSON, text → text/plain or headers["content-type"],
//	                               undefined → nothing; a header may be a list of values
//	raw(status, text, mediaType)   as it is
//	abort(status, text)            throws reply(status, {error: text})
//	delay(ms)                      sends the answer later; others are not held up
//	limit(key, n, seconds)         counts a call; false when it is one too many in the window
//	traceback(e)                   the error as a Python traceback
//	print(…), console.log(…)       to [Server.Output]
//
// # Users
//
// alice and bob (role user, tenant t1), mallory (user, t2) and admin (admin,
// t1) exist, with the tokens alice-token … and the passwords alice-password …
// (hashed). They live in db.users as {_id, name, email, password, role,
// tenant}, and each request reads them there again, so that a role which was
// gained has effect and who signs up by insertOne can be given a token. Ids
// are not names: write users.alice.id.
//
//	users.alice                    the user document, with id
//	user({name, id, email, password, role, tenant, token})
//	                               adds a user, or changes the one of that id or name
//	noUsers()                      removes all of them
//	issueToken(user, id or name)   a new random token; revoke(token)
//	authenticate((token, req) => id, name, user or null)
//	                               decides in the place of issued tokens
//	auth(handler, {cookie: "sid"}) the token is in a cookie; also header, query
//	jwt.sign(claims, secret, {alg}), jwt.verify(token, secret, {algorithms}), jwt.decode(token)
//	hash(password), verify(hash, password)
//	                               in the shape of Werkzeug's scrypt hashes
//
// # Documents
//
//	seed("orders", [{…}])          inserts
//	ids("orders", "integer")       what new ids are; also "uuid" and "objectid" (24 hex digits, the default)
//	db.orders, db.collection(name), db[name]
//	db.command(name or {name: 1}), db.listCollectionNames(), db.getSiblingDB(name), db.dropDatabase()
//
//	insertOne(doc), insertMany([doc])             → as stored
//	find(filter, projection, {sort, skip, limit}) → array; .sort({…}).skip(n).limit(n)
//	findOne(filter, projection, {sort})           → document or null
//	updateOne, updateMany(filter, update, {upsert}), replaceOne(filter, doc, {upsert})
//	                                              → {matchedCount, modifiedCount, upsertedId}
//	deleteOne, deleteMany(filter)                 → {deletedCount}
//	findOneAndUpdate, findOneAndReplace(filter, …, {returnDocument: "after"}), findOneAndDelete
//	countDocuments(filter), distinct(path, filter), aggregate([stage]), createIndex(keys, {unique}), drop()
//
// Filters know $eq $ne $gt $gte $lt $lte $in $nin $not $exists $type $regex
// ($options) $size $all $elemMatch $mod $and $or $nor $comment, $where (text
// or a function) and $expr. Updates know $set $unset $setOnInsert $inc $mul
// $min $max $rename $currentDate $push $addToSet $pull $pop, and pipelines of
// $set $unset $replaceWith. Pipelines know $match $project $addFields $sort
// $skip $limit $count $unwind. Expressions know "$path", $literal $eq $ne $gt
// $gte $lt $lte $cmp $and $or $not $in $ifNull $size $concat $toLower $toUpper
// $add $subtract $multiply $divide and $function. Commands are ping,
// buildInfo, hello, dbStats, listCollections, listDatabases, serverStatus,
// connectionStatus, hostInfo, listCommands, find, count, aggregate, drop and
// dropDatabase.
//
// What PyMongo or the server refuses is thrown as an Error whose name is
// PyMongo's class, whose message is str(e) and whose errmsg is the server's:
// OperationFailure "unknown operator: $bogus, full error: {'ok': 0.0, …}".
//
// # The rest
//
//	now() Date · counter(name) 1, 2, 3 … · random() 48 hex digits · uuid() · url of this server
//	ObjectId(text)                 checks as bson.ObjectId does, and gives text; without text a new id
//	store                          an object for other state
//	brackets(req.query)            {"user[$ne]": "x"} → {user: {$ne: "x"}}, for stacks that parse so
//	fetch(url, {method, body, headers}) → {status, text, headers}
//	mongo(uri, {opMsg})            connects as a driver does, with the URI's appName; → {status, text}
//
// fetch and mongo reach loopback addresses alone and throw ConnectionError or
// ServerSelectionTimeoutError when nobody is there. The server itself cannot
// be reached from its own handlers: they run one at a time.
//
// # Where it differs from MongoDB
//
// Ids are text, so {$gt: ""} matches them; true ObjectIds it does not match.
// Numbers are doubles; $type calls whole ones int or long. Expressions are
// RE2: no look-around or back references, and never slow. Positional updates
// ($, $[]), arrayFilters, $text, $lookup, $group, geometry and transactions
// are missing, and missing stages and expressions are refused as unknown ones.
//
// FerretDB 1, which the demo embeds, differs more: it has no $where, $expr or
// $elemMatch of fields, a dotted path finds no null below an array, {a: {b: 1}}
// does not match a: [{b: 1}], {$exists: 1} matches everything, arrays cannot
// nest, and $unset shortens an array.
package storyapi
