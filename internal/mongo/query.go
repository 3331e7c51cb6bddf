package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Verb is what a call does.
type Verb string

const (
	Read      Verb = "read"
	Insert    Verb = "insert"
	Update    Verb = "update"
	Replace   Verb = "replace"
	Delete    Verb = "delete"
	Aggregate Verb = "aggregate"
	Count     Verb = "count"
	Distinct  Verb = "distinct"
	Index     Verb = "index"
	Command   Verb = "command"
	Bulk      Verb = "bulk" // a bulk write whose operations are not known; known ones are events of their own
	Drop      Verb = "drop"
	Watch     Verb = "watch"
)

// Query is one call of a driver, the Data of a flow event with Op "query".
// Values that the call did not give, or gave as None, are nil.
//
// Mongoengine's keywords are told as the documents that they become: of
// objects(name__icontains=x) the filter is {name: {$regex: x}}, x escaped.
type Query struct {
	Driver string // pymongo, motor, flask_pymongo, mongoengine, gridfs; unknown where only the method's name tells
	Method string // as the driver calls it: find_one
	Verb   Verb
	One    bool // at most one document

	Name       string      // of the collection, if it is known
	Collection *flow.Value // its name; its flows tell whether the request chose it
	Database   *flow.Value // the name of the database

	// Filter of an aggregation is what its leading $match stages say, and
	// Projection, Sort, Skip and Limit are those of its last such stages. Of
	// a document that was read and is then saved, changed or deleted by its
	// own method, Filter is the one that it was read with.
	Filter *flow.Value
	// Update of a whole object that is saved is {$set: what was assigned}.
	Update *flow.Value
	// Document is what is inserted or replaced with; of insert_many a list.
	Document   *flow.Value
	Projection *flow.Value
	Sort       *flow.Value // as given: a name, or a list of pairs
	Skip       *flow.Value
	// Limit may be set later than the event was left, by cursor.limit(n).
	Limit    *flow.Value
	Pipeline *flow.Value
	Keys     *flow.Value // of an index
	Command  *flow.Value // a name or a document
	Distinct *flow.Value // the field of distinct
	// Options are the other arguments, by the driver's name for them: upsert,
	// array_filters, let, session, unique, hint, map, reduce.
	Options map[string]*flow.Value

	// Owned tells that the filter holds something of who calls: identity, a
	// part of a document that identity selected, a credential looked up.
	Owned bool
	// Partly tells that Limit is set on some ways only: "if limit:".
	Partly bool

	run    *flow.Run   // that made it
	before *flow.Fact  // what held then
	event  *flow.Event // that tells of it
}

// Connect is the Data of a flow event with Op "connect": a client is made.
type Connect struct {
	Driver  string
	Address *flow.Value            // URI or host; nil: the default
	Options map[string]*flow.Value // port, username, password, tls, tlsAllowInvalidCertificates …
}

// Identifier is the Data of a flow event with Op "objectid": an ObjectId is
// made of a value that is not known to be a valid one.
type Identifier struct {
	Value *flow.Value
	// Raises are the qualified names by which a handler can catch what an
	// invalid one raises, besides Exception: for [flow.Catch.Catches].
	Raises []string
}

// Script is the Data of a flow event with Op "script": a value is made code
// for the server by bson.Code, outside of any query as yet.
type Script struct {
	Code *flow.Value
}
