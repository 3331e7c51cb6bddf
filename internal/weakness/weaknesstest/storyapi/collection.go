package storyapi

import (
	"slices"

	"github.com/dop251/goja"
	"go.mongodb.org/mongo-driver/v2/bson"

	"github.com/ashlarsec/ashlar/internal/weakness/weaknesstest/storyapi/documents"
)

// databaseObject is what a story calls db: a method of the database, and
// under any other name the collection of that name.
type databaseObject struct {
	server  *Server
	db      *documents.Database
	methods map[string]goja.Value
	objects map[string]goja.Value
}

func (s *Server) databaseObject(db *documents.Database) *goja.Object {
	d := &databaseObject{server: s, db: db, objects: make(map[string]goja.Value)}
	get := s.function(func(args []goja.Value) (any, error) { return d.named(arg(args, 0)) })
	command := s.function(func(args []goja.Value) (any, error) {
		v, err := documents.FromJS(arg(args, 0))
		if err != nil {
			return nil, err
		}
		return s.documents.Command(db, v)
	})
	d.methods = map[string]goja.Value{
		"collection":    get,
		"getCollection": get,
		"command":       command,
		"runCommand":    command,
		"adminCommand":  command,
		"listCollectionNames": s.function(func([]goja.Value) (any, error) {
			return textArray(db.Names()), nil
		}),
		"getSiblingDB": s.function(func(args []goja.Value) (any, error) {
			name, ok := arg(args, 0).Export().(string)
			if !ok || name == "" {
				return nil, documents.ClientError("InvalidName", "database name cannot be the empty string")
			}
			return s.database(name), nil
		}),
		"dropDatabase": s.function(func([]goja.Value) (any, error) {
			db.Drop()
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

// named is db.Collection(name): any text that PyMongo takes for a name.
func (d *databaseObject) named(v goja.Value) (goja.Value, error) {
	name, ok := v.Export().(string)
	if !ok {
		return nil, documents.ClientError("TypeError", "name must be an instance of str")
	}
	if o := d.objects[name]; o != nil {
		return o, nil
	}
	c, err := d.db.Collection(name)
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
func (d *databaseObject) Keys() []string              { return d.db.Names() }

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
	v, _ := documents.Field(d, name)
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
		return nil, documents.ClientError("TypeError", "filter must be an instance of dict, bson.son.SON, or any other type that inherits from collections.Mapping")
	}
	return d, nil
}

func (a arguments) document(i int) (bson.D, error) {
	d, ok := a.at(i).(bson.D)
	if !ok {
		return nil, documents.ClientError("TypeError", "document must be an instance of dict, bson.son.SON, bson.raw_bson.RawBSONDocument, or a type that inherits from collections.MutableMapping")
	}
	return d, nil
}

// collectionObject gives a collection its JavaScript methods.
func (s *Server) collectionObject(c *documents.Collection) *goja.Object {
	object := s.rt.NewObject()
	for name, method := range collectionMethods {
		documents.Put(object, name, s.function(func(args []goja.Value) (any, error) {
			values := make(arguments, len(args))
			for i, v := range args {
				var err error
				if values[i], err = documents.FromJS(v); err != nil {
					return nil, err
				}
			}
			return method(s, c, values)
		}))
	}
	return object
}

var collectionMethods = map[string]func(s *Server, c *documents.Collection, a arguments) (any, error){
	"insertOne": func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		doc, err := a.document(0)
		if err != nil {
			return nil, err
		}
		return wrap(c.Insert(doc))
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
	"countDocuments": func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		filter, err := a.query(0)
		if err != nil {
			return nil, err
		}
		n, err := c.Count(filter)
		return float64(n), err
	},
	"distinct": func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		path, ok := a.at(0).(string)
		if !ok {
			return nil, documents.ClientError("TypeError", "key must be an instance of str")
		}
		filter, err := a.query(1)
		if err != nil {
			return nil, err
		}
		return wrap(c.Distinct(path, filter))
	},
	"drop": func(_ *Server, c *documents.Collection, _ arguments) (any, error) {
		c.Drop()
		return true, nil
	},
	"findOneAndUpdate":  findAndChange((*documents.Database).ReadUpdate),
	"findOneAndReplace": findAndChange(func(_ *documents.Database, v any) (documents.Change, error) { return documents.ReadReplacement(v) }),
	"findOneAndDelete": func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		removed, err := c.Remove(filter, false)
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

func insertMany(_ *Server, c *documents.Collection, a arguments) (any, error) {
	list, ok := a.at(0).(bson.A)
	if !ok || len(list) == 0 {
		return nil, documents.ClientError("TypeError", "documents must be a non-empty list")
	}
	stored := bson.A{}
	for i := range list {
		doc, err := arguments(list).document(i)
		if err != nil {
			return nil, err
		}
		kept, err := c.Insert(doc)
		if err != nil {
			return nil, err
		}
		stored = append(stored, kept)
	}
	return stored, nil
}

func find(s *Server, c *documents.Collection, a arguments) (any, error) {
	filter, err := a.query(0)
	if err != nil {
		return nil, err
	}
	projection := a.at(1)
	if p := a.option(2, "projection"); p != nil {
		projection = p
	}
	shape, err := c.Database().ReadProjection(projection)
	if err != nil {
		return nil, err
	}
	docs, err := c.Find(filter)
	if err != nil {
		return nil, err
	}
	cur := cursor{server: s, docs: docs, shape: shape}
	if cur.keys, err = documents.ReadSort(a.option(2, "sort")); err != nil {
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
func findOne(s *Server, c *documents.Collection, a arguments) (any, error) {
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
	shape, err := c.Database().ReadProjection(a.at(1))
	if err != nil {
		return nil, err
	}
	keys, err := documents.ReadSort(a.option(2, "sort"))
	if err != nil {
		return nil, err
	}
	docs, err := c.Find(filter)
	if err != nil || len(docs) == 0 {
		return nil, err
	}
	return wrap(shape(documents.Sorted(docs, keys)[0]))
}

func updating(many bool) func(*Server, *documents.Collection, arguments) (any, error) {
	return func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		apply, err := c.Database().ReadUpdate(a.at(1))
		if err != nil {
			return nil, err
		}
		return updateResult(c.Update(filter, apply, many, documents.Truthy(a.option(2, "upsert"))))
	}
}

func replacing(_ *Server, c *documents.Collection, a arguments) (any, error) {
	filter, err := a.filter(0)
	if err != nil {
		return nil, err
	}
	apply, err := documents.ReadReplacement(a.at(1))
	if err != nil {
		return nil, err
	}
	return updateResult(c.Update(filter, apply, false, documents.Truthy(a.option(2, "upsert"))))
}

func updateResult(u documents.Updated, err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return bson.D{
		{Key: "matchedCount", Value: float64(u.Matched)},
		{Key: "modifiedCount", Value: float64(u.Modified)},
		{Key: "upsertedId", Value: u.Upserted},
	}, nil
}

func deleting(many bool) func(*Server, *documents.Collection, arguments) (any, error) {
	return func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		removed, err := c.Remove(filter, many)
		return bson.D{{Key: "deletedCount", Value: float64(len(removed))}}, err
	}
}

// findAndChange returns the document as it was, or as it is with
// {returnDocument: "after"}.
func findAndChange(read func(*documents.Database, any) (documents.Change, error)) func(*Server, *documents.Collection, arguments) (any, error) {
	return func(_ *Server, c *documents.Collection, a arguments) (any, error) {
		filter, err := a.filter(0)
		if err != nil {
			return nil, err
		}
		apply, err := read(c.Database(), a.at(1))
		if err != nil {
			return nil, err
		}
		u, err := c.Update(filter, apply, false, documents.Truthy(a.option(2, "upsert")))
		if err != nil {
			return nil, err
		}
		doc := u.Before
		if a.option(2, "returnDocument") == "after" {
			doc = u.After
		}
		if doc == nil {
			return nil, nil
		}
		return doc, nil
	}
}

func aggregating(_ *Server, c *documents.Collection, a arguments) (any, error) {
	pipeline, ok := a.at(0).(bson.A)
	if !ok {
		return nil, documents.ClientError("TypeError", "pipeline must be a list")
	}
	return wrap(c.Aggregate(pipeline))
}

// createIndex keeps {unique: true} and nothing else of an index.
func createIndex(_ *Server, c *documents.Collection, a arguments) (any, error) {
	keys, err := documents.ReadSort(a.at(0))
	if err != nil {
		return nil, err
	}
	spec, _ := a.at(0).(bson.D)
	if s, ok := a.at(0).(string); ok {
		spec = bson.D{{Key: s}}
	}
	if documents.Truthy(a.option(1, "unique")) && len(keys) > 0 {
		var fields []string
		for _, e := range spec {
			fields = append(fields, e.Key)
		}
		c.Unique(fields)
	}
	return nil, nil
}
