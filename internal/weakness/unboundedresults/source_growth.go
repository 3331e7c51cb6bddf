package unboundedresults

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// growth is how a collection becomes large.
type growth int

const (
	byClients growth = iota // whoever calls adds to it
	byFew                   // those with a role do
	notHere                 // something outside the source does
	never                   // the source fills it once, with what it spells out
)

// history is what the source does to a collection.
type history struct {
	collection *source.Collection
	grows      growth
	unique     map[string]bool // fields with an index that says so
	limited    []*source.Use   // queries with a limit, of two operations at most
}

// histories are those of all collections that have a name.
func histories(p *weakness.SourcePass) map[string]*history {
	all := map[string]*history{}
	for name, c := range p.Collections {
		h := &history{collection: c, grows: grows(p, c), unique: map[string]bool{}}
		for _, u := range c.Queries {
			q := u.Query
			if n, ok := q.Options["unique"].Number(); q.Verb == mongo.Index && ok && n != 0 {
				h.unique[onlyKey(q.Keys)] = true
			}
			if len(h.limited) < 2 && many(q) && q.Limit != nil && unlimited(q) == "" && (len(h.limited) == 0 || h.limited[0].Operation != u.Operation) {
				h.limited = append(h.limited, u)
			}
		}
		all[name] = h
	}
	return all
}

// growth of a collection that is not known counts as one that few can fill.
func (h *history) growth() growth {
	if h == nil {
		return byFew
	}
	return h.grows
}

// contrast names a query of another operation that has a limit.
func (h *history) contrast(not *source.Operation) string {
	for _, u := range h.limited {
		if u.Operation != not {
			return fmt.Sprintf(" %s at %s has one.", u.Operation.Handler(), u.Query.Place())
		}
	}
	return ""
}

func grows(p *weakness.SourcePass, c *source.Collection) growth {
	setUp, few, changed := false, false, false
	for _, u := range c.Queries {
		changed = changed || u.Operation != p.Setup && u.Query.Changes()
		switch {
		case !adds(u.Query):
		case u.Operation == p.Setup:
			setUp = true
		case u.Operation.Access.Privileged():
			few = true
		default:
			return byClients
		}
	}
	switch {
	case few:
		return byFew
	case setUp && !changed:
		return never
	}
	return notHere
}

func adds(q *source.Query) bool {
	n, ok := q.Options["upsert"].Number()
	return q.Verb == mongo.Insert || q.Verb == mongo.Bulk || ok && n != 0
}

// few tells whether the query finds few documents by what it asks for, or in
// a collection that never grows.
func (h *history) few(q *source.Query) bool {
	if h.growth() == never {
		return true
	}
	return slices.ContainsFunc(source.Members(q.Filter), func(m source.Member) bool {
		if op := m.Operator(); m.Maybe || op != "" && op != "$eq" && !(op == "$in" && m.Name() == "_id") {
			return false
		}
		return h.identifies(m.Name())
	})
}

// identifies tells whether a field is another in each document: by an index,
// or by what it is called.
func (h *history) identifies(name string) bool {
	switch {
	case name == "_id" || name == "id" || name == "pk":
		return true
	case h == nil:
		return false
	case h.unique[name], h.collection.Accounts() && (lexicon.Email(name) || lexicon.Username(name)):
		return true
	}
	return lexicon.Identifier(name) && (lexicon.Stem(name) == h.collection.Noun() || lexicon.Stem(name) == "")
}

// onlyKey is the field of an index of one; "" for others.
func onlyKey(keys *flow.Value) string {
	if s, ok := keys.Text(); ok {
		return s
	}
	elements, _ := keys.Elements()
	if len(elements) != 1 {
		return ""
	}
	pair, _ := elements[0].Elements()
	if len(pair) == 0 {
		return ""
	}
	s, _ := pair[0].Text()
	return s
}

func orCollection(name string) string {
	if name == "" {
		return "the collection"
	}
	return name
}
