package source

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Scope says what keeps a query to documents that who calls may reach, where
// the facts hold: its filter, a role, or a comparison of the object, or of
// what it belongs to, with who calls. It is "" if nothing does.
//
// The facts are those of the query itself, or of what follows it: an answer
// that holds the document, a later write.
func (q *Query) Scope(facts *flow.Fact) string {
	if m, ok := q.OwnedBy(); ok {
		return fmt.Sprintf("the filter holds %s of who calls", cmp.Or(m.Name(), "something"))
	}
	if q.Owned {
		return "the filter holds something of who calls"
	}
	if ofCaller(q.Database) || ofCaller(q.Collection) {
		return "the database is that of who calls"
	}
	return scope{reach: reachOf(q.Query), of: q.of}.keptBy(facts)
}

// ofCaller tells whether the name of a database or collection is made of what
// is known of who calls: each tenant has its own.
func ofCaller(name *flow.Value) bool {
	return name != nil && (name.From(flow.Identity) || slices.ContainsFunc(queriesOf(name), func(q *mongo.Query) bool { return q.Owned }))
}

// InsertScope is [Query.Scope] for what a new document belongs to: the
// values that it is made of.
func (q *Query) InsertScope(facts *flow.Fact) string {
	var r reach
	for _, m := range Members(q.Document) {
		r.value(m.Value, 0)
	}
	return scope{reach: r, of: q.of, insert: true}.keptBy(facts)
}

func (s scope) keptBy(facts *flow.Fact) string {
	for f := range facts.All {
		s.refused = s.refused || refusesAnswer(f)
		if why := s.kept(f); why != "" {
			return why
		}
	}
	return ""
}

// refusesAnswer tells whether a fact says that the answer of a helper, which
// gives False or what it found, was not False.
func refusesAnswer(f *flow.Fact) bool {
	n, known := f.Right.Number()
	return f.Not && (f.Op == "is" || f.Op == "==") && known && n == 0 && f.Right.Kind.Only(flow.Bool) && !f.Left.Kind.Only(flow.Bool)
}

// scope judges facts by what a filter is made of.
type scope struct {
	reach   reach
	of      *Collection // of the query; nil: not known
	refused bool        // what holds later has refused the answer of a helper
	insert  bool        // it is about a new document
}

// kept says how a fact keeps the query to who calls.
func (s scope) kept(f *flow.Fact) string {
	if f.Op == "any" {
		return s.keptAny(f)
	}
	c, ok := check(f)
	switch {
	case s.denied(f):
		return fmt.Sprintf("it is for those whose it is not: %s is compared with who calls at %s", cmp.Or(toldOther(f), "the owner"), f.Place)
	case !ok:
	case c.opens(s.of):
		return "behind " + c.By
	case c.Kind == Owns && s.about(f), c.Kind != Unclear && s.found(f):
		return fmt.Sprintf("%s is compared with who calls at %s", cmp.Or(toldOther(f), "the owner"), f.Place)
	}
	return ""
}

// denied tells whether the fact says that the object is not the caller's:
// one may vote for what others wrote.
func (s scope) denied(f *flow.Fact) bool {
	if !f.Not || f.Op != "==" && f.Op != "in" {
		return false
	}
	positive := *f
	positive.Not = false
	return compared(&positive) == Owns && s.about(f)
}

// keptAny asks that the alternatives keep it: the owner or an administrator.
// Where one compares the owner and the others do not, the program has decided
// when to ask, unless the request decides it, or the two are the branches of
// one comparison, which asks nothing.
func (s scope) keptAny(f *flow.Fact) string {
	why := ""
	var compared, denied []flow.Place
	all, chosen := true, false
	for _, way := range f.Ways {
		this, not := "", flow.Place{}
		for g := range way.Since(f.Prev) {
			switch {
			case s.denied(g):
				not = g.Place
				continue
			case s.owned(g):
				compared = append(compared, g.Place)
			case g.Op == "truthy" && g.Left.From(flow.Request):
				chosen = true
			}
			this = cmp.Or(this, s.kept(g))
		}
		if this == "" && not != (flow.Place{}) {
			denied = append(denied, not)
		}
		all = all && this != ""
		why = cmp.Or(why, this)
	}
	if !s.refused && slices.ContainsFunc(compared, func(p flow.Place) bool { return slices.Contains(denied, p) }) {
		return ""
	}
	if all || len(compared) > 0 && !chosen {
		return why
	}
	return ""
}

// owned tells whether the fact says that the object is the caller's.
func (s scope) owned(f *flow.Fact) bool {
	c, ok := check(f)
	return ok && c.Kind == Owns && s.about(f)
}

// toldOther names what is compared with who calls.
func toldOther(f *flow.Fact) string {
	if isCaller(f.Left) && f.Right != nil && !f.Right.IsNone() {
		return toldValue(f.Right)
	}
	return toldValue(f.Left)
}

// about tells whether a comparison with who calls is about the document of
// the query, or about one that it hangs on: not about just any other.
func (s scope) about(f *flow.Fact) bool {
	for _, v := range []*flow.Value{f.Left, f.Right} {
		if v == nil || v.Has(flow.Own) || len(v.All(flow.Database, flow.Request)) == 0 {
			continue
		}
		if s.reach.meets(reachOfValue(v)) {
			return true
		}
	}
	return false
}

// found tells whether the fact says that a document was found that is both
// the caller's and what the query hangs on: members.find_one({"project": id,
// "user": me}) before tasks.find({"project": id}).
func (s scope) found(f *flow.Fact) bool {
	v := Tested(f)
	for _, q := range queriesOf(v) {
		if q.Owned && s.reach.asksAs(reachOf(q)) && !(s.insert && ofTenant(q)) {
			return true
		}
	}
	// A number of own documents tells no query.
	return v.Has(flow.Own) && v.Kind.Only(flow.Number) && len(v.Flows) == 0
}

// ofTenant tells whether all that the filter holds of who calls is the tenant:
// what hangs on such a document is not by that of the caller's own.
func ofTenant(q *mongo.Query) bool {
	tenant := false
	for _, m := range Members(q.Filter) {
		if m.Excludes() || !keeps(m.Value) {
			continue
		}
		if tenant = lexicon.Tenant(last(m.Name())); !tenant {
			return false
		}
	}
	return tenant
}

// reach is what a filter is made of: the values of the request, and the
// queries whose documents gave it values, with theirs in turn.
type reach struct {
	labels  []string
	queries []*mongo.Query
}

const reachDepth = 4 // order → invoice → payment; longer chains are not seen

func reachOf(q *mongo.Query) reach {
	var r reach
	r.query(q, 0)
	return r
}

func reachOfValue(v *flow.Value) reach {
	var r reach
	r.value(v, 0)
	return r
}

func (r *reach) query(q *mongo.Query, depth int) {
	if q == nil || depth > reachDepth || slices.Contains(r.queries, q) {
		return
	}
	r.queries = append(r.queries, q)
	for _, m := range Members(q.Filter) {
		if !m.Excludes() {
			r.value(m.Value, depth)
		}
	}
}

func (r *reach) value(v *flow.Value, depth int) {
	for _, s := range v.All(flow.Request, flow.Database) {
		if s.Origin.Source == flow.Request {
			if label := s.Origin.Label(); s.Origin.Name != "" && !slices.Contains(r.labels, label) {
				r.labels = append(r.labels, label)
			}
			continue
		}
		if q, ok := s.Origin.Data.(*mongo.Query); ok {
			r.query(q, depth+1)
		}
	}
}

// meets tells whether two hang together: the same value of the request, or
// documents of the same collection or of each other.
func (r reach) meets(other reach) bool {
	if r.asksAs(other) {
		return true
	}
	return slices.ContainsFunc(r.queries, func(q *mongo.Query) bool {
		return slices.ContainsFunc(other.queries, func(o *mongo.Query) bool { return q == o || q.Name != "" && q.Name == o.Name })
	})
}

// asksAs tells whether the same value of the request is in both.
func (r reach) asksAs(other reach) bool {
	return slices.ContainsFunc(r.labels, func(l string) bool { return slices.Contains(other.labels, l) })
}

// Key is the part of a filter that says which documents are meant, as far as
// the client has a say in it.
type Key struct {
	Member
	Step *flow.Step // what of the request
	Via  *Key       // of the query whose document gave the value; nil: the request did
	In   string     // the collection
}

// Picks are the values of the request with which the filter picks documents:
// by their own identifier or by that of what they belong to, also by way of
// a document that was read with one. What narrows a listing is no key.
func (q *Query) Picks() []Key { return q.keysAt(0) }

// picks tells whether a member of the filter picks documents.
func (q *Query) picks(m Member) bool {
	switch m.Operator() {
	case "", "$eq", "$in", "$and", "$or", "$elemMatch":
	default:
		return false
	}
	n := last(m.Name())
	switch {
	case lexicon.Token(n), lexicon.APIKey(n), lexicon.Code(n), lexicon.Password(n), capability[lexicon.Singular(n)]:
		return false // who knows it may
	case n == "_id", n == "pk", lexicon.Identifier(n), ownerField(n), refers(m.Value):
		return true
	}
	return q.One && !lexicon.Measure(n)
}

// refers tells whether a value is the identifier of a document: made an
// ObjectId, or read from the identifier of one. That is what a field of any
// name holds then, and what is below it is found by it.
func refers(v *flow.Value) bool {
	if v.Kind&flow.ObjectID != 0 && v.Kind&^(flow.ObjectID|flow.Null) == 0 {
		return true
	}
	return len(v.Flows) > 0 && !slices.ContainsFunc(v.Flows, func(s *flow.Step) bool {
		return s.Origin.Source != flow.Database || s.Origin.Name != "_id"
	})
}

// requested is the step of the request that chooses the value, and the key of
// the document that it came by, if it did.
func requested(v *flow.Value, depth int) (*flow.Step, *Key) {
	if v.Has(flow.Own) || isCaller(v) && keeps(v) || depth > reachDepth {
		return nil, nil
	}
	for _, s := range v.FromSource(flow.Request) {
		if Named(s) {
			return s, nil
		}
	}
	for _, s := range v.FromSource(flow.Database) {
		q, ok := s.Origin.Data.(*mongo.Query)
		if !ok || q.Owned {
			continue
		}
		for _, k := range (&Query{Query: q}).keysAt(depth + 1) {
			return k.Step, &k
		}
	}
	return nil, nil
}

// Named tells whether a step is of what the client names freely. A token that
// nobody has verified is another weakness.
func Named(s *flow.Step) bool {
	return s.Origin.In != "token" && (s.Origin.In != "header" || !lexicon.Token(last(s.Origin.Name)))
}

func (q *Query) keysAt(depth int) []Key {
	var all []Key
	for _, m := range Members(q.Filter) {
		if s, via := requested(m.Value, depth); s != nil && !m.Excludes() && q.picks(m) {
			all = append(all, Key{m, s, via, q.Name})
		}
	}
	return all
}

// OwnerFromClient tells whether the key is the owner of documents, named by
// the client beside the path: /orders?user_id=1. That is a weakness of its
// own. In the path it says which object is meant, as any identifier does.
func (k Key) OwnerFromClient(c *Collection) bool {
	if k.Step.Origin.In == "path" {
		return false
	}
	if k.Via != nil {
		return Whose(k.Via.Name()) && !ownIdentifier(k.Via.Name(), k.Via.In)
	}
	return c.Says(k.Name()) && !c.Accounts()
}

// Says tells whether the field says whose documents of the collection are: by
// its name, or because the program binds it to who calls. The number of an
// account says that of an order, and not of an account.
func (c *Collection) Says(field string) bool {
	_, bound := c.Owners[field]
	return field != "_id" && (bound || Whose(field) && !ownIdentifier(field, c.Name))
}

// ownIdentifier tells whether a field is the identifier of what the
// collection holds.
func ownIdentifier(field, collection string) bool {
	return lexicon.Identifier(last(field)) && lexicon.Stem(last(field)) == noun(collection)
}

// Whose tells whether a field of that name says to whom a document belongs,
// rather than who else has to do with it.
func Whose(name string) bool {
	n := last(name)
	if words := lexicon.Words(n); len(words) > 1 && addresses[words[len(words)-1]] {
		n = strings.Join(words[:len(words)-1], "_") // patient_email
	}
	return (lexicon.Owner(n) || lexicon.Tenant(n) || named(n)) && !editor(n)
}

// addresses follow the word for a person whom they name.
var addresses = setOf(`email mail username login`)

// ByRole tells whether the program has gone different ways for callers of
// different rights before the place of the facts: what it then does for some
// of them it does because they may.
func ByRole(facts *flow.Fact) (Check, bool) {
	for f := range facts.All {
		for _, way := range f.Ways {
			for g := range way.Since(f.Prev) {
				if c, ok := check(g); ok && c.Privileged() {
					return c, true
				}
			}
		}
	}
	return Check{}, false
}

// WithinTenant tells whether all that keeps the query to who calls is that the
// filter holds their tenant.
func (q *Query) WithinTenant(facts *flow.Fact) bool {
	return ofTenant(q.Query) && scope{reach: reachOf(q.Query), of: q.of}.keptBy(facts) == ""
}

// Keeps tells whether the operation keeps what it does with the documents of
// the query to who calls: by the filter, or by asking before it answers with
// them or changes something.
func (op *Operation) Keeps(q *Query) bool {
	if q.Scope(q.Event.Facts) != "" {
		return true
	}
	for _, a := range op.Answers {
		if q.Scope(a.Event.Facts) != "" {
			return true
		}
	}
	return slices.ContainsFunc(op.Queries, func(o *Query) bool { return o != q && q.Scope(o.Event.Facts) != "" })
}
