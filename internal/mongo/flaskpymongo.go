package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

const extensionType = "flask_pymongo.PyMongo"

// flaskPyMongo is Flask-PyMongo 0 to 3: mongo.db is the database that the URI
// names, mongo.cx the client.
var flaskPyMongo = flow.Library{
	extensionType: {Call: func(c *flow.Call) *flow.Value {
		extend(c)
		return c.Run.NewInstance(extensionType, c.Place, nil)
	}},
	extensionType + ".init_app": {Call: func(c *flow.Call) *flow.Value { extend(c); return flow.None }},
	extensionType + ".db": {Get: func(r *flow.Reading) *flow.Value {
		return r.Run.NewInstance(databaseType, flow.Place{}, database{driver: "flask_pymongo"})
	}},
	extensionType + ".cx": {Get: func(r *flow.Reading) *flow.Value {
		return r.Run.NewInstance(clientType, flow.Place{}, client{"flask_pymongo"})
	}},
	extensionType + ".send_file":          {Call: sendFile},
	extensionType + ".save_file":          {Call: saveFile},
	"flask_pymongo.BSONObjectIdConverter": {},
	"flask_pymongo.BSONProvider":          {},
	"flask_pymongo.ObjectId":              {Same: "bson.ObjectId"},
	"flask_pymongo.wrappers":              {},
	"flask_pymongo.ASCENDING":             {Same: "pymongo.ASCENDING"},
	"flask_pymongo.DESCENDING":            {Same: "pymongo.DESCENDING"},
	"flask_pymongo.pymongo":               {Get: func(*flow.Reading) *flow.Value { return flow.External("pymongo") }},
	"flask.ext.pymongo.PyMongo":           {Same: extensionType},
}

// extend tells of the client, where the URI is given and not configured.
func extend(c *flow.Call) {
	var q Query
	q.arguments(c, signatureOf("app uri"))
	address := q.Options["uri"]
	if address == nil {
		return
	}
	delete(q.Options, "app")
	delete(q.Options, "uri")
	c.Emit("connect", &Connect{Driver: "flask_pymongo", Address: address, Options: q.Options})
}

// sendFile answers with a file that is looked up by its name.
func sendFile(c *flow.Call) *flow.Value {
	q := files(c, argument(c, 1, "base"), "send_file", Read)
	q.One = true
	q.Filter = flow.DocumentOf(flow.Field{Name: "filename", Value: orNothing(argument(c, 0, "filename")), Place: c.Place})
	q.emit(c)
	return q.whole(c.Place).As(flow.Bytes)
}

func saveFile(c *flow.Call) *flow.Value {
	q := files(c, argument(c, 2, "base"), "save_file", Insert)
	q.One = true
	q.Document = flow.DocumentOf(
		flow.Field{Name: "filename", Value: orNothing(argument(c, 0, "filename")), Place: c.Place},
		flow.Field{Name: "data", Value: orNothing(argument(c, 1, "fileobj")), Place: c.Place})
	q.emit(c)
	return freshID()
}

// files is a query of the files of a GridFS.
func files(c *flow.Call, base *flow.Value, method string, verb Verb) *Query {
	n := nameOf(base)
	if base == nil {
		n = name{text: "fs"}
	}
	k := collection{"gridfs", n.below("files"), databaseOf(argument(c, -1, "db")).name}
	return k.query(method, verb)
}
