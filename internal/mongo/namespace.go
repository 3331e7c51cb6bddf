package mongo

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// The types that entries make instances of. Drivers share them: what differs
// is the driver that the instance's data names.
const (
	clientType     = "pymongo.MongoClient"
	databaseType   = "pymongo.Database"
	collectionType = "pymongo.Collection"
)

// name is the name of a database or collection. It is comparable, so that
// two instances of the same name are one.
type name struct {
	text  string
	value *flow.Value // where the text is not known, or not alone
}

func nameOf(v *flow.Value) name {
	if s, ok := v.Text(); ok && len(v.Flows) == 0 {
		return name{text: s}
	}
	if v == nil {
		return name{}
	}
	text, _ := v.Text()
	return name{text: text, value: v}
}

// Value is nil where nothing is known.
func (n name) Value() *flow.Value {
	if n.value != nil || n.text == "" {
		return n.value
	}
	return flow.TextOf(n.text)
}

// below is a name within a namespace: fs.files.
func (n name) below(text string) name {
	if n.text == "" {
		return n
	}
	return name{text: n.text + "." + text, value: n.value}
}

// client is the data of a client.
type client struct{ driver string }

// database is the data of a database.
type database struct {
	driver string
	name   name
}

// collection is the data of a collection.
type collection struct {
	driver   string
	name     name
	database name
}

func (k client) database(r *flow.Run, place flow.Place, n name) *flow.Value {
	return r.NewInstance(databaseType, place, database{k.driver, n})
}

func (d database) collection(r *flow.Run, place flow.Place, n name) *flow.Value {
	return r.NewInstance(collectionType, place, collection{d.driver, n, d.name})
}

// clientOf is the client that a value is.
func clientOf(v *flow.Value) client {
	for _, o := range v.Objects() {
		if k, ok := o.Data.(client); ok {
			return k
		}
	}
	return client{"pymongo"}
}

// databaseOf is the database that a value is; where only an annotation, or
// the name of the variable tells that it is one, nothing is known of it.
func databaseOf(v *flow.Value) database {
	for _, o := range v.Objects() {
		if d, ok := o.Data.(database); ok {
			return d
		}
	}
	if len(v.Objects()) == 0 {
		return database{driver: "unknown"}
	}
	return database{driver: "pymongo"}
}

// collectionOf is the collection that a value is. One that can be several
// has the names of all.
func collectionOf(v *flow.Value) collection {
	var found []collection
	for _, o := range v.Objects() {
		if k, ok := o.Data.(collection); ok {
			found = append(found, k)
		}
	}
	switch len(found) {
	case 0:
		return collection{driver: "pymongo", name: name{text: nameInPath(v.Path())}}
	case 1:
		return found[0]
	}
	all := found[0]
	for _, k := range found[1:] {
		if k.name != all.name {
			all.name = name{value: flow.Join(all.name.Value(), k.name.Value())}
		}
	}
	return all
}

// nameInPath is the collection that the path of a receiver names: orders of
// current_app.db.orders and of self.orders_collection. Words that name any
// collection name none.
func nameInPath(path string) string {
	last := path[strings.LastIndexByte(path, '.')+1:]
	last = strings.TrimSuffix(strings.TrimSuffix(last, "()"), "[]")
	last = strings.TrimLeft(last, "_")
	for _, prefix := range []string{"get_", "collection_", "coll_", "col_", "mongo_", "db_"} {
		last = strings.TrimPrefix(last, prefix)
	}
	for _, suffix := range []string{"_collection", "_coll", "_col", "_table", "_db", "_store", "Collection"} {
		last = strings.TrimSuffix(last, suffix)
	}
	if anyCollection[strings.ToLower(last)] {
		return ""
	}
	return last
}

var anyCollection = setOf(`? self cls collection collections coll col table db database mongo mongodb client conn connection model
	repo repository dao store storage source target c d q x doc docs data this obj instance handler cursor result results value get`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}
