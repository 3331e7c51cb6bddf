package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// The types of what writes give.
const (
	insertOneType  = "pymongo.InsertOneResult"
	insertManyType = "pymongo.InsertManyResult"
	updateType     = "pymongo.UpdateResult"
)

// inserted is the data of what an insert gives.
type inserted struct{ id *flow.Value }

func results() flow.Library {
	lib := flow.Library{
		insertOneType:                    {},
		insertManyType:                   {},
		updateType:                       {},
		insertOneType + ".inserted_id":   {Get: insertedID},
		insertManyType + ".inserted_ids": {Get: insertedID},
		updateType + ".upserted_id":      {Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.ObjectID | flow.Null) }},
		updateType + ".raw_result":       {Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Document) }},
	}
	for _, of := range []string{insertOneType, insertManyType, updateType} {
		lib[of+".acknowledged"] = flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Bool) }}
	}
	for _, count := range []string{"matched_count", "modified_count", "deleted_count", "inserted_count", "upserted_count"} {
		lib[updateType+"."+count] = flow.Entry{Get: func(*flow.Reading) *flow.Value { return flow.Of(flow.Number) }}
	}
	return lib
}

func insertedID(r *flow.Reading) *flow.Value {
	for _, o := range r.Self.Objects() {
		if i, ok := o.Data.(inserted); ok {
			return i.id
		}
	}
	return freshID()
}

// freshID is an identifier that the driver has made. Who made the document
// knows it.
func freshID() *flow.Value {
	return flow.Of(flow.ObjectID).With(flow.Typed | flow.Bounded | flow.PerRequest | flow.Own)
}

func nothing(*flow.Call, *Query) *flow.Value { return flow.None }

// number is a count: that it is not zero says something of the filter.
func number(c *flow.Call, q *Query) *flow.Value {
	v := flow.From(&flow.Origin{Source: flow.Database, In: q.Name, Name: "<count>", Place: c.Place, Data: q}, flow.Number, "counted in the database")
	if q.Owned {
		v = v.With(flow.Own)
	}
	return v.With(flow.Typed)
}

func indexName(*flow.Call, *Query) *flow.Value { return flow.Of(flow.Text) }

func documentOrNone(c *flow.Call, q *Query) *flow.Value {
	v := q.document(c.Place)
	return v.As(v.Kind | flow.Null)
}

// oneDocument is that of a read which ends the request when it finds nothing.
func oneDocument(c *flow.Call, q *Query) *flow.Value {
	v := q.document(c.Place)
	c.Assume(flow.Fact{Op: "truthy", Left: v})
	return v
}

func distinctValues(c *flow.Call, q *Query) *flow.Value {
	field, ok := q.Distinct.Text()
	if !ok {
		return flow.ManyOf(q.whole(c.Place).As(flow.Unknown))
	}
	v, _ := q.whole(c.Place).Lookup(field)
	return flow.ManyOf(v)
}

func updated(c *flow.Call, q *Query) *flow.Value { return c.Run.NewInstance(updateType, c.Place, q) }

func deleted(c *flow.Call, q *Query) *flow.Value { return updated(c, q) }

// insertedOne gives the document its _id, as the driver does.
func insertedOne(c *flow.Call, q *Query) *flow.Value {
	id := identified(c, q)
	return c.Run.NewInstance(insertOneType, c.Place, inserted{id})
}

func insertedMany(c *flow.Call, q *Query) *flow.Value {
	id := identifiedEach(c, q)
	return c.Run.NewInstance(insertManyType, c.Place, inserted{flow.ManyOf(id)})
}

// insertedOld is insert(), which gave the _id, or a list of them.
func insertedOld(c *flow.Call, q *Query) *flow.Value {
	if q.Document != nil && q.Document.Kind.Only(flow.List) {
		return flow.ManyOf(identifiedEach(c, q))
	}
	q.One = true
	return identified(c, q)
}

func savedOld(c *flow.Call, q *Query) *flow.Value { return identified(c, q) }

func identified(c *flow.Call, q *Query) *flow.Value {
	doc, id := withID(q.Document)
	if doc != nil && doc != q.Document && len(c.Args) > 0 {
		c.SetArg(0, doc)
	}
	return id
}

func identifiedEach(c *flow.Call, q *Query) *flow.Value {
	elements, exact := q.Document.Elements()
	var all []*flow.Value
	var ids *flow.Value
	for _, e := range elements {
		doc, id := withID(e)
		all, ids = append(all, doc), flow.Join(ids, id)
	}
	if len(all) > 0 && len(c.Args) > 0 {
		list := flow.ListOf(all...)
		if !exact {
			list = flow.ManyOf(all[0])
		}
		c.SetArg(0, list)
	}
	if ids == nil {
		return freshID()
	}
	return ids
}

// withID is the document with its _id, which a document that the client sent
// whole may have brought along.
func withID(doc *flow.Value) (with, id *flow.Value) {
	if doc == nil {
		return nil, freshID()
	}
	old, known := doc.Lookup("_id")
	switch {
	case known:
		return doc, old
	case len(doc.Flows) > 0 || len(doc.Objects()) > 0:
		return doc, flow.Join(freshID(), old)
	}
	id = freshID()
	return doc.WithField(flow.Field{Name: "_id", Value: id}), id
}

// answer is what the server says of an old write.
func answer(*flow.Call, *Query) *flow.Value { return flow.Of(flow.Document) }

// answers are documents that a script has made of what is stored.
func answers(c *flow.Call, q *Query) *flow.Value { return flow.ManyOf(q.whole(c.Place)) }

// catalogue is what the server says of names and indexes.
func catalogue(c *flow.Call, q *Query) *flow.Value { return flow.ManyOf(flow.Of(flow.Document)) }
