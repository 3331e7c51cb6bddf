package documents

import (
	"slices"
	"strings"

	"go.mongodb.org/mongo-driver/v2/bson"
)

// Collection holds documents in the order of insertion. Stored documents are
// replaced and never changed, so that what was read stays what it was.
type Collection struct {
	db     *Database
	name   string
	exists bool
	docs   []bson.D
	last   int        // of integer ids
	unique [][]string // fields of unique indexes
}

func (c *Collection) namespace() string { return c.db.name + "." + c.name }

// places lists where the documents that match are; limit 0 means all.
func (c *Collection) places(filter bson.D, limit int) ([]int, error) {
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

// Database is the one that the collection belongs to.
func (c *Collection) Database() *Database { return c.db }

// Count is how many documents match.
func (c *Collection) Count(filter bson.D) (int, error) {
	places, err := c.places(filter, 0)
	return len(places), err
}

// Drop forgets the documents and indexes; integer ids go on.
func (c *Collection) Drop() { c.docs, c.unique, c.exists = nil, nil, false }

// Unique makes the fields, together, unique from now on.
func (c *Collection) Unique(fields []string) { c.unique = append(c.unique, fields) }

// Find returns the documents that match in the order of insertion; nil
// matches all. They are not to be changed.
func (c *Collection) Find(filter bson.D) ([]bson.D, error) {
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

// Updated is what an update did.
type Updated struct {
	Matched, Modified int
	Upserted          any    // _id, nil when nothing was inserted
	Before, After     bson.D // of the first document; nil when there is none
}

// Update changes the documents that match, the first alone or all; where
// none does and upsert is set, it inserts one.
func (c *Collection) Update(filter bson.D, apply Change, many, upsert bool) (Updated, error) {
	limit := 1
	if many {
		limit = 0
	}
	places, err := c.places(filter, limit)
	if err != nil {
		return Updated{}, err
	}
	if len(places) == 0 && upsert {
		return c.upsert(filter, apply)
	}
	out := Updated{Matched: len(places)}
	for i, p := range places {
		fresh, err := apply(c.docs[p], false)
		if err != nil {
			return Updated{}, err
		}
		if i == 0 {
			out.Before, out.After = c.docs[p], fresh
		}
		if Equal(fresh, c.docs[p]) {
			continue
		}
		if err := c.free(fresh, p); err != nil {
			return Updated{}, err
		}
		c.docs[p] = fresh
		out.Modified++
	}
	return out, nil
}

func (c *Collection) upsert(filter bson.D, apply Change) (Updated, error) {
	base, err := seedOf(filter, bson.D{})
	if err != nil {
		return Updated{}, err
	}
	fresh, err := apply(base, true)
	if err != nil {
		return Updated{}, err
	}
	stored, err := c.Insert(fresh)
	if err != nil {
		return Updated{}, err
	}
	id, _ := Field(stored, "_id")
	return Updated{Upserted: id, After: stored}, nil
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
			equal, ok := Field(v.(bson.D), "$eq")
			if !ok {
				continue
			}
			v = equal
		}
		if _, ok := v.(bson.Regex); ok {
			continue
		}
		out, err := SetPath(base, strings.Split(e.Key, "."), cloneValue(v), "")
		if err != nil {
			return nil, err
		}
		base = out.(bson.D)
	}
	return base, nil
}

// Remove deletes the documents that match, the first alone or all.
func (c *Collection) Remove(filter bson.D, many bool) (removed []bson.D, err error) {
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

// Distinct lists the different values of a path, arrays taken apart.
func (c *Collection) Distinct(path string, filter bson.D) (bson.A, error) {
	docs, err := c.Find(filter)
	if err != nil {
		return nil, err
	}
	values := bson.A{}
	add := func(v any) {
		if !slices.ContainsFunc(values, func(w any) bool { return Equal(v, w) }) {
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
