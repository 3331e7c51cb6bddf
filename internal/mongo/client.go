package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// clientNames are the names under which drivers have their clients.
var clientNames = map[string]string{
	"pymongo.MongoClient":                                "pymongo",
	"pymongo.mongo_client.MongoClient":                   "pymongo",
	"pymongo.synchronous.mongo_client.MongoClient":       "pymongo",
	"pymongo.AsyncMongoClient":                           "pymongo",
	"pymongo.asynchronous.mongo_client.AsyncMongoClient": "pymongo",
	"pymongo.Connection":                                 "pymongo",
	"pymongo.MongoReplicaSetClient":                      "pymongo",
	"motor.MotorClient":                                  "motor",
	"motor.motor_asyncio.AsyncIOMotorClient":             "motor",
	"motor.motor_tornado.MotorClient":                    "motor",
	"flask_pymongo.MongoClient":                          "flask_pymongo",
	"flask_pymongo.wrappers.MongoClient":                 "flask_pymongo",
	"mongomock.MongoClient":                              "mongomock",
}

var databaseNames = map[string]string{
	"pymongo.database.Database":                   "pymongo",
	"pymongo.synchronous.database.Database":       "pymongo",
	"pymongo.asynchronous.database.AsyncDatabase": "pymongo",
	"motor.MotorDatabase":                         "motor",
	"motor.motor_asyncio.AsyncIOMotorDatabase":    "motor",
	"motor.motor_tornado.MotorDatabase":           "motor",
	"flask_pymongo.wrappers.Database":             "flask_pymongo",
	"mongomock.Database":                          "mongomock",
}

var collectionNames = map[string]string{
	"pymongo.collection.Collection":                   "pymongo",
	"pymongo.synchronous.collection.Collection":       "pymongo",
	"pymongo.asynchronous.collection.AsyncCollection": "pymongo",
	"motor.MotorCollection":                           "motor",
	"motor.motor_asyncio.AsyncIOMotorCollection":      "motor",
	"motor.motor_tornado.MotorCollection":             "motor",
	"flask_pymongo.wrappers.Collection":               "flask_pymongo",
	"mongomock.Collection":                            "mongomock",
}

// connecting are the arguments of a client.
var connecting = signatureOf("host port document_class tz_aware connect type_registry")

func clients() flow.Library {
	lib := flow.Library{
		clientType: {
			Member: func(r *flow.Reading, member string) *flow.Value {
				return clientOf(r.Self).database(r.Run, r.Place, name{text: member})
			},
			Index: func(r *flow.Reading, key *flow.Value) *flow.Value {
				return clientOf(r.Self).database(r.Run, r.Place, nameOf(key))
			},
		},
		clientType + ".get_database":         {Call: namedDatabase},
		clientType + ".get_default_database": {Call: namedDatabase},
		clientType + ".drop_database":        {Call: dropDatabase},
		clientType + ".bulk_write":           {Call: clientBulkWrite},
		clientType + ".list_databases":       {Call: asking("listDatabases", catalogue)},
		clientType + ".list_database_names":  {Call: asking("listDatabases", names)},
		clientType + ".database_names":       {Call: asking("listDatabases", names)},
		clientType + ".server_info":          {Call: asking("buildInfo", answerOf)},
		clientType + ".watch":                {Call: watching},
		clientType + ".start_session":        {Makes: sessionType},
		clientType + ".close":                {Call: none},
		clientType + ".__enter__":            {Call: self},
		clientType + ".address":              {},
		clientType + ".nodes":                {},
		clientType + ".is_primary":           {},
		clientType + ".topology_description": {},
		clientType + ".options":              {},
		clientType + ".codec_options":        {},
		sessionType:                          {},
		sessionType + ".start_transaction":   {Makes: sessionType},
		sessionType + ".commit_transaction":  {Call: none},
		sessionType + ".abort_transaction":   {Call: none},
		sessionType + ".end_session":         {Call: none},
		sessionType + ".with_transaction":    {Call: func(c *flow.Call) *flow.Value { return c.Invoke(c.Arg(0, "callback"), []*flow.Value{c.Self}, nil) }},
	}
	for qualified, driver := range clientNames {
		e := lib[qualified]
		e.Makes, e.Call = clientType, func(c *flow.Call) *flow.Value {
			connect(c, driver, connecting)
			return c.Run.NewInstance(clientType, c.Place, client{driver})
		}
		if qualified != clientType {
			e.Bases = []string{clientType}
		}
		lib[qualified] = e
	}
	return lib
}

const sessionType = "pymongo.ClientSession"

func none(*flow.Call) *flow.Value { return flow.None }

// connect leaves the event of a client that is made.
func connect(c *flow.Call, driver string, s signature) {
	var q Query
	q.arguments(c, s)
	data := &Connect{Driver: driver, Address: q.Options["host"], Options: q.Options}
	delete(data.Options, "host")
	c.Emit("connect", data)
}

func namedDatabase(c *flow.Call) *flow.Value {
	n := argument(c, 0, "name")
	if n == nil {
		n = argument(c, -1, "default")
	}
	return clientOf(c.Self).database(c.Run, c.Place, nameOf(n))
}

func dropDatabase(c *flow.Call) *flow.Value {
	which := argument(c, 0, "name_or_database")
	q := &Query{Driver: clientOf(c.Self).driver, Method: "drop_database", Verb: Drop, Database: which}
	if len(which.Objects()) > 0 {
		q.Database = databaseOf(which).name.Value()
	}
	q.emit(c)
	return flow.None
}

// asking is a method of a client that is a command to the server.
func asking(command string, gives func(*flow.Call, *Query) *flow.Value) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		q := &Query{Driver: clientOf(c.Self).driver, Method: methodOf(c.Name), Verb: Command, Command: flow.TextOf(command), Database: flow.TextOf("admin")}
		q.emit(c)
		return gives(c, q)
	}
}

// names are those of databases or collections.
func names(c *flow.Call, q *Query) *flow.Value { return flow.ManyOf(q.whole(c.Place).As(flow.Text)) }

// answerOf is the server's answer to a command.
func answerOf(c *flow.Call, q *Query) *flow.Value { return q.whole(c.Place) }

func watching(c *flow.Call) *flow.Value {
	q := &Query{Driver: clientOf(c.Self).driver, Method: "watch", Verb: Watch}
	q.arguments(c, signatureOf("pipeline full_document"))
	q.emit(c)
	return changeStream(c, q)
}
