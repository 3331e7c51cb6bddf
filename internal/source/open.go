package source

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Open finds a listing of the collection that keeps to nobody and asks for
// no role: what it shows is for all who may call it. Nil: there is none. One
// that keeps to what is marked as public says that not everything is.
func (c *Collection) Open() *Use { return c.open }

// Listed is [Collection.Open], or a listing of what is marked as public.
func (c *Collection) Listed() *Use { return c.listed }

// Public finds an operation that asks nobody who they are and shows documents
// of the collection, or nil.
func (c *Collection) Public() *Use { return c.public }

// Guarded finds the operation that shows one document of the collection at its
// own address, and refuses it to whoever it does not belong to. What is so is
// nobody else's, whatever shows it too. Nil: there is none, or another shows
// one at its own address to all.
func (c *Collection) Guarded() *Use { return c.guarded }

// settleOpen finds what the methods of these names tell.
func (c *Collection) settleOpen() {
	c.guarded = c.findGuarded()
	c.open, c.listed, c.public = c.findOpen(false), c.findOpen(true), c.findPublic()
}

func (c *Collection) findOpen(published bool) *Use {
	for _, u := range c.Queries {
		q, op := u.Query, u.Operation
		if q.Published() && !published || c.exposes(u) {
			continue
		}
		if q.Verb != mongo.Read && q.Verb != mongo.Aggregate || q.One || op.Route == nil || op.Administrative() {
			continue
		}
		if len(q.Picks()) > 0 || q.Scope(q.Event.Facts) != "" || op.Access.Authorized() || op.Access.Unclear() {
			continue
		}
		shown := op.Shows(q)
		if slices.ContainsFunc(shown.Answers, func(a *Answer) bool { return q.Scope(a.Event.Facts) == "" }) {
			return u
		}
	}
	return nil
}

func (c *Collection) findPublic() *Use {
	for _, u := range c.Queries {
		op := u.Operation
		if op.Route == nil || op.Access.Authenticated() || op.Access.Unclear() || op.Administrative() || u.Query.Changes() || u.Query.Published() || u.Query.capability(c) != "" || c.exposes(u) {
			continue
		}
		if len(op.Shows(u.Query).Answers) > 0 {
			return u
		}
	}
	return nil
}

// exposes tells whether a use shows what others keep from strangers, or may
// keep to somebody in a way that is not seen, and so says nothing of who may
// see the documents.
func (c *Collection) exposes(u *Use) bool {
	if u.Query.Verb == mongo.Aggregate {
		if _, exact := u.Query.Pipeline.Elements(); !exact {
			return true
		}
	}
	return c.guarded != nil || !u.Operation.Access.Authenticated() && Private(c.Name) && c.ReadByOwners()
}

func (c *Collection) findGuarded() *Use {
	if c.catalogue() {
		return nil
	}
	var guarded *Use
	for _, u := range c.Queries {
		q, op := u.Query, u.Operation
		if q.Verb != mongo.Read || !q.One || op.Route == nil || op.Method != "GET" || !c.address(op.Path) || len(q.Picks()) == 0 {
			continue
		}
		shown := op.Shows(q)
		if len(shown.Answers) == 0 {
			continue
		}
		if q.Published() || slices.ContainsFunc(shown.Answers, func(a *Answer) bool { return !q.owners(c) && !Holds(a.Event.Facts, Owns) }) {
			return nil
		}
		guarded = cmp.Or(guarded, u)
	}
	return guarded
}

// catalogue tells whether visitors are shown a list of all documents, as of
// posts whose authors have views of their own: no part of what the path names,
// and nothing that is somebody's by its nature.
func (c *Collection) catalogue() bool {
	return !Private(c.Name) && slices.ContainsFunc(c.Queries, func(u *Use) bool {
		q, op := u.Query, u.Operation
		if op.Route == nil || op.Method != "GET" || q.Verb != mongo.Read || q.One || q.Published() || op.Administrative() || op.Access.Authenticated() || op.Access.Unclear() {
			return false
		}
		below := slices.ContainsFunc(Members(q.Filter), func(m Member) bool {
			return slices.ContainsFunc(m.Value.FromSource(flow.Request), func(s *flow.Step) bool { return s.Origin.In == "path" })
		})
		return !below && q.Scope(q.Event.Facts) == "" && len(op.Shows(q).Answers) > 0
	})
}

// address tells whether a path is that of one document of the collection:
// /api/orders/{id}.
func (c *Collection) address(path string) bool {
	parts := strings.Split(path, "/")
	n := len(parts)
	return n >= 2 && strings.HasPrefix(parts[n-1], "{") && !strings.HasPrefix(parts[n-2], "{") && noun(parts[n-2]) == c.Noun()
}

// owners tells whether the filter always keeps to documents that are who
// calls'.
func (q *Query) owners(c *Collection) bool {
	return slices.ContainsFunc(Members(q.Filter), c.owns)
}

// owns tells whether a member of a filter keeps to documents that are who
// calls', on every way.
func (c *Collection) owns(m Member) bool {
	_, owner := c.Owners[m.Name()]
	return owner && m.Name() != "_id" && !m.Maybe && !m.Excludes() && keeps(m.Value)
}

// OpenAbove finds who shows to all what the documents of a listing are below, where
// no reader of them keeps to who calls: comments on pages that everybody sees
// are seen by everybody, whoever may change them. Nil: they are not known to be.
func (p *Program) OpenAbove(c *Collection, q *Query, k Key) *Use {
	above := p.Parent(k.Name())
	if q.One || above == nil || above == c || c.ReadByOwners() {
		return nil
	}
	return cmp.Or(above.Open(), above.Public())
}

// Parent is the collection that a foreign key points to, where documents of
// it belong to somebody: projects for project_id, and for project. Nil: none
// is known.
func (p *Program) Parent(field string) *Collection {
	stem := lexicon.Stem(last(field))
	if stem == "" {
		stem = noun(field)
	}
	if stem == "" {
		return nil
	}
	return p.parents[stem]
}

// findParents remembers the collections that a foreign key can point to, by
// what their documents are called; of two the first in the alphabet.
func (p *Program) findParents() {
	p.parents = map[string]*Collection{}
	for _, name := range slices.Sorted(maps.Keys(p.Collections)) {
		if c, called := p.Collections[name], noun(name); !c.Accounts() && p.parents[called] == nil {
			p.parents[called] = c
		}
	}
}
