package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

func databases() flow.Library {
	lib := flow.Library{
		databaseType: {
			Member: func(r *flow.Reading, member string) *flow.Value {
				if strings.HasPrefix(member, "_") {
					return nil // only an index names such a collection
				}
				return databaseOf(r.Self).collection(r.Run, r.Place, name{text: member})
			},
			Index: func(r *flow.Reading, key *flow.Value) *flow.Value {
				return databaseOf(r.Self).collection(r.Run, r.Place, nameOf(key))
			},
		},
		databaseType + ".name": {Get: func(r *flow.Reading) *flow.Value { return nameValue(databaseOf(r.Self).name) }},
		databaseType + ".client": {Get: func(r *flow.Reading) *flow.Value {
			return r.Run.NewInstance(clientType, r.Place, client{databaseOf(r.Self).driver})
		}},
		databaseType + ".get_collection":        {Call: namedCollection},
		databaseType + ".create_collection":     {Call: createCollection},
		databaseType + ".with_options":          {Call: self},
		databaseType + ".drop_collection":       {Call: dropCollection},
		databaseType + ".validate_collection":   {Call: validateCollection},
		databaseType + ".command":               {Call: command},
		databaseType + ".cursor_command":        {Call: cursorCommand},
		databaseType + ".aggregate":             {Call: databaseAggregate},
		databaseType + ".watch":                 {Call: databaseWatch},
		databaseType + ".eval":                  {Call: evaluate},
		databaseType + ".dereference":           {Call: dereference},
		databaseType + ".list_collections":      {Call: listing(catalogue)},
		databaseType + ".list_collection_names": {Call: listing(names)},
		databaseType + ".collection_names":      {Call: listing(names)},
		databaseType + ".authenticate":          {Gives: flow.Bool},
		databaseType + ".logout":                {Call: none},
		databaseType + ".add_user":              {Call: userCommand},
		databaseType + ".remove_user":           {Call: userCommand},
		databaseType + ".codec_options":         {},
		databaseType + ".read_preference":       {},
		databaseType + ".write_concern":         {},
		databaseType + ".read_concern":          {},
	}
	for qualified, driver := range databaseNames {
		lib[qualified] = flow.Entry{Makes: databaseType, Bases: []string{databaseType}, Call: func(c *flow.Call) *flow.Value {
			return c.Run.NewInstance(databaseType, c.Place, database{driver, nameOf(argument(c, 1, "name"))})
		}}
	}
	for qualified, driver := range collectionNames {
		lib[qualified] = flow.Entry{Makes: collectionType, Bases: []string{collectionType}, Call: func(c *flow.Call) *flow.Value {
			d := databaseOf(argument(c, 0, "database"))
			return c.Run.NewInstance(collectionType, c.Place, collection{driver, nameOf(argument(c, 1, "name")), d.name})
		}}
	}
	return lib
}

func methodOf(qualified string) string { return qualified[strings.LastIndexByte(qualified, '.')+1:] }

func namedCollection(c *flow.Call) *flow.Value {
	return databaseOf(c.Self).collection(c.Run, c.Place, nameOf(argument(c, 0, "name")))
}

// of is a query of a collection that an argument names, or is.
func (d database) of(c *flow.Call, which *flow.Value, verb Verb) *Query {
	k := collection{d.driver, nameOf(which), d.name}
	if len(which.Objects()) > 0 {
		k = collectionOf(which)
	}
	return k.query(methodOf(c.Name), verb)
}

func createCollection(c *flow.Call) *flow.Value {
	d := databaseOf(c.Self)
	n := argument(c, 0, "name")
	q := d.of(c, n, Command)
	q.arguments(c, signatureOf("name codec_options read_preference write_concern read_concern session"))
	q.Command = flow.DocumentOf(flow.Field{Name: "create", Value: orNothing(n), Place: c.Place})
	q.emit(c)
	return d.collection(c.Run, c.Place, nameOf(n))
}

func dropCollection(c *flow.Call) *flow.Value {
	databaseOf(c.Self).of(c, argument(c, 0, "name_or_collection"), Drop).emit(c)
	return flow.Of(flow.Document)
}

func validateCollection(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).of(c, argument(c, 0, "name_or_collection"), Command)
	q.Command = flow.DocumentOf(flow.Field{Name: "validate", Value: orNothing(q.Collection), Place: c.Place})
	q.emit(c)
	return answerOf(c, q)
}

// query is a query of the database as a whole.
func (d database) query(c *flow.Call, verb Verb) *Query {
	return &Query{Driver: d.driver, Method: methodOf(c.Name), Verb: verb, Database: d.name.Value()}
}

const commandParams = "command value check allowable_errors read_preference codec_options session comment"

func command(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).query(c, Command)
	q.arguments(c, signatureOf(commandParams))
	q.aimed()
	q.emit(c)
	return answerOf(c, q)
}

// collectionCommands are those whose value is the name of a collection.
var collectionCommands = setOf(`find aggregate count distinct delete update insert findAndModify mapReduce collStats drop create createIndexes
	dropIndexes listIndexes validate compact collMod reIndex`)

// aimed tells of a command the collection that it is about.
func (q *Query) aimed() {
	command, value := q.Command, q.Options["value"]
	if fields := command.Fields(); len(fields) > 0 {
		command, value = flow.TextOf(fields[0].Name), fields[0].Value
	}
	if text, ok := command.Text(); ok && collectionCommands[text] && value != nil {
		q.Collection = value
		q.Name, _ = value.Text()
	}
}

func cursorCommand(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).query(c, Command)
	q.arguments(c, signatureOf("command value read_preference codec_options session comment max_await_time_ms"))
	q.emit(c)
	return cursor(c, q)
}

func databaseAggregate(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).query(c, Aggregate)
	q.arguments(c, signatureOf("pipeline session"))
	q.settle()
	q.emit(c)
	return cursor(c, q)
}

func databaseWatch(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).query(c, Watch)
	q.arguments(c, signatureOf("pipeline full_document"))
	q.emit(c)
	return changeStream(c, q)
}

// evaluate is eval(code, *args) of PyMongo 3: the server runs the code.
func evaluate(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).query(c, Command)
	q.Command = flow.DocumentOf(flow.Field{Name: "$eval", Value: orNothing(argument(c, 0, "code")), Place: c.Place})
	q.emit(c)
	return answerOf(c, q)
}

// userCommand makes or removes a user of the database itself, in PyMongo 3.
func userCommand(c *flow.Call) *flow.Value {
	q := databaseOf(c.Self).query(c, Command)
	q.arguments(c, signatureOf("name password read_only"))
	q.Command = flow.TextOf(map[string]string{"add_user": "createUser", "remove_user": "dropUser"}[q.Method])
	q.emit(c)
	return flow.None
}

func dereference(c *flow.Call) *flow.Value {
	ref := argument(c, 0, "dbref")
	in, _ := ref.Lookup("$ref")
	id, _ := ref.Lookup("$id")
	q := databaseOf(c.Self).of(c, in, Read)
	q.One = true
	q.Filter = flow.DocumentOf(flow.Field{Name: "_id", Value: id, Place: c.Place})
	q.emit(c)
	return documentOrNone(c, q)
}

func listing(gives func(*flow.Call, *Query) *flow.Value) func(*flow.Call) *flow.Value {
	return func(c *flow.Call) *flow.Value {
		q := databaseOf(c.Self).query(c, Command)
		q.arguments(c, signatureOf("session filter comment"))
		q.Command = flow.TextOf("listCollections")
		q.emit(c)
		return gives(c, q)
	}
}

func orNothing(v *flow.Value) *flow.Value {
	if v == nil {
		return flow.Nothing
	}
	return v
}
