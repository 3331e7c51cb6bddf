package source

import (
	"fmt"
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
	p.password(f)
	if f.Op == "any" || f.Not {
		return
	}
	if c, ok := check(f); !ok || c.Kind != Owns {
		return
	}
	if f.Op == "in" {
		f = inElement(f)
	}
	for i, v := range []*flow.Value{f.Left, f.Right} {
		if !fromDatabase(v) {
			continue
		}
		caller := []*flow.Value{f.Right, f.Left}[i]
		for _, s := range v.FromSource(flow.Database) {
			c := p.Collections[s.Origin.In]
			if c == nil || !ownerField(s.Origin.Name) && (strings.Contains(s.Origin.Name, ".") && !embedded(s.Origin.Name) || !identifiesCaller(caller)) {
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

// Administrative tells whether the path, or the name of the view, says that
// the operation is for few. Words that say so only in prose, such as internal
// and management, are prefixes of ordinary APIs as well.
func (op *Operation) Administrative() bool {
	return slices.ContainsFunc(strings.Split(op.Path, "/"), lexicon.AdministrativeWord) || lexicon.AdministrativeWord(op.ID)
}
