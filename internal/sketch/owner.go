package sketch

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// owner says whose the objects are: of those whom the program binds them to,
// of everybody, or of whom their properties speak.
func (s *sketcher) owner(u *unit, r *Resource) {
	if !slices.ContainsFunc(u.operations, func(op *api.Operation) bool { return !s.few(op) }) {
		r.Question = "only roles reach it, see roles"
		return
	}
	bound, either := s.bound(u)
	switch {
	case u.accounts:
		r.Owner = s.ofAccount(u, bound)
	case s.shownToAll(u, r, bound):
	case r.Question != "":
		return
	case either != "":
		r.Question = either
		return
	case s.shared(u, r, bound):
	case len(bound) > 0:
		r.Owner = bound
	default:
		r.Owner = s.byName(u)
	}
	if len(r.Owner) > 0 || r.Sharing != nil {
		return
	}
	if use := listed(u.collection); use != nil {
		r.Sharing = &Line{"shared", said(s.place(source.Place(use.Query.Place())), "lists it to whoever is logged in"), true}
		return
	}
	r.Question = "nothing tells: public, shared, or [{property: …, identity: id}]"
}

// listed is a listing of the collection that asks who calls, and then keeps to
// nobody; nil for none.
func listed(c *source.Collection) *source.Use {
	if c == nil || c.Open() == nil || !c.Open().Operation.Access.Authenticated() {
		return nil
	}
	return c.Open()
}

// shownToAll tells whether everybody may read the objects. Where some ways
// to read them ask who calls, those that do not are listed as public, and the
// objects still have their owner.
func (s *sketcher) shownToAll(u *unit, r *Resource, bound []Owner) bool {
	var open, closed *api.Operation
	for _, op := range u.operations {
		switch {
		case s.readsOpenly(op):
			open = cmp.Or(open, op)
		case op.Reads() && !s.few(op) && !s.public[op]:
			closed = cmp.Or(closed, op)
		}
	}
	if open == nil || closed != nil && len(bound) > 0 {
		return false
	}
	if closed != nil {
		r.Question = "public as by " + open.String() + ", or not, as by " + closed.String() + ", which asks who calls"
		return false
	}
	r.Sharing = &Line{Value: "public", From: s.where(open)}
	if open.Drafted || open.Security == nil { // it is so, and may not be meant
		r.Sharing.Check, r.Sharing.From = true, s.handler(open)+" asks nobody"
	}
	if len(bound) > 0 {
		r.Sharing.From += "; " + bound[len(bound)-1].Property + " says whose it is: " + bound[len(bound)-1].From
	}
	return true
}

// shared tells whether the objects are listed to whoever is logged in, and
// nobody keeps to the own ones who only reads: that the program notes who has
// made one says then who may change it at most.
func (s *sketcher) shared(u *unit, r *Resource, bound []Owner) bool {
	c := u.collection
	if c == nil || u.accounts || len(bound) == 0 || c.ReadByOwners() || source.Private(c.Name) {
		return false
	}
	use := cmp.Or(listed(c), s.listedBelow(c))
	if use == nil {
		return false
	}
	of := bound[len(bound)-1]
	r.Sharing = &Line{"shared", said(s.place(source.Place(use.Query.Place())), "lists it to whoever is logged in; "+of.From+", in "+of.Property), true}
	return true
}

// listedBelow is a listing of the collection below what everybody sees.
func (s *sketcher) listedBelow(c *source.Collection) *source.Use {
	for _, use := range c.Queries {
		q, op := use.Query, use.Operation
		if q.Verb != mongo.Read || op.Route == nil || !op.Access.Authenticated() || op.Access.Authorized() {
			continue
		}
		for _, k := range q.Picks() {
			if s.Program.OpenAbove(c, q, k) != nil {
				return use
			}
		}
	}
	return nil
}

// candidate is a field that the program binds to who calls.
type candidate struct {
	Owner
	tenant, filtered bool
	rank             int
}

// bound are the fields that say whose an object is, since the program binds
// them to who calls: one of a person, one of a tenant, or both. Those that are
// only written count where none is filtered by. Where either of two persons
// may reach an object, or there is one only by hints, why says so.
func (s *sketcher) bound(u *unit) (owners []Owner, why string) {
	if u.collection == nil {
		return nil, ""
	}
	all := s.candidates(u.collection)
	// Who has written something does not own it where others are let in by
	// something else.
	if slices.ContainsFunc(all, func(c candidate) bool { return c.filtered }) {
		all = slices.DeleteFunc(all, func(c candidate) bool { return !c.filtered })
	}
	if s.tenantAlone(u.collection, all) {
		all = slices.DeleteFunc(all, func(c candidate) bool { return !c.tenant })
	}
	slices.SortStableFunc(all, func(a, b candidate) int { return cmp.Compare(a.rank, b.rank) })
	for _, tenant := range []bool{true, false} {
		some := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return c.tenant != tenant })
		switch {
		case len(some) == 0:
		case len(some) > 1 && some[0].filtered && some[1].filtered && some[0].Identity == some[1].Identity:
			return nil, "either " + some[0].Property + " (" + some[0].From + ") or " + some[1].Property + " (" + some[1].From + ")"
		default:
			owners = append(owners, some[0].Owner)
		}
	}
	return owners, ""
}

// candidates are the fields in the order of their names.
func (s *sketcher) candidates(c *source.Collection) []candidate {
	var all []candidate
	for _, name := range slices.Sorted(maps.Keys(c.Owners)) {
		if name == "_id" || !design.Sayable(name) {
			continue
		}
		one := candidate{rank: 10}
		one.Property = name
		one.From = said(s.place(source.Place(c.Owners[name])), "holds who calls")
		at, value := s.filtered(c, name)
		if value != nil {
			one.filtered, one.rank = true, 0
			one.From = said(s.place(source.Place(at)), "filters by it")
		} else if value = s.written(c, name); value == nil {
			continue // a role has written it about somebody else
		}
		one.Identity = attribute(name, value)
		one.tenant = one.Identity == "tenant"
		if one.Identity != "id" && !one.tenant {
			one.rank++ // names change, and are not always unique
		}
		if !source.Whose(name) && !source.Names(name) {
			one.rank += 2
			one.Check = !one.filtered
		}
		all = append(all, one)
	}
	return all
}

// tenantAlone tells whether some query is content with the tenant of who
// calls, where others ask for the person as well: colleagues share the objects.
func (s *sketcher) tenantAlone(c *source.Collection, all []candidate) bool {
	for _, use := range c.Kept {
		tenant, person := false, false
		for _, m := range source.Members(use.Query.Filter) {
			if !source.IsCaller(m.Value) || m.Excludes() {
				continue
			}
			i := slices.IndexFunc(all, func(one candidate) bool { return one.Property == m.Name() })
			tenant = tenant || i >= 0 && all[i].tenant
			person = person || i < 0 || !all[i].tenant
		}
		if tenant && !person && !s.few(use.Operation.Operation) {
			return true
		}
	}
	return false
}

// filtered finds a query that keeps to documents whose field is of who calls,
// or that does so unless the request asks for somebody else's.
func (s *sketcher) filtered(c *source.Collection, field string) (flow.Place, *flow.Value) {
	for _, use := range slices.Concat(c.Kept, c.Queries) {
		for _, m := range source.Members(use.Query.Filter) {
			if m.Name() == field && source.IsCaller(m.Value) && !m.Excludes() {
				return use.Query.Place(), m.Value
			}
		}
	}
	return flow.Place{}, nil
}

// written finds what of who calls is put into the field.
func (s *sketcher) written(c *source.Collection, field string) *flow.Value {
	for _, use := range c.Queries {
		if s.few(use.Operation.Operation) {
			continue
		}
		for _, m := range slices.Concat(source.Members(use.Query.Document), source.Members(use.Query.Update)) {
			if m.Name() == field && source.IsCaller(m.Value) {
				return m.Value
			}
		}
	}
	return nil
}

// attribute is what of an identity the value holds: its id, unless the value
// is known to be a tenant, an e-mail or a name. A tenant can also be somebody
// who rents a flat.
func attribute(field string, v *flow.Value) string {
	switch name := last(field); {
	case lexicon.Email(name):
		return "email"
	case lexicon.Username(name) && lexicon.Stem(name) == "" && !source.Names(name):
		return "name"
	}
	names := []string{last(field)}
	if v != nil {
		for _, step := range v.Flows {
			if name := last(step.Origin.Name); name != "" {
				names = append(names, name)
			}
		}
	}
	for _, name := range slices.Backward(names) {
		switch {
		case lexicon.Tenant(name):
			return "tenant"
		case name == "_id" || name == "id" || name == "sub" || name == "uid" || name == "user_id":
			return "id"
		case lexicon.Email(name):
			return "email"
		case lexicon.Username(name) && !lexicon.Identifier(name) && lexicon.Stem(name) == "" && !source.Names(name):
			return "name"
		}
	}
	return "id"
}

// ofAccount says whose an account is: its own.
func (s *sketcher) ofAccount(u *unit, bound []Owner) []Owner {
	own := Owner{Property: "id", Identity: "id"}
	if c := u.collection; c != nil {
		if at, ok := c.Owners["_id"]; ok {
			own.From = said(s.place(source.Place(at)), "finds it by who calls")
			if len(bound) == 1 && bound[0].Identity == "tenant" {
				return bound // colleagues see each other
			}
			return []Owner{own}
		}
		for _, o := range bound {
			if lexicon.Username(last(o.Property)) || lexicon.Email(last(o.Property)) {
				return []Owner{o}
			}
		}
	}
	own.Check, own.From = true, "an account is its own"
	return []Owner{own}
}

// byName finds a property that says whose the objects are by its name alone.
func (s *sketcher) byName(u *unit) []Owner {
	found := map[bool]Owner{}
	see := func(name, at string) {
		tenant := lexicon.Tenant(name)
		if _, known := found[tenant]; known || !source.Names(name) || !design.Sayable(name) {
			return
		}
		o := Owner{Property: name, Identity: "id", Line: Line{From: said(at, "has it"), Check: true}}
		switch {
		case tenant:
			o.Identity = "tenant"
		case lexicon.Email(name):
			o.Identity = "email"
		case lexicon.Stem(name) == "" && s.namedByLogin():
			o.Identity = "name" // user: alice
		}
		found[tenant] = o
	}
	if c := u.collection; c != nil {
		for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
			if !strings.Contains(name, ".") {
				see(name, s.place(source.Place(c.Fields[name])))
			}
		}
	}
	for _, op := range u.operations {
		for _, schema := range []*api.Schema{objectOf(weakness.AnswerSchema(op)), weakness.BodySchema(op)} {
			if schema == nil || op.Drafted {
				continue
			}
			for _, p := range schema.Properties {
				see(p.Name, s.place(placeOf(p.Schema, op)))
			}
		}
	}
	var owners []Owner
	for _, tenant := range []bool{true, false} {
		if o, ok := found[tenant]; ok {
			owners = append(owners, o)
		}
	}
	return owners
}

// namedByLogin tells whether accounts log in with a name rather than with an
// e-mail: then a user elsewhere is most likely that name.
func (s *sketcher) namedByLogin() bool {
	return s.out.Login != nil && slices.ContainsFunc(s.out.Login.Body, func(f Field) bool { return f.Value == "{name}" })
}

// placeOf is where a property is declared, or else its operation.
func placeOf(s *api.Schema, op *api.Operation) api.Place {
	if s == nil || s.Place.Line == 0 {
		return op.Place
	}
	return s.Place
}

func last(name string) string { return name[strings.LastIndexByte(name, '.')+1:] }
