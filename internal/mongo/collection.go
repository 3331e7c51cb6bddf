package mongo

import (
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// operation is a method of a collection that reaches the server.
type operation struct {
	method string
	verb   Verb
	one    bool
	params string
	gives  func(c *flow.Call, q *Query) *flow.Value
}

// operations of collections, of PyMongo 4 and of what older code calls.
var operations = []operation{
	{"find", Read, false, findParams, cursor},
	{"find_raw_batches", Read, false, findParams, rawBatches},
	{"find_one", Read, true, findParams, documentOrNone},
	{"find_one_or_404", Read, true, findParams, oneDocument},
	{"find_one_and_update", Update, true, "filter update projection sort upsert return_document array_filters hint session let comment * fields=projection", documentOrNone},
	{"find_one_and_replace", Replace, true, "filter replacement=document projection sort upsert return_document hint session let comment", documentOrNone},
	{"find_one_and_delete", Delete, true, "filter projection sort hint session let comment", documentOrNone},
	{"insert_one", Insert, true, "document bypass_document_validation session comment", insertedOne},
	{"insert_many", Insert, false, "documents=document ordered bypass_document_validation session comment", insertedMany},
	{"update_one", Update, true, "filter update upsert bypass_document_validation collation array_filters hint session let sort comment", updated},
	{"update_many", Update, false, "filter update upsert array_filters bypass_document_validation collation hint session let comment", updated},
	{"replace_one", Replace, true, "filter replacement=document upsert bypass_document_validation collation hint session let sort comment", updated},
	{"delete_one", Delete, true, "filter collation hint session let comment", deleted},
	{"delete_many", Delete, false, "filter collation hint session let comment", deleted},
	{"aggregate", Aggregate, false, "pipeline session let comment", commandCursor},
	{"aggregate_raw_batches", Aggregate, false, "pipeline session comment", rawBatches},
	{"count_documents", Count, false, "filter session comment * skip limit", number},
	{"estimated_document_count", Count, false, "comment", number},
	{"distinct", Distinct, false, "key=distinct filter session comment hint", distinctValues},
	{"create_index", Index, false, "keys session comment", indexName},
	{"create_search_index", Index, false, "model=indexes session comment", indexName},
	{"create_search_indexes", Index, false, "models=indexes session comment", indexName},
	{"drop_index", Index, false, "index_or_name session comment", nothing},
	{"drop_indexes", Index, false, "session comment", nothing},
	{"list_indexes", Index, false, "session comment", catalogue},
	{"index_information", Index, false, "session comment", catalogue},
	{"drop", Drop, false, "session comment encrypted_fields", nothing},
	{"rename", Command, false, "new_name session comment", nothing},
	{"options", Command, false, "session comment", catalogue},
	{"watch", Watch, false, "pipeline full_document resume_after max_await_time_ms batch_size collation start_at_operation_time session", changeStream},

	// Before PyMongo 4.
	{"insert", Insert, false, "doc_or_docs=document manipulate safe check_keys continue_on_error", insertedOld},
	{"save", Replace, true, "to_save=document manipulate safe check_keys", savedOld},
	{"update", Update, false, "spec=filter document=update upsert manipulate safe multi check_keys", answer},
	{"remove", Delete, false, "spec_or_id=filter safe multi", answer},
	{"find_and_modify", Update, true, "query=filter update upsert sort full_response manipulate * fields=projection remove new", documentOrNone},
	{"count", Count, false, "filter session", number},
	{"group", Aggregate, false, "key=group_key condition=filter initial reduce finalize", commandCursor},
	{"map_reduce", Aggregate, false, "map reduce out full_response session * query=filter sort limit finalize scope", answers},
	{"inline_map_reduce", Aggregate, false, "map reduce full_response session * query=filter sort limit finalize scope", answers},
	{"ensure_index", Index, false, "key_or_list=keys cache_for", indexName},
	{"parallel_scan", Read, false, "num_cursors", cursor},
}

const findParams = `filter projection skip limit no_cursor_timeout cursor_type sort allow_partial_results oplog_replay batch_size collation hint
	max_scan max_time_ms max min return_key show_record_id snapshot comment session allow_disk_use let * spec=filter fields=projection query=filter`

func collections() flow.Library {
	lib := flow.Library{
		collectionType: {
			Member: func(r *flow.Reading, member string) *flow.Value {
				k := collectionOf(r.Self)
				k.name = k.name.below(member)
				return r.Run.NewInstance(collectionType, r.Place, k)
			},
			Index: func(r *flow.Reading, key *flow.Value) *flow.Value {
				k := collectionOf(r.Self)
				if s, ok := key.Text(); ok {
					k.name = k.name.below(s)
				} else {
					k.name = name{value: key}
				}
				return r.Run.NewInstance(collectionType, r.Place, k)
			},
			Call: calledCollection,
		},
		collectionType + ".name": {Get: func(r *flow.Reading) *flow.Value { return nameValue(collectionOf(r.Self).name) }},
		collectionType + ".full_name": {Get: func(r *flow.Reading) *flow.Value {
			return nameValue(collectionOf(r.Self).name).As(flow.Text)
		}},
		collectionType + ".database": {Get: func(r *flow.Reading) *flow.Value {
			k := collectionOf(r.Self)
			return r.Run.NewInstance(databaseType, r.Place, database{k.driver, k.database})
		}},
		collectionType + ".bulk_write": {Call: bulkWrite},
		collectionType + ".create_indexes": {Call: func(c *flow.Call) *flow.Value {
			return collectionOf(c.Self).createIndexes(c, argument(c, 0, "indexes"))
		}},
		collectionType + ".with_options":                 {Call: self},
		collectionType + ".initialize_ordered_bulk_op":   {Makes: "pymongo.BulkOperationBuilder"},
		collectionType + ".initialize_unordered_bulk_op": {Makes: "pymongo.BulkOperationBuilder"},
		"pymongo.BulkOperationBuilder":                   {},
		collectionType + ".codec_options":                {},
		collectionType + ".read_preference":              {},
		collectionType + ".write_concern":                {},
		collectionType + ".read_concern":                 {},
		collectionType + ".drop_search_index":            {},
		collectionType + ".update_search_index":          {},
		collectionType + ".list_search_indexes":          {},
	}
	for _, o := range operations {
		s := signatureOf(o.params)
		lib[collectionType+"."+o.method] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
			return o.on(c, collectionOf(c.Self), s)
		}}
	}
	return lib
}

func self(c *flow.Call) *flow.Value { return c.Self }

func nameValue(n name) *flow.Value {
	if v := n.Value(); v != nil {
		return v
	}
	return flow.Of(flow.Text)
}

// on does the operation on a collection.
func (o operation) on(c *flow.Call, k collection, s signature) *flow.Value {
	q := k.query(o.method, o.verb)
	q.One = o.one
	q.arguments(c, s)
	o.adjust(q)
	q.emit(c)
	return o.gives(c, q)
}

// adjust tells what some methods take for something else.
func (o operation) adjust(q *Query) {
	switch o.method {
	case "find_one", "find_one_or_404", "remove":
		q.Filter = byIdentifier(q.Filter)
	case "save":
		q.Filter = savedBy(q.Document)
		if q.Filter == nil {
			q.Verb = Insert
		}
	case "find_and_modify":
		if remove, ok := q.Options["remove"].Number(); ok && remove != 0 {
			q.Verb = Delete
		}
	case "update":
		multi, ok := q.Options["multi"].Number()
		q.One = !ok || multi == 0
	}
	if q.Verb == Aggregate {
		q.settle()
	}
}

// savedBy is the filter of a document that replaces the one of its _id: the
// one that it was read with, if it was. Nil: it is new.
func savedBy(doc *flow.Value) *flow.Value {
	for _, s := range doc.FromSource(flow.Database) {
		if q, ok := s.Origin.Data.(*Query); ok && q.One && q.Filter != nil && s.Origin.Name == "" {
			return q.Filter
		}
	}
	if doc == nil {
		return nil
	}
	id, known := doc.Lookup("_id")
	if rest, _ := doc.Rest(); !known && rest == nil && !doc.Kind.Can(flow.Unknown) {
		return nil
	}
	return flow.DocumentOf(flow.Field{Name: "_id", Value: id})
}

// byIdentifier is the filter of a call that takes an _id in place of one.
func byIdentifier(filter *flow.Value) *flow.Value {
	if filter == nil || filter.Kind.Can(flow.Document|flow.Unknown|flow.Object) {
		return filter
	}
	return flow.DocumentOf(flow.Field{Name: "_id", Value: filter})
}

// query is a query of the collection.
func (k collection) query(method string, verb Verb) *Query {
	return &Query{Driver: k.driver, Method: method, Verb: verb, Name: k.name.text, Collection: k.name.Value(), Database: k.database.Value()}
}

// emit leaves the event of a query that is complete.
func (q *Query) emit(c *flow.Call) {
	q.Owned = owned(q.Filter)
	q.run, q.before = c.Run, c.Run.Facts()
	q.event = c.Emit("query", q)
}
