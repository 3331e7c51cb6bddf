package source

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Compared is a comparison of a document with who calls.
type Compared struct {
	Operation *Operation
	Told      string
	Place     flow.Place
}

// comparisons gathers where the program compares documents of a collection
// with who calls.
func (p *Program) comparisons() {
	seen := map[*flow.Fact]bool{}
	for _, op := range p.Operations {
		for _, e := range op.Events {
			for f := range e.Facts.All {
				if seen[f] {
					break // and all before it
				}
				seen[f] = true
				p.compare(op, f)
			}
		}
	}
}

func (p *Program) compare(op *Operation, f *flow.Fact) {
	for _, way := range f.Ways {
		for g := range way.Since(f.Prev) {
			p.compare(op, g)
		}
	}
	if f.Op == "any" || f.Not {
		return
	}
	if c, ok := check(f); !ok || c.Kind != Owns {
		return
	}
	for i, v := range []*flow.Value{f.Left, f.Right} {
		if !fromDatabase(v) {
			continue
		}
		caller := []*flow.Value{f.Right, f.Left}[i]
		for _, s := range v.FromSource(flow.Database) {
			c := p.Collections[s.Origin.In]
			if c == nil || !ownerField(s.Origin.Name) && (strings.Contains(s.Origin.Name, ".") || !identifiesCaller(caller)) {
				continue
			}
			if _, known := c.Owners[s.Origin.Name]; !known {
				c.Owners[s.Origin.Name] = f.Place
			}
			c.Compared = append(c.Compared, Compared{op, s.Origin.Name, f.Place})
		}
	}
}

// Contrast tells of another operation that keeps documents of the collection
// to who calls: "list_orders at app/orders.py:88 filters by user_id". It is
// "" if none does.
func (c *Collection) Contrast(not *Operation) string {
	for _, u := range c.Kept {
		if u.Operation == not || u.Operation.Route == nil {
			continue
		}
		m, _ := u.Query.OwnedBy()
		if _, owner := c.Owners[m.Name()]; !owner || m.Name() == "_id" {
			continue
		}
		return fmt.Sprintf("%s at %s filters by %s", u.Operation.Handler(), u.Query.Place(), m.Name())
	}
	for _, k := range c.Compared {
		if k.Operation != not {
			return fmt.Sprintf("%s at %s compares %s with who calls", k.Operation.Handler(), k.Place, k.Told)
		}
	}
	return ""
}

// ReadByOwners tells whether an operation that changes none of the documents
// keeps them to who calls. Where only those that change them do, it is known
// who may change, and not who may read.
func (c *Collection) ReadByOwners() bool {
	reads := func(op *Operation) bool {
		return !slices.ContainsFunc(op.Queries, func(q *Query) bool { return q.Name == c.Name && q.Changes() })
	}
	return slices.ContainsFunc(c.Kept, func(u *Use) bool {
		m, _ := u.Query.OwnedBy()
		return u.Query.Verb != mongo.Insert && m.Name() != "_id" && reads(u.Operation)
	}) || slices.ContainsFunc(c.Compared, func(k Compared) bool { return reads(k.Operation) })
}

// Handler names the function that answers, for people.
func (op *Operation) Handler() string {
	if op.Route != nil && op.Route.Handler != nil {
		return op.Route.Handler.Name
	}
	return op.ID
}

// Open finds a listing of the collection that keeps to nobody and asks for
// no role: what it shows is for all who may call it. Nil: there is none. One
// that keeps to what is marked as public says that not everything is.
func (c *Collection) Open() *Use { return c.open }

// Listed is [Collection.Open], or a listing of what is marked as public.
func (c *Collection) Listed() *Use { return c.listed }

func (c *Collection) findOpen(published bool) *Use {
	for _, u := range c.Queries {
		q, op := u.Query, u.Operation
		if q.Published() && !published {
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

// Public finds an operation that asks nobody who they are and shows documents
// of the collection, or nil.
func (c *Collection) Public() *Use { return c.public }

func (c *Collection) findPublic() *Use {
	for _, u := range c.Queries {
		op := u.Operation
		if op.Route == nil || op.Access.Authenticated() || op.Access.Unclear() || op.Administrative() || u.Query.Changes() || u.Query.Published() || u.Query.capability(c) != "" {
			continue
		}
		if len(op.Shows(u.Query).Answers) > 0 {
			return u
		}
	}
	return nil
}

// Administrative tells whether the path, or the name of the view, says that
// the operation is for few. Words that say so only in prose, such as internal
// and management, are prefixes of ordinary APIs as well.
func (op *Operation) Administrative() bool {
	return slices.ContainsFunc(strings.Split(op.Path, "/"), lexicon.AdministrativeWord) || lexicon.AdministrativeWord(op.ID)
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
	for _, name := range slices.Sorted(maps.Keys(p.Collections)) {
		if c := p.Collections[name]; !c.Accounts() && noun(name) == stem {
			return c
		}
	}
	return nil
}
