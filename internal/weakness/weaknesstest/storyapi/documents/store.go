package documents

import (
	"strings"
	"time"
)

// Store is a set of databases: what MongoDB calls a deployment. It is not
// for several goroutines at once.
type Store struct {
	scripts   *scripts
	databases map[string]*Database
}

// New returns a store without databases.
func New() *Store { return &Store{newScripts(), make(map[string]*Database)} }

// Database returns the database of that name, made at its first use.
func (s *Store) Database(name string) *Database {
	if db := s.databases[name]; db != nil {
		return db
	}
	db := &Database{name: name, filters: filters{s.scripts}, idKinds: make(map[string]string)}
	db.Drop()
	s.databases[name] = db
	return db
}

// Until says when the JavaScript of queries must have ended. At that time
// the caller is to call Interrupt, which alone may be called from another
// goroutine.
func (s *Store) Until(t time.Time) { s.scripts.until = t }

// Interrupt stops the JavaScript of a query, until Resume is called.
func (s *Store) Interrupt() { s.scripts.rt.Interrupt("operation was interrupted") }

// Resume lets JavaScript run again.
func (s *Store) Resume() { s.scripts.rt.ClearInterrupt() }

// Database is a set of collections. One that was never written to reads as
// empty and is not listed.
type Database struct {
	name        string
	filters     filters
	collections map[string]*Collection
	names       []string // in the order of their first use
	idKinds     map[string]string
}

// Drop forgets all documents and indexes. Collections that were asked for
// before stay usable.
func (db *Database) Drop() {
	for _, c := range db.collections {
		c.Drop()
	}
	if db.collections == nil {
		db.collections = make(map[string]*Collection)
	}
}

// UseIDs chooses what new identifiers of a collection are: "integer", "uuid"
// or "objectid", which is the default.
func (db *Database) UseIDs(collection, kind string) { db.idKinds[collection] = kind }

// ReadUpdate reads the update of updateOne and its like: operators, or a
// pipeline. PyMongo refuses anything else before it is sent.
// https://www.mongodb.com/docs/manual/reference/operator/update/
func (db *Database) ReadUpdate(v any) (Change, error) { return db.filters.readUpdate(v) }

// ReadProjection reads the projection of find: a document, or a list of
// names as PyMongo takes it. None, {} and [] give whole documents (PyMongo 4).
// https://www.mongodb.com/docs/manual/reference/method/db.collection.find/#projection
func (db *Database) ReadProjection(v any) (Shape, error) { return db.filters.readProjection(v) }

// Collection returns the collection of that name or PyMongo's refusal of it.
func (db *Database) Collection(name string) (*Collection, error) {
	switch {
	case name == "" || strings.Contains(name, ".."):
		return nil, ClientError("InvalidName", "collection names cannot be empty")
	case strings.Contains(name, "$") && !strings.HasPrefix(name, "oplog.$main") && !strings.HasPrefix(name, "$cmd"):
		return nil, ClientError("InvalidName", "collection names must not contain '$': %s", PythonText(name))
	case strings.HasPrefix(name, ".") || strings.HasSuffix(name, "."):
		return nil, ClientError("InvalidName", "collection names must not start or end with '.': %s", PythonText(name))
	case strings.Contains(name, "\x00"):
		return nil, ClientError("InvalidName", "collection names must not contain the null character")
	}
	if c := db.collections[name]; c != nil {
		return c, nil
	}
	c := &Collection{db: db, name: name}
	db.collections[name] = c
	db.names = append(db.names, name)
	return c, nil
}

// Names lists the collections that exist, which writing alone brings about.
func (db *Database) Names() []string {
	names := []string{}
	for _, name := range db.names {
		if db.collections[name].exists {
			names = append(names, name)
		}
	}
	return names
}
