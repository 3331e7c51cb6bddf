package mongo

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// onlyCollections are names of methods that nothing but a collection has: a
// call of one is a query, whatever it is called on.
var onlyCollections = setOf(`find_one insert_one insert_many update_one update_many replace_one delete_one delete_many find_one_and_update
	find_one_and_replace find_one_and_delete count_documents estimated_document_count bulk_write create_index find_one_or_404
	find_raw_batches aggregate_raw_batches create_indexes inline_map_reduce`)

// sharedNames are those that other things have too: dicts, lists, sets, SQL
// sessions, parsers.
var sharedNames = setOf(`find aggregate update remove insert save distinct command count drop map_reduce ensure_index find_and_modify watch`)

// noList are those that lists, dicts and texts do not have, or not with the
// arguments of a collection: users.find({…}) can be nothing else.
var noList = setOf("find aggregate update")

// unknown are the entries of receivers that nothing is known of: the names of
// the methods, and of what leads to the receiver, tell.
func unknown() flow.Library {
	lib := flow.Library{
		"?.bulk_write": {Call: func(c *flow.Call) *flow.Value {
			guessed(c).writeAll(c, "bulk_write", Bulk, argument(c, 0, "requests"))
			return c.Run.NewInstance(updateType, c.Place, nil)
		}},
		"?.create_indexes": {Call: func(c *flow.Call) *flow.Value { return guessed(c).createIndexes(c, argument(c, 0, "indexes")) }},
		"?.command": {Call: func(c *flow.Call) *flow.Value {
			if !suggestive(c.Self.Path()) || !named(c.Arg(0, "command")) {
				return opaque(c)
			}
			return command(c)
		}},
	}
	for _, o := range operations {
		s := signatureOf(o.params)
		switch {
		case onlyCollections[o.method]:
			lib["?."+o.method] = flow.Entry{Call: func(c *flow.Call) *flow.Value { return o.on(c, guessed(c), s) }}
		case sharedNames[o.method]:
			lib["?."+o.method] = flow.Entry{Call: func(c *flow.Call) *flow.Value {
				path := c.Self.Path()
				if o.plausible(c) && (suggestive(path) || noList[o.method] && len(c.Args) > 0 && manyOf(path)) {
					return o.on(c, guessed(c), s)
				}
				return opaque(c)
			}}
		}
	}
	whole := databases()
	for _, method := range []string{"list_collection_names", "get_collection", "create_collection", "drop_collection"} {
		lib["?."+method] = whole[databaseType+"."+method]
	}
	for _, word := range []string{"db", "mongo_db", "mongodb", "database"} {
		// current_app.db[name]: the key is the collection.
		lib["?."+word] = flow.Entry{Index: keyed}
	}
	lib["?.[]"] = flow.Entry{Index: func(r *flow.Reading, key *flow.Value) *flow.Value {
		path := r.Self.Path()
		last := lexicon.Words(strings.TrimSuffix(path[strings.LastIndexByte(path, '.')+1:], "()"))
		if len(last) == 0 || !places[last[len(last)-1]] {
			return nil
		}
		return keyed(r, key)
	}}
	return lib
}

// keyed is db[key] of a database that is not known.
func keyed(r *flow.Reading, key *flow.Value) *flow.Value {
	return r.Run.NewInstance(collectionType, r.Place, collection{driver: "unknown", name: nameOf(key)})
}

// guessed is the collection that the path of a receiver names.
func guessed(c *flow.Call) collection {
	return collection{driver: "unknown", name: name{text: nameInPath(c.Self.Path())}}
}

// places are words of a path that lead to a database.
var places = setOf(`db database mongo mongodb pymongo collection collections coll col cx`)

// suggestive tells whether the path of a receiver looks like that of a
// collection: it leads through a database, or to a member that is called as
// people call collections.
func suggestive(path string) bool {
	parts := pathParts(path)
	for _, part := range parts {
		if slices.ContainsFunc(lexicon.Words(part), func(w string) bool { return places[w] }) {
			return !sqlSession(parts)
		}
	}
	return strings.Contains(path, ".") && manyOf(path)
}

func pathParts(path string) []string {
	return strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".()[]", r) })
}

// manyOf tells whether the path ends in a plural in lower case: orders.
func manyOf(path string) bool {
	parts := pathParts(path)
	if len(parts) == 0 {
		return false
	}
	last := parts[len(parts)-1]
	words := lexicon.Words(last)
	if len(words) == 0 || last != strings.ToLower(last) {
		return false
	}
	final := words[len(words)-1]
	return lexicon.Singular(final) != final && !mappings[final]
}

// sqlSession tells whether the path is of SQLAlchemy: db.session.
func sqlSession(parts []string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return p == "session" || p == "engine" || p == "execute" || p == "query" })
}

// mappings are plural names of dicts and lists that are no collections.
var mappings = setOf(`args kwargs headers params cookies options settings values items keys fields errors data attrs attributes results parts words lines
	rows tags files this is extensions defaults`)

// plausible tells whether the first argument is one that a collection takes:
// a document, or nothing where that makes sense.
func (o operation) plausible(c *flow.Call) bool {
	s := signatureOf(o.params)
	if len(c.Args) == 0 {
		if len(c.Keywords) == 0 {
			return o.method == "find" || o.method == "count" || o.method == "drop"
		}
		for _, k := range c.Keywords {
			if !slices.ContainsFunc(append(s.positional, s.named...), func(p parameter) bool { return p.name == k.Name }) {
				return false
			}
		}
		return true
	}
	v := c.Args[0]
	switch o.method {
	case "aggregate", "watch":
		elements, _ := v.Elements()
		return len(elements) > 0 && elements[0].Kind.Can(flow.Document) || len(elements) == 0 && v.Kind.Can(flow.List)
	case "distinct", "ensure_index", "map_reduce":
		return v.Kind.Can(flow.Text)
	case "update":
		return len(c.Args) > 1 && v.Kind.Can(flow.Document)
	case "count", "drop":
		return v.Kind.Can(flow.Document)
	}
	return v.Kind.Can(flow.Document) && v.Kind != flow.Unknown
}

// named tells whether a value can be the name of a command, or one.
func named(v *flow.Value) bool {
	return v != nil && v.Kind.Can(flow.Text|flow.Document)
}

// opaque is what something unknown makes of its arguments: their content may
// be in it, and may have been checked.
func opaque(c *flow.Call) *flow.Value {
	v := flowing(c, flow.Unknown, "passed through "+c.Name)
	for _, s := range v.Flows {
		s.Weak = true
	}
	return v.WithPath(c.Name + "()")
}
