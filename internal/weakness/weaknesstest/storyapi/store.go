package storyapi

import (
	"crypto/rand"
	"fmt"
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// database is a set of collections. One that was never written to reads as
// empty and is not listed.
type database struct {
	name        string
	filters     filters
	collections map[string]*collection
	names       []string // in the order of their first use
	idKinds     map[string]string
}

func newDatabase(name string, scripts *scripts) *database {
	return &database{
		name: name, filters: filters{scripts},
		collections: make(map[string]*collection), idKinds: make(map[string]string),
	}
}

// collection returns the collection of that name or PyMongo's refusal of it.
func (db *database) collection(name string) (*collection, error) {
	switch {
	case name == "" || strings.Contains(name, ".."):
		return nil, clientError("InvalidName", "collection names cannot be empty")
	case strings.Contains(name, "$") && !strings.HasPrefix(name, "oplog.$main") && !strings.HasPrefix(name, "$cmd"):
		return nil, clientError("InvalidName", "collection names must not contain '$': %s", pythonText(name))
	case strings.HasPrefix(name, ".") || strings.HasSuffix(name, "."):
		return nil, clientError("InvalidName", "collection names must not start or end with '.': %s", pythonText(name))
	case strings.Contains(name, "\x00"):
		return nil, clientError("InvalidName", "collection names must not contain the null character")
	}
	if c := db.collections[name]; c != nil {
		return c, nil
	}
	c := &collection{db: db, name: name}
	db.collections[name] = c
	db.names = append(db.names, name)
	return c, nil
}

// list names the collections that exist, which writing alone brings about.
func (db *database) list() []string {
	names := []string{}
	for _, name := range db.names {
		if db.collections[name].exists {
			names = append(names, name)
		}
	}
	return names
}

// collection holds documents in the order of insertion. Stored documents are
// replaced and never changed, so that what was read stays what it was.
type collection struct {
	db     *database
	name   string
	exists bool
	docs   []bson.D
	last   int        // of integer ids
	unique [][]string // fields of unique indexes
}

func (c *collection) namespace() string { return c.db.name + "." + c.name }

// newID makes an identifier of the kind that ids() chose for the collection.
// All but integers are text.
func (c *collection) newID() any {
	switch c.db.idKinds[c.name] {
	case "integer":
		c.last++
		return float64(c.last)
	case "uuid":
		return newUUID()
	}
	return bson.NewObjectID().Hex()
}

func newUUID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails, as crypto/rand says
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}

// insert stores a document, with an _id in front where it had none, and
// returns it as stored.
func (c *collection) insert(doc bson.D) (bson.D, error) {
	stored := cloneDocument(doc)
	i := slices.IndexFunc(stored, func(e bson.E) bool { return e.Key == "_id" })
	switch {
	case i < 0:
		stored = append(bson.D{{Key: "_id", Value: c.newID()}}, stored...)
	case i > 0:
		id := stored[i]
		stored = append(bson.D{id}, slices.Delete(stored, i, i+1)...)
	}
	if err := checkID(stored[0].Value); err != nil {
		return nil, err
	}
	if n, ok := stored[0].Value.(float64); ok && int(n) > c.last {
		c.last = int(n)
	}
	if err := c.free(stored, -1); err != nil {
		return nil, err
	}
	c.exists = true
	c.docs = append(c.docs, stored)
	return stored, nil
}

func checkID(id any) error {
	switch id.(type) {
	case bson.A, bson.Regex:
		return writeError(53, "The '_id' value cannot be of type %s", typeName(id))
	}
	if isOperators(id) {
		return writeError(52, "_id fields may not contain '$'-prefixed fields: %s is not valid for storage.", id.(bson.D)[0].Key)
	}
	return nil
}

// free refuses a document whose _id or unique fields another one has; self
// is the place of the document that it replaces, or -1.
func (c *collection) free(doc bson.D, self int) error {
	for _, fields := range append([][]string{{"_id"}}, c.unique...) {
		for i, other := range c.docs {
			if i != self && sameFields(doc, other, fields) {
				return c.duplicate(doc, fields)
			}
		}
	}
	return nil
}

func sameFields(a, b bson.D, fields []string) bool {
	for _, f := range fields {
		parts := strings.Split(f, ".")
		x, _ := getPath(a, parts)
		y, _ := getPath(b, parts)
		if !equalValues(x, y) {
			return false
		}
	}
	return true
}

func (c *collection) duplicate(doc bson.D, fields []string) error {
	index := "_id_"
	if fields[0] != "_id" {
		index = strings.Join(fields, "_1_") + "_1"
	}
	key := bson.D{}
	var patterns, values []string
	for _, f := range fields {
		v, _ := getPath(doc, strings.Split(f, "."))
		key = append(key, bson.E{Key: f, Value: v})
		patterns = append(patterns, fmt.Sprintf("'%s': 1", f))
		text := shellText(v)
		if s, ok := v.(string); ok {
			text = pythonText(s)
		}
		values = append(values, fmt.Sprintf("'%s': %s", f, text))
	}
	text := fmt.Sprintf("E11000 duplicate key error collection: %s index: %s dup key: %s", c.namespace(), index, shellText(key))
	return &driverError{
		Class: "DuplicateKeyError", Message: text, Code: 11000,
		Details: fmt.Sprintf("{'index': 0, 'code': 11000, 'errmsg': %s, 'keyPattern': {%s}, 'keyValue': {%s}}",
			pythonText(text), strings.Join(patterns, ", "), strings.Join(values, ", ")),
	}
}

// places lists where the documents that match are; limit 0 means all.
func (c *collection) places(filter bson.D, limit int) ([]int, error) {
	match, err := c.db.filters.read(filter)
	if err != nil {
		return nil, err
	}
	var found []int
	for i, doc := range c.docs {
		ok, err := match(doc)
		if err != nil {
			return nil, err
		}
		if ok {
			found = append(found, i)
		}
		if limit > 0 && len(found) == limit {
			break
		}
	}
	return found, nil
}

func (c *collection) find(filter bson.D) ([]bson.D, error) {
	places, err := c.places(filter, 0)
	if err != nil {
		return nil, err
	}
	docs := make([]bson.D, len(places))
	for i, p := range places {
		docs[i] = c.docs[p]
	}
	return docs, nil
}

// updated is what an update did.
type updated struct {
	matched, modified int
	upserted          any    // _id, nil when nothing was inserted
	before, after     bson.D // of the first document; nil when there is none
}

// update changes the documents that match, the first alone or all; where
// none does and upsert is set, it inserts one.
func (c *collection) update(filter bson.D, apply change, many, upsert bool) (updated, error) {
	limit := 1
	if many {
		limit = 0
	}
	places, err := c.places(filter, limit)
	if err != nil {
		return updated{}, err
	}
	if len(places) == 0 && upsert {
		return c.upsert(filter, apply)
	}
	out := updated{matched: len(places)}
	for i, p := range places {
		fresh, err := apply(c.docs[p], false)
		if err != nil {
			return updated{}, err
		}
		if i == 0 {
			out.before, out.after = c.docs[p], fresh
		}
		if equalValues(fresh, c.docs[p]) {
			continue
		}
		if err := c.free(fresh, p); err != nil {
			return updated{}, err
		}
		c.docs[p] = fresh
		out.modified++
	}
	return out, nil
}

func (c *collection) upsert(filter bson.D, apply change) (updated, error) {
	base, err := seedOf(filter, bson.D{})
	if err != nil {
		return updated{}, err
	}
	fresh, err := apply(base, true)
	if err != nil {
		return updated{}, err
	}
	stored, err := c.insert(fresh)
	if err != nil {
		return updated{}, err
	}
	id, _ := field(stored, "_id")
	return updated{upserted: id, after: stored}, nil
}

// seedOf collects the equalities of a filter: what an upsert starts from.
func seedOf(filter, base bson.D) (bson.D, error) {
	for _, e := range filter {
		v := e.Value
		switch {
		case e.Key == "$and":
			list, _ := v.(bson.A)
			for _, item := range list {
				d, _ := item.(bson.D)
				var err error
				if base, err = seedOf(d, base); err != nil {
					return nil, err
				}
			}
			continue
		case strings.HasPrefix(e.Key, "$"):
			continue
		case isOperators(v):
			equal, ok := field(v.(bson.D), "$eq")
			if !ok {
				continue
			}
			v = equal
		}
		if _, ok := v.(bson.Regex); ok {
			continue
		}
		out, err := setPath(base, strings.Split(e.Key, "."), cloneValue(v), "")
		if err != nil {
			return nil, err
		}
		base = out.(bson.D)
	}
	return base, nil
}

// remove deletes the documents that match, the first alone or all.
func (c *collection) remove(filter bson.D, many bool) (removed []bson.D, err error) {
	limit := 1
	if many {
		limit = 0
	}
	places, err := c.places(filter, limit)
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(places) {
		removed = append(removed, c.docs[p])
		c.docs = slices.Delete(c.docs, p, p+1)
	}
	return removed, nil
}

// distinct lists the different values of a path, arrays taken apart.
func (c *collection) distinct(path string, filter bson.D) (bson.A, error) {
	docs, err := c.find(filter)
	if err != nil {
		return nil, err
	}
	values := bson.A{}
	add := func(v any) {
		if !slices.ContainsFunc(values, func(w any) bool { return equalValues(v, w) }) {
			values = append(values, v)
		}
	}
	for _, doc := range docs {
		walk(doc, strings.Split(path, "."), func(l leaf) bool {
			if list, ok := l.value.(bson.A); ok {
				for _, item := range list {
					add(item)
				}
			} else if l.found {
				add(l.value)
			}
			return false
		})
	}
	slices.SortStableFunc(values, compareValues)
	return values, nil
}
