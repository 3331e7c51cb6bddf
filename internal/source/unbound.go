package source

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Unbound is [Query.Scope] where it is known which properties say whose the
// documents are: it lists those that nothing ties to who calls, neither the
// filter nor a comparison that holds where the facts do. What keeps the query
// to who calls in another way, such as a role or a document of which they are
// a member, ties them all. Why says what ties them, where all are tied.
//
// Which is the property that a field is; "" for none of them.
func (q *Query) Unbound(properties []string, which func(field string) string, facts *flow.Fact) (open []string, why string) {
	if ofCaller(q.Database) || ofCaller(q.Collection) {
		return nil, "the database is that of who calls"
	}
	t := &ties{which: which, bound: map[string]bool{}}
	if why = t.filter(q); why != "" {
		return nil, why
	}
	s := scope{reach: reachOf(q.Query), of: q.of}
	for f := range facts.All {
		s.refused = s.refused || refusesAnswer(f)
		kept := s.kept(f)
		if kept == "" {
			continue
		}
		if !t.fact(f) {
			return nil, kept
		}
		t.why = cmp.Or(t.why, kept)
	}
	for _, p := range properties {
		if !t.bound[p] {
			open = append(open, p)
		}
	}
	return open, t.why
}

// ties are the properties that are tied to who calls.
type ties struct {
	which func(field string) string
	bound map[string]bool
	why   string // what has tied the first of them
}

// filter learns what the filter ties, and says why where it ties everything.
func (t *ties) filter(q *Query) (all string) {
	caller := false
	for _, v := range []*flow.Value{q.Filter, q.Pipeline} {
		for _, m := range Members(v) {
			if m.Excludes() {
				continue
			}
			property, mine := t.which(m.Name()), keeps(m.Value)
			caller = caller || mine
			switch {
			case property != "" && (mine || ofServer(m.Value)):
				t.bound[property] = true
				t.why = fmt.Sprintf("the filter holds %s of who calls", m.Name())
			case property == "" && mine && saysWhose(m):
				return fmt.Sprintf("the filter holds %s of who calls", cmp.Or(m.Name(), "something"))
			}
		}
	}
	if q.Owned && !caller {
		return "the filter holds something of who calls"
	}
	return ""
}

// ofServer tells whether a value is of something that the program knows and
// that is not followed: a helper of a library that tells who calls.
func ofServer(v *flow.Value) bool {
	return len(v.Flows) == 0 && !v.Literal() && v.Kind.Can(flow.Unknown)
}

// saysWhose tells whether the member, which is of who calls, says whose the
// document is. That it is of the same tenant says so only where the tenant is
// the owner.
func saysWhose(m Member) bool {
	name := m.Name()
	return !lexicon.Tenant(last(name)) && (last(name) == "_id" || len(m.Value.FromSource(flow.Credential)) > 0 || ownerPath(name) || identifiesCaller(m.Value) || m.Value.Has(flow.Own))
}

// fact learns which of the properties a fact ties that keeps the query to who
// calls; false where it names none of them, and so ties everything.
func (t *ties) fact(f *flow.Fact) bool {
	var named []string
	t.names(f, &named, 0)
	for _, p := range named {
		t.bound[p] = true
	}
	return len(named) > 0
}

const tieDepth = 8 // alternatives in alternatives; people write two

func (t *ties) names(f *flow.Fact, named *[]string, depth int) {
	if depth > tieDepth {
		return
	}
	for _, way := range f.Ways {
		for g := range way.Since(f.Prev) {
			t.names(g, named, depth+1)
		}
	}
	if f.Op == "any" || f.Not {
		return
	}
	add := func(field string) {
		if p := t.which(field); p != "" && !slices.Contains(*named, p) {
			*named = append(*named, p)
		}
	}
	for _, v := range []*flow.Value{f.Left, f.Right} {
		if v == nil || v.Has(flow.Own) {
			continue
		}
		for _, s := range v.FromSource(flow.Database, flow.Request) {
			add(s.Origin.Name)
		}
	}
	for _, other := range queriesOf(Tested(f)) {
		if !other.Owned {
			continue
		}
		for _, m := range Members(other.Filter) {
			if keeps(m.Value) && !m.Excludes() {
				add(m.Name())
			}
		}
	}
}
