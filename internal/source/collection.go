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

// Collection is what the whole source tells of one collection.
type Collection struct {
	Name string
	// Fields are the names that the source writes, filters by, projects or
	// reads, each with one place.
	Fields map[string]flow.Place
	// Owners are the fields that hold who a document belongs to: written from
	// who calls, or filtered by it, with a place that shows it. By field name.
	Owners map[string]flow.Place
	// Kept are the queries that keep to what belongs to who calls, by the
	// fields of Owners: others on the collection could do the same.
	Kept []*Use
	// Compared are the comparisons of its documents with who calls.
	Compared []Compared
	// Indexes are the leading fields of indexes that the source creates.
	Indexes [][]string
	// Written tells that some operation inserts into it.
	Written bool
	Queries []*Use

	passwords                     map[string]bool    // fields that hold hashes of passwords, whatever they are called
	random                        map[string]bool    // fields that are written with something random
	sharing                       map[string]*shared // what documents share with who calls, by field, while fields are learned
	confined                      map[string]bool    // ranks of callers that do not open all documents
	joined                        map[string]bool    // lists that whoever calls may put themselves on
	self                          bool               // who calls is looked up in it
	open, listed, public, guarded *Use               // what the methods of these names find
	known                         *known             // nil while fields are learned
}

// known is what every operation asks of a collection, told once.
type known struct {
	accounts            bool
	sensitive, personal []string
}

// settle tells what is asked often; no field is learned afterwards.
func (c *Collection) settle() {
	c.known = &known{c.hasAccounts(), c.sensitive(), c.fieldsThat(Personal)}
}

// Use is a query of a collection and the operation that makes it.
type Use struct {
	Operation *Operation
	Query     *Query
}

// Sensitive lists the fields that nobody else should read, sorted.
func (c *Collection) Sensitive() []string {
	if c.known != nil {
		return slices.Clone(c.known.sensitive)
	}
	return c.sensitive()
}

func (c *Collection) sensitive() []string {
	names := c.fieldsThat(lexicon.Sensitive)
	for name := range c.passwords {
		if !slices.Contains(names, name) && !ofAnother(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Personal lists the fields that say of a person what others need not know,
// sorted.
func (c *Collection) Personal() []string {
	if c.known != nil {
		return slices.Clone(c.known.personal)
	}
	return c.fieldsThat(Personal)
}

func (c *Collection) fieldsThat(is func(string) bool) []string {
	var names []string
	for name := range c.Fields {
		if is(last(name)) && !ofAnother(name) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// ofAnother tells whether the field is of a document that this one refers to:
// author.password.
func ofAnother(name string) bool {
	first, _, below := strings.Cut(name, ".")
	return below && ownerField(first)
}

// Accounts tells whether the collection holds the accounts of those who
// call: it has passwords, a name that says so, or is looked up by who calls.
func (c *Collection) Accounts() bool {
	if c.known != nil {
		return c.known.accounts
	}
	return c.hasAccounts()
}

func (c *Collection) hasAccounts() bool {
	if c.self {
		return true
	}
	for name := range c.Fields {
		if ofAnother(name) {
			continue
		}
		if n := last(name); lexicon.Password(n) || lexicon.Sensitive(n) && slices.ContainsFunc(lexicon.Words(n), func(w string) bool { return lexicon.Password(w) }) {
			return true
		}
	}
	words := lexicon.Words(last(c.Name))
	return len(words) > 0 && accountNouns[lexicon.Singular(words[len(words)-1])]
}

var accountNouns = setOf(`user usuario utilisateur benutzer`)

// Owner is the field that says whose a document is, the surest first: one
// that the program binds to who calls, else one whose name says so. Bound
// tells which.
func (c *Collection) Owner() (name string, bound bool) {
	names := slices.SortedFunc(maps.Keys(c.Owners), func(a, b string) int {
		return cmp.Or(closeness(a)-closeness(b), strings.Compare(a, b))
	})
	if len(names) > 0 {
		return names[0], true
	}
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		if !strings.Contains(name, ".") && named(name) {
			return name, false
		}
	}
	return "", false
}

// closeness ranks owner fields: a person before a tenant, before the account
// itself.
func closeness(field string) int {
	switch {
	case field == "_id":
		return 2
	case lexicon.Tenant(last(field)):
		return 1
	}
	return 0
}

// named tells whether the name alone says whose a document is: user_id,
// owner, created_by. Words for people that are also things of their own, such
// as customer and author, are left to what the program does with them.
func named(field string) bool {
	stem := lexicon.Stem(field)
	if stem == "" {
		stem = strings.Join(lexicon.Words(field), "_")
	}
	return ownerNames[stem]
}

var ownerNames = setOf(`user owner account created_by owned_by posted_by uploaded_by submitted_by added_by creator uploader reporter submitter poster
	tenant org organization organisation workspace user_account owner_user`)

// collections gathers what the queries of all operations say.
func (p *Program) collections() {
	for _, op := range append(slices.Clone(p.Operations), p.Setup) {
		fault := p.guard(op.String(), func() { p.learn(op) })
		op.Lost = cmp.Or(op.Lost, fault)
	}
	p.guard("what is compared", p.comparisons)
	for _, c := range p.Collections {
		for field := range c.joined {
			delete(c.Owners, field)
		}
		c.settleShared()
		c.settleConfined()
	}
	for _, c := range p.Collections {
		c.settleOpen()
	}
}

// learn reads what one operation tells of collections.
func (p *Program) learn(op *Operation) {
	for _, q := range op.Queries {
		if q.Name != "" {
			p.collection(q.Name).learn(op, q)
		}
	}
	for _, e := range op.Events {
		p.readFields(e)
	}
}

func (c *Collection) learn(op *Operation, q *Query) {
	c.Queries = append(c.Queries, &Use{op, q})
	q.of = c
	if q.Verb == mongo.Index {
		if names := keysOf(q.Keys); len(names) > 0 {
			c.Indexes = append(c.Indexes, names)
		}
		return
	}
	c.Written = c.Written || q.Verb == mongo.Insert
	kept := false
	for _, m := range Members(q.Filter) {
		c.see(m, q.Place())
		kept = !m.Excludes() && c.owner(m, q) && keeps(m.Value) || kept
		c.share(m, &Use{op, q})
	}
	if kept {
		c.Kept = append(c.Kept, &Use{op, q})
	}
	for _, m := range append(Members(q.Document), Members(q.Update)...) {
		c.see(m, q.Place())
		c.join(m, q)
		if sets(m) {
			c.owner(m, q)
			c.secret(m)
			c.hash(m)
			if q.Verb == mongo.Insert {
				c.share(m, &Use{op, q})
			}
		}
	}
	for _, f := range q.Projection.Fields() {
		c.field(f.Name, q.Place())
	}
}

// sets tells whether what an update does with the member gives the field
// that value. Who is pushed onto a list, of those who like or have joined
// something, does not own it by that.
func sets(m Member) bool {
	return !slices.ContainsFunc(m.Path, func(p string) bool { return strings.HasPrefix(p, "$") && p != "$set" && p != "$setOnInsert" })
}

// secret learns that the field holds something random. An identifier that is
// random is told to everybody who sees the document.
func (c *Collection) secret(m Member) {
	name := m.Name()
	if lexicon.Identifier(last(name)) || last(name) == "_id" || !m.Value.From(flow.Secret) {
		return
	}
	if c.random == nil {
		c.random = map[string]bool{}
	}
	c.random[name] = true
}

// owner learns that the field holds who calls, if it does.
func (c *Collection) owner(m Member, q *Query) bool {
	name := m.Name()
	switch {
	case !isCaller(m.Value):
		return false
	case last(name) == "_id":
		// Not of a document that was found by who calls: that is the object.
		if name != "_id" || !m.Value.From(flow.Identity) {
			return false
		}
		c.self = c.self || saysWho(m.Value)
	case !ownerPath(name) && (strings.Contains(name, ".") && !embedded(name) || editor(name) || !identifiesCaller(m.Value)):
		return false
	}
	if _, known := c.Owners[name]; !known {
		c.Owners[name] = q.Place()
	}
	return true
}

func (c *Collection) see(m Member, at flow.Place) { c.field(m.Name(), at) }

func (c *Collection) field(name string, at flow.Place) {
	if name == "" || strings.HasPrefix(name, "$") {
		return
	}
	if _, known := c.Fields[name]; !known {
		c.Fields[name] = at
	}
}

// ownerField tells whether a field that holds who calls says whose the
// document is: user_id, tenant, created_by; not last_editor_ip.
func ownerField(name string) bool {
	n := last(name)
	return lexicon.Owner(n) || lexicon.Tenant(n) || lexicon.Account(n) && !editor(n) || lexicon.Username(n) || lexicon.Email(n) || named(n) || participants[lexicon.Singular(n)]
}

// identifiesCaller tells whether a value is the identifier of who calls: then
// the field holds whose the document is, whatever it is called. Other things
// that are known of who calls, such as a role or a city, say nothing.
func identifiesCaller(v *flow.Value) bool {
	return v != nil && slices.ContainsFunc(v.Flows, func(s *flow.Step) bool {
		switch s.Origin.Source {
		case flow.Identity:
			return identifying(last(s.Origin.Name))
		case flow.Database:
			q, ok := s.Origin.Data.(*mongo.Query)
			return ok && identifying(last(s.Origin.Name)) && slices.ContainsFunc(Members(q.Filter), func(m Member) bool {
				return m.Value.From(flow.Credential) || identifying(last(m.Name())) && m.Value.From(flow.Identity) || m.Name() == "_id" && m.Value.Has(flow.Own)
			})
		}
		return false
	})
}

// saysWho tells whether a value of a verified credential is by its name who
// calls. A token can carry the number of something else, and a session that of
// a cart.
func saysWho(v *flow.Value) bool {
	return slices.ContainsFunc(v.FromSource(flow.Identity), func(s *flow.Step) bool {
		n := last(s.Origin.Name)
		return n == "" || identifying(n) || lexicon.Account(n) || loggedIn[strings.Join(lexicon.Words(n), "_")]
	})
}

func identifying(name string) bool {
	return identifiers[strings.Join(lexicon.Words(name), "_")] || lexicon.Username(name) || lexicon.Email(name)
}

var identifiers = setOf(`id _id sub uid user_id user identity account_id`)

// ownerPath is [ownerField] for a dotted name: owner.id says whose the document
// is, and reviews.user_id only whose review it holds.
func ownerPath(name string) bool {
	parts := strings.Split(name, ".")
	n := len(parts) - 1
	for _, part := range parts[:n] {
		if !ownerField(part) {
			return false
		}
	}
	return ownerField(parts[n]) || n > 0 && lexicon.Identifier(parts[n])
}

// embedded tells whether a dotted name is of the identifier of one who is a part
// of the document, under whatever name: host.id, and not likes.user_id.
func embedded(name string) bool {
	who, id, below := strings.Cut(name, ".")
	return below && identifiers[id] && lexicon.Singular(strings.ToLower(who)) == strings.ToLower(who) && !editor(who)
}

// editor tells whether the name is of who touched a document last.
func editor(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return w == "updated" || w == "modified" || w == "edited" || w == "deleted" })
}

var participants = setOf(`member participant collaborator assignee attendee contributor student teacher doctor driver patient author`)

// Names tells whether the name alone says that a document belongs to an
// account or a tenant: user_id, owner, created_by; not customer or author.
func Names(field string) bool { return named(last(field)) }

// OwnerField tells whether a field of that name says whose a document is.
func OwnerField(name string) bool { return ownerField(name) }

// readFields learns the names by which documents are read: order["total"].
func (p *Program) readFields(e *flow.Event) {
	if e.Value == nil {
		return
	}
	for _, s := range e.Value.All(flow.Database) {
		if c := p.Collections[s.Origin.In]; c != nil && s.Origin.Name != "" {
			c.field(s.Origin.Name, s.Place)
		}
	}
}

// keysOf are the field names of an index, in order.
func keysOf(v *flow.Value) []string {
	if name, ok := v.Text(); ok {
		return []string{name}
	}
	var names []string
	elements, _ := v.Elements()
	for _, e := range elements {
		if name, ok := e.Text(); ok {
			names = append(names, name)
			continue
		}
		if pair, exact := e.Elements(); exact && len(pair) > 0 {
			if name, ok := pair[0].Text(); ok {
				names = append(names, name)
			}
		}
	}
	for _, f := range v.Fields() {
		names = append(names, f.Name)
	}
	return names
}

// Member is a place in a filter, update or document that holds a value.
type Member struct {
	Path  []string // keys from the top, operators too: $set, total
	Value *flow.Value
	Maybe bool
	Place flow.Place
}

// Name is the field without operators: total of {$set: {total: 1}}.
func (m Member) Name() string {
	var names []string
	for _, p := range m.Path {
		if !strings.HasPrefix(p, "$") && p != "*" {
			names = append(names, p)
		}
	}
	return strings.Join(names, ".")
}

// Operator is the operator directly around the value, or "".
func (m Member) Operator() string {
	if n := len(m.Path); n > 0 && strings.HasPrefix(m.Path[n-1], "$") {
		return m.Path[n-1]
	}
	return ""
}

// Excludes tells whether the filter asks for documents without the value.
func (m Member) Excludes() bool { return m.Operator() == "$ne" || m.Operator() == "$nin" }

// Members lists what is known to be in a document: every value that is not
// itself a document or list that the source spells out.
func Members(v *flow.Value) []Member {
	if v == nil {
		return nil
	}
	all := make([]Member, 0, len(v.Fields())+1)
	members(v, nil, flow.Place{}, false, &all, 0)
	return all
}

const memberDepth = 10 // deeper filters are not written by hand

func members(v *flow.Value, path []string, place flow.Place, maybe bool, all *[]Member, depth int) {
	if v == nil || depth > memberDepth {
		return
	}
	fields := v.Fields()
	elements, _ := v.Elements()
	spelled := len(fields) > 0 || len(elements) > 0
	if len(path) > 0 && (!spelled || len(v.Flows) > 0) {
		*all = append(*all, Member{path, v, maybe, place})
	}
	below := func(name string) []string { return append(path[:len(path):len(path)], name) }
	for _, f := range fields {
		if !f.Gone() {
			members(f.Value, below(f.Name), f.Place, maybe || f.Maybe, all, depth+1)
		}
	}
	for _, e := range elements {
		members(e, below("*"), place, maybe, all, depth+1)
	}
	if !spelled && len(path) > 0 {
		return // it is in the list itself
	}
	if rest, _ := v.Rest(); rest != nil && len(rest.Flows) > 0 {
		*all = append(*all, Member{below("*"), rest, true, place})
	}
}

// keeps tells whether a filter with the value keeps to who calls. A value that
// can also be what the request asks for does not.
func keeps(v *flow.Value) bool {
	return isCaller(v) && !slices.ContainsFunc(v.FromSource(flow.Request), func(s *flow.Step) bool { return !s.Part })
}

// OwnedBy is what of who calls the filter holds, also if only on some ways.
func (q *Query) OwnedBy() (Member, bool) {
	for _, v := range []*flow.Value{q.Filter, q.Pipeline} {
		for _, m := range Members(v) {
			if keeps(m.Value) && !m.Excludes() {
				return m, true
			}
		}
	}
	return Member{}, false
}
