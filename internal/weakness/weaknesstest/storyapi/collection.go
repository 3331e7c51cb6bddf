package storyapi

import (
	"math"
	"slices"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"
)

// databaseObject is what a story calls db: a method of the database, and
// under any other name the collection of that name.
type databaseObject struct {
	server  *Server
	db      *database
	methods map[string]goja.Value
	objects map[string]goja.Value
}

func (s *Server) databaseObject(db *database) *goja.Object {
	d := &databaseObject{server: s, db: db, objects: make(map[string]goja.Value)}
	get := s.function(func(args []goja.Value) (any, error) { return d.named(arg(args, 0)) })
	command := s.function(func(args []goja.Value) (any, error) {
		v, err := fromJS(arg(args, 0))
		if err != nil {
			return nil, err
		}
		return s.command(db, v)
	})
	d.methods = map[string]goja.Value{
		"collection":    get,
		"getCollection": get,
		"command":       command,
		"runCommand":    command,
		"adminCommand":  command,
		"listCollectionNames": s.function(func([]goja.Value) (any, error) {
			return textArray(db.list()), nil
		}),
		"getSiblingDB": s.function(func(args []goja.Value) (any, error) {
			name, ok := arg(args, 0).Export().(string)
			if !ok || name == "" {
				return nil, clientError("InvalidName", "database name cannot be the empty string")
			}
			return s.database(name), nil
		}),
		"dropDatabase": s.function(func([]goja.Value) (any, error) {
			*db = *newDatabase(db.name, s.scripts)
			clear(d.objects)
			return nil, nil
		}),
	}
	return s.rt.NewDynamicObject(d)
}

func textArray(names []string) bson.A {
	list := bson.A{}
	for _, n := range names {
		list = append(list, n)
	}
	return list
}

// named is db.collection(name): any text that PyMongo takes for a name.
func (d *databaseObject) named(v goja.Value) (goja.Value, error) {
	name, ok := v.Export().(string)
	if !ok {
		return nil, clientError("TypeError", "name must be an instance of str")
	}
	if o := d.objects[name]; o != nil {
		return o, nil
	}
	c, err := d.db.collection(name)
	if err != nil {
		return nil, err
	}
	d.objects[name] = d.server.collectionObject(c)
	return d.objects[name], nil
}

func (d *databaseObject) Get(key string) goja.Value {
	if m := d.methods[key]; m != nil {
		return m
	}
	switch key {
	case "toJSON", "then", "constructor", "toString", "valueOf": // asked for by the language itself
		return nil
	}
	v, err := d.named(d.server.rt.ToValue(key))
	if err != nil {
		panic(d.server.thrown(err))
	}
	return v
}

func (d *databaseObject) Set(string, goja.Value) bool { return false }
func (d *databaseObject) Has(string) bool             { return true }
func (d *databaseObject) Delete(string) bool          { return false }
func (d *databaseObject) Keys() []string              { return d.db.list() }

// arguments are those of one call of a collection's method, as stored values.
type arguments []any

func (a arguments) at(i int) any {
	if i < len(a) {
		return a[i]
	}
	return nil
}

// option reads one option of the document at i.
func (a arguments) option(i int, name string) any {
	d, _ := a.at(i).(bson.D)
	v, _ := field(d, name)
	return v
}

// query reads the filter of find, findOne and countDocuments: none is all.
func (a arguments) query(i int) (bson.D, error) {
	if a.at(i) == nil {
		return bson.D{}, nil
	}
	return a.filter(i)
}

// filter reads one that must be there, as in writing.
func (a arguments) filter(i int) (bson.D, error) {
	d, ok := a.at(i).(bson.D)
	if !ok {
		return nil, clientError("TypeError", "filter must be an instance of dict, bson.son.SON, or any other type that inherits from collections.Mapping")
	}
	return d, nil
}

func (a arguments) document(i int) (bson.D, error) {
	d, ok := a.at(i).(bson.D)
	if !ok {
		return nil, clientError("TypeError", "document must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or a type that inherits from collections.MutableMapping")
	}
	return d, nil
}

// collectionObject gives a collection its JavaScript methods.
func (s *Server) collectionObject(c *collection) *goja.Object {
	object := s.rt.NewObject()
	for name, method := range collectionMethods {
		put(object, name, s.function(func(args []goja.Value) (any, error) {
			values := make(arguments, len(args))
			for i, v := range args {
				var err error
				if values[i], err = fromJS(v); err != nil {
					return nil, err
				}
			}
			return method(s, c, values)
		}))
	}
	return object
}

var collectionMethods = map[string]func(s *Server, c *collection, a arguments) (any, error){
	"insertOne": func(_ *Server, c *collection, a arguments) (any, error) {
		doc, err := a.document(0)
		if err != nil {
			return nil, err
		}
		return wrap(c.insert(doc))
	},
	"insertMany":  insertMany,
	"find":        find,
	"findOne":     findOne,
	"updateOne":   updating(false),
	"updateMany":  updating(true),
	"replaceOne":  replacing,
	"deleteOne":   deleting(false),
	"deleteMany":  deleting(true),
	"aggregate":   aggregating,
	"createIndex": createIndex,
	"countDocuments": func(_ *Server, c *collection, a arguments) (any, error) {
		filter, err := a.query(0)
		if err != nil {
			return nil, err
		}
		places, err := c.places(filter, 0)
		return float64(len(places)), err
	},
	"distinct": func(_ *Server, c *collection, a arguments) (any, error) {
		path, ok := a.at(0).(string)
		if !ok {
			return nil, clientError("TypeError", "key must be an instance of str")
		}
		filter, err := a.query(1)
		if err != nil {
			return nil, err
		}
		return wrap(c.distinct(path, filter))
	},
	"drop": func(_ *Server, c *collection, _ arguments) (any, error) {
		c.docs, c.exists = nil, false
		return true, nil
	},
	"findOneAndUpdate":  findAndChange(func(f filters, v any) (change, error) { return f.readUpdate(v) }),
	"findOneAndReplace": findAndChange(func(_ filters, v any) (change, error) { return readReplacement(v) }),
	"findOneAndDelete": func(_ *Server, c *collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		removed, err := c.remove(filter, false)
		if err != nil || len(removed) == 0 {
			return nil, err
		}
		return removed[0], nil
	},
}

// wrap drops a value that comes with an error, so that a nil document does
// not look like one.
func wrap[T any](v T, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

func insertMany(_ *Server, c *collection, a arguments) (any, error) {
	list, ok := a.at(0).(bson.A)
	if !ok || len(list) == 0 {
		return nil, clientError("TypeError", "documents must be a non-empty list")
	}
	stored := bson.A{}
	for i := range list {
		doc, err := arguments(list).document(i)
		if err != nil {
			return nil, err
		}
		kept, err := c.insert(doc)
		if err != nil {
			return nil, err
		}
		stored = append(stored, kept)
	}
	return stored, nil
}

func find(s *Server, c *collection, a arguments) (any, error) {
	filter, err := a.query(0)
	if err != nil {
		return nil, err
	}
	projection := a.at(1)
	if p := a.option(2, "projection"); p != nil {
		projection = p
	}
	shape, err := c.db.filters.readProjection(projection)
	if err != nil {
		return nil, err
	}
	docs, err := c.find(filter)
	if err != nil {
		return nil, err
	}
	cur := cursor{server: s, docs: docs, shape: shape}
	if cur.keys, err = readSort(a.option(2, "sort")); err != nil {
		return nil, err
	}
	for name, n := range map[string]*int{"skip": &cur.skip, "limit": &cur.limit} {
		if v := a.option(2, name); v != nil {
			if *n, err = wholeNumber(name, v); err != nil {
				return nil, err
			}
		}
	}
	return cur.array()
}

// findOne takes what is no document for an _id, as PyMongo does.
func findOne(s *Server, c *collection, a arguments) (any, error) {
	if v := a.at(0); v != nil {
		if _, ok := v.(bson.D); !ok {
			a = slices.Clone(a)
			a[0] = bson.D{{Key: "_id", Value: v}}
		}
	}
	filter, err := a.query(0)
	if err != nil {
		return nil, err
	}
	shape, err := c.db.filters.readProjection(a.at(1))
	if err != nil {
		return nil, err
	}
	keys, err := readSort(a.option(2, "sort"))
	if err != nil {
		return nil, err
	}
	docs, err := c.find(filter)
	if err != nil || len(docs) == 0 {
		return nil, err
	}
	return wrap(shape(sorted(docs, keys)[0]))
}

func updating(many bool) func(*Server, *collection, arguments) (any, error) {
	return func(_ *Server, c *collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		apply, err := c.db.filters.readUpdate(a.at(1))
		if err != nil {
			return nil, err
		}
		return updateResult(c.update(filter, apply, many, truthy(a.option(2, "upsert"))))
	}
}

func replacing(_ *Server, c *collection, a arguments) (any, error) {
	filter, err := a.filter(0)
	if err != nil {
		return nil, err
	}
	apply, err := readReplacement(a.at(1))
	if err != nil {
		return nil, err
	}
	return updateResult(c.update(filter, apply, false, truthy(a.option(2, "upsert"))))
}

func updateResult(u updated, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return bson.D{
		{Key: "matchedCount", Value: float64(u.matched)},
		{Key: "modifiedCount", Value: float64(u.modified)},
		{Key: "upsertedId", Value: u.upserted},
	}, nil
}

func deleting(many bool) func(*Server, *collection, arguments) (any, error) {
	return func(_ *Server, c *collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		removed, err := c.remove(filter, many)
		return bson.D{{Key: "deletedCount", Value: float64(len(removed))}}, err
	}
}

// findAndChange returns the document as it was, or as it is with
// {returnDocument: "after"}.
func findAndChange(read func(filters, any) (change, error)) func(*Server, *collection, arguments) (any, error) {
	return func(_ *Server, c *collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		apply, err := read(c.db.filters, a.at(1))
		if err != nil {
			return nil, err
		}
		u, err := c.update(filter, apply, false, truthy(a.option(2, "upsert")))
		if err != nil {
			return nil, err
		}
		doc := u.before
		if a.option(2, "returnDocument") == "after" {
			doc = u.after
		}
		if doc == nil {
			return nil, nil
		}
		return doc, nil
	}
}

func aggregating(_ *Server, c *collection, a arguments) (any, error) {
	pipeline, ok := a.at(0).(bson.A)
	if !ok {
		return nil, clientError("TypeError", "pipeline must be a list")
	}
	return wrap(c.aggregate(pipeline))
}

// createIndex keeps {unique: true} and nothing else of an index.
func createIndex(_ *Server, c *collection, a arguments) (any, error) {
	keys, err := readSort(a.at(0))
	if err != nil {
		return nil, err
	}
	spec, _ := a.at(0).(bson.D)
	if s, ok := a.at(0).(string); ok {
		spec = bson.D{{Key: s}}
	}
	if truthy(a.option(1, "unique")) && len(keys) > 0 {
		var fields []string
		for _, e := range spec {
			fields = append(fields, e.Key)
		}
		c.unique = append(c.unique, fields)
	}
	return nil, nil
}

// cursor is what find returns: an array whose sort, skip and limit make
// another one of the same documents. Whatever their order in the code, it
// sorts first, then skips, then limits.
type cursor struct {
	server      *Server
	docs        []bson.D
	shape       shape
	keys        []sortKey
	skip, limit int
}

func (c cursor) array() (goja.Value, error) {
	docs := sorted(c.docs, c.keys)
	docs = docs[min(c.skip, len(docs)):]
	if n := max(c.limit, -c.limit); n > 0 { // a negative limit is one batch of as many
		docs = docs[:min(n, len(docs))]
	}
	docs, err := reshape(docs, c.shape)
	if err != nil {
		return nil, err
	}
	rt := c.server.rt
	array := toJS(rt, docs).(*goja.Object)
	for name, method := range map[string]func(goja.FunctionCall) goja.Value{
		"sort":  c.sort,
		"skip":  c.number("skip", func(d cursor, n int) cursor { d.skip = n; return d }),
		"limit": c.number("limit", func(d cursor, n int) cursor { d.limit = n; return d }),
		"toArray": func(call goja.FunctionCall) goja.Value {
			return call.This
		},
	} {
		_ = array.DefineDataProperty(name, rt.ToValue(method), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	return array, nil
}

// sort takes what MongoDB takes; a function, or nothing, sorts the array as
// JavaScript does.
func (c cursor) sort(call goja.FunctionCall) goja.Value {
	given := call.Argument(0)
	if _, isFunction := goja.AssertFunction(given); isFunction || goja.IsUndefined(given) {
		proto := c.server.rt.GlobalObject().Get("Array").(*goja.Object).Get("prototype").(*goja.Object)
		plain, _ := goja.AssertFunction(proto.Get("sort"))
		v, err := plain(call.This, call.Arguments...)
		if err != nil {
			panic(c.server.thrown(err))
		}
		return v
	}
	v, err := fromJS(given)
	if err == nil {
		if name, ok := v.(string); ok && len(call.Arguments) > 1 { // sort("price", -1)
			v = bson.D{{Key: name, Value: fromPrimitive(call.Argument(1).Export())}}
		}
		c.keys, err = readSort(v)
	}
	return c.again(err)
}

func (c cursor) number(name string, with func(c cursor, n int) cursor) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		v, err := fromJS(call.Argument(0))
		var n int
		if err == nil {
			n, err = wholeNumber(name, v)
		}
		return with(c, n).again(err)
	}
}

func (c cursor) again(err error) goja.Value {
	var v goja.Value
	if err == nil {
		v, err = c.array()
	}
	if err != nil {
		panic(c.server.thrown(err))
	}
	return v
}

func wholeNumber(name string, v any) (int, error) {
	n, ok := v.(float64)
	if !ok || n != math.Trunc(n) {
		return 0, clientError("TypeError", "%s must be an instance of int", name)
	}
	if name == "skip" && n < 0 {
		return 0, clientError("ValueError", "skip must be >= 0")
	}
	return int(max(min(n, math.MaxInt32), math.MinInt32)), nil
}
