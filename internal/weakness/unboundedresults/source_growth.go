package unboundedresults

import (
	"slices"
	"strings"

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

// grows tells how the collection of the query becomes large, as far as the
// source tells.
func grows(p *weakness.SourcePass, q *source.Query) growth {
	c := p.Collections[q.Name]
	if c == nil || q.Name == "" {
		return byFew // it is not known which one it is
	}
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
func few(p *weakness.SourcePass, q *source.Query) bool {
	if grows(p, q) == never {
		return true
	}
	c := p.Collections[q.Name]
	return slices.ContainsFunc(source.Members(q.Filter), func(m source.Member) bool {
		if op := m.Operator(); m.Maybe || op != "" && op != "$eq" && !(op == "$in" && m.Name() == "_id") {
			return false
		}
		return unique(c, m.Name())
	})
}

// unique tells whether a field is another in each document: by an index, or
// by what it is called.
func unique(c *source.Collection, name string) bool {
	if name == "_id" || name == "id" || name == "pk" {
		return true
	}
	if c == nil {
		return false
	}
	for _, u := range c.Queries {
		n, ok := u.Query.Options["unique"].Number()
		if u.Query.Verb == mongo.Index && ok && n != 0 && strings.Contains(spelled(u.Query.Keys), "|"+name+"|") {
			return true
		}
	}
	if c.Accounts() && (lexicon.Email(name) || lexicon.Username(name)) {
		return true
	}
	return lexicon.Identifier(name) && (lexicon.Stem(name) == c.Noun() || lexicon.Stem(name) == "")
}

// spelled are the keys of an index that has one.
func spelled(keys *flow.Value) string {
	if s, ok := keys.Text(); ok {
		return "|" + s + "|"
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
	return "|" + s + "|"
}

func orCollection(name string) string {
	if name == "" {
		return "the collection"
	}
	return name
}
