package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// writes are the operations that a bulk write is given.
var writes = []operation{
	{"InsertOne", Insert, true, "document namespace", nil},
	{"UpdateOne", Update, true, "filter update upsert collation array_filters hint namespace sort", nil},
	{"UpdateMany", Update, false, "filter update upsert collation array_filters hint namespace", nil},
	{"ReplaceOne", Replace, true, "filter replacement=document upsert collation hint namespace sort", nil},
	{"DeleteOne", Delete, true, "filter collation hint namespace", nil},
	{"DeleteMany", Delete, false, "filter collation hint namespace", nil},
	{"IndexModel", Index, false, "keys", nil},
}

// writeType is of one operation that is not done as yet; its data is a
// [*Query] that lacks the collection.
const writeType = "pymongo.WriteOperation"

func bulk() flow.Library {
	lib := flow.Library{writeType: {}}
	for _, o := range writes {
		s := signatureOf(o.params)
		lib["pymongo."+o.method] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			q := &Query{Method: o.method, Verb: o.verb, One: o.one}
			q.arguments(c, s)
			return c.Run.NewInstance(writeType, c.Place, q)
		}}
		lib["pymongo.operations."+o.method] = flow.Entry{Same: "pymongo." + o.method}
	}
	return lib
}

func bulkWrite(c *flow.Call) *flow.Value {
	collectionOf(c.Self).writeAll(c, "bulk_write", Bulk, argument(c, 0, "requests"))
	return c.Run.NewInstance(updateType, c.Place, nil)
}

// clientBulkWrite writes to collections that each operation names.
func clientBulkWrite(c *flow.Call) *flow.Value {
	collection{driver: clientOf(c.Self).driver}.writeAll(c, "bulk_write", Bulk, argument(c, 0, "models"))
	return c.Run.NewInstance(updateType, c.Place, nil)
}

// createIndexes makes indexes of models.
func (k collection) createIndexes(c *flow.Call, models *flow.Value) *flow.Value {
	k.writeAll(c, "create_indexes", Index, models)
	return flow.ManyOf(flow.Of(flow.Text))
}

// writeAll leaves an event for each operation, where it was written down, and
// one for those that are not known.
func (k collection) writeAll(c *flow.Call, method string, verb Verb, list *flow.Value) {
	elements, exact := list.Elements()
	unknown := !exact && len(elements) == 0
	for _, e := range elements {
		found := false
		for _, o := range e.Objects() {
			if one, ok := o.Data.(*Query); ok && o.Type == writeType {
				found = true
				k.write(c, *one, method, o.Site)
			}
		}
		unknown = unknown || !found
	}
	if unknown {
		q := k.query(method, verb)
		q.Document = list
		q.emit(c)
	}
}

func (k collection) write(c *flow.Call, q Query, method string, site flow.Place) {
	of := k.query(method, q.Verb)
	q.Driver, q.Method = of.Driver, of.Method
	q.Name, q.Collection, q.Database = of.Name, of.Collection, of.Database
	if namespace := q.Options["namespace"]; namespace != nil {
		q.Collection = namespace
		if text, ok := namespace.Text(); ok {
			_, q.Name, _ = strings.Cut(text, ".")
		}
	}
	at := *c
	at.Place = site
	q.emit(&at)
}
