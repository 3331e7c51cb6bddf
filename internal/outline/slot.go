package outline

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
)

// slots finds where the operation takes identifiers.
func (o *Outline) slots(f *facts) []Slot {
	var all []Slot
	for _, p := range f.reading.params {
		if r := o.placed(f, p); r != nil {
			all = append(all, Slot{In: "path", Name: p.name, Resource: r})
		}
	}
	for _, in := range f.inputs {
		if in.in == "path" || in.in == "cookie" {
			continue
		}
		if r, many := o.asked(f, in); r != nil {
			all = append(all, Slot{In: in.in, Name: in.pointer, Resource: r, Many: many})
		}
	}
	slices.SortStableFunc(all, func(a, b Slot) int { return order[a.In] - order[b.In] })
	return all
}

var order = map[string]int{"path": 0, "query": 1, "header": 2, "body": 3}

// placed is the resource whose identifiers a path parameter takes: the one
// that its name says, or else the one before it.
func (o *Outline) placed(f *facts, p parameter) *Resource {
	if p.by && lexicon.Measure(p.name) {
		return nil
	}
	before := o.byKey(p.key)
	if before != nil && strings.EqualFold(p.name, "uid") {
		return before // the unique identifier of what stands before it
	}
	stem := lexicon.Stem(p.name)
	if stem == "" && !lexicon.Identifier(p.name) && !wordForAny(p.name) {
		stem = nounOf(lexicon.Words(p.name))
	}
	if before != nil && (stem == "" || akin(stem, before.Name)) {
		return before
	}
	if p.by && stem == "" {
		stem = p.key
	}
	loose := p.key == "?" || p.by || lexicon.Stem(p.name) != "" || lexicon.Account(p.name) || lexicon.Owner(p.name)
	if named := o.byNoun(f, stem, loose); named != nil {
		return named
	}
	return before
}

// wordForAny tells whether the parameter is named by what it is made of.
func wordForAny(name string) bool {
	switch strings.ToLower(name) {
	case "name", "title", "value", "filename", "path", "email", "item", "object", "resource", "entity", "param", "arg", "type":
		return true
	}
	return false
}

// asked is the resource whose identifiers an input outside the path takes.
func (o *Outline) asked(f *facts, in input) (r *Resource, many bool) {
	if !in.text() || chosen(in) || f.pages(in) || in.in == "header" && !strings.Contains(strings.ToLower(in.name), "id") && !lexicon.Identifier(in.name) {
		return nil, false
	}
	words := lexicon.Words(in.name)
	if len(words) == 0 {
		return nil, false
	}
	many = in.many || lexicon.Singular(words[len(words)-1]) != words[len(words)-1] && lexicon.Identifier(in.name)
	own := o.Resource(f.op)
	stem := lexicon.Stem(in.name)
	switch {
	case lexicon.Identifier(in.name) && stem == "":
		if in.within != "" && in.depth > 1 {
			return o.byNoun(f, nounOf(lexicon.Words(in.within)), true), many
		}
		return o.ownID(f, in, own), many
	case lexicon.Identifier(in.name):
		r = o.byNoun(f, stem, true)
		if r == nil {
			r = o.params[in.name] // kurs_id, where it picks in /kurse/{kurs_id}
		}
		if r != nil && r == own && (stem == own.Name || strings.HasSuffix(own.Name, "_"+stem)) && in.in == "body" && in.depth == 1 && !in.many {
			r = o.ownID(f, in, own)
		}
	default:
		r = o.weak(f, in)
	}
	if r == o.Accounts && !o.picksAccount(f, in) {
		return nil, false
	}
	return r, many
}

// pages tells whether the input says which page of a list is wanted: the
// number of one beside its size, or a number where no identifier is one.
func (f *facts) pages(in input) bool {
	if in.in != "query" || lexicon.Singular(strings.ToLower(in.name)) != "page" || in.many {
		return false
	}
	if in.schema.Type() == "integer" || in.schema.Type() == "number" {
		return true
	}
	return slices.ContainsFunc(f.inputs, func(other input) bool {
		return other.in == "query" && lexicon.PageSize(other.name)
	})
}

// chosen tells whether the contract lists the values, as it does not for
// objects.
func chosen(in input) bool {
	s := in.schema
	if in.many {
		s = element(s)
	}
	return s != nil && (len(s.Enum) > 0 || formats[s.Format])
}

// formats are those of values that identify nothing.
var formats = map[string]bool{
	"binary": true, "byte": true, "date": true, "date-time": true, "time": true, "duration": true, "password": true, "uri": true, "url": true, "hostname": true, "ipv4": true, "ipv6": true,
}

// ownID is the resource that the operation is about if an identifier of it is
// what the input picks with: not the name that a new object is given.
func (o *Outline) ownID(f *facts, in input, own *Resource) *Resource {
	switch {
	case own == nil || f.purpose == Create || f.purpose == SignUp || f.purpose == Login:
		return nil
	case in.in == "body" && f.reading.item:
		return nil // the path picks already
	case loneTag(in.name):
		return nil
	case in.in == "header":
		return nil
	}
	return own
}

// loneTag tells whether the name alone says too little: a code or number may
// be anything.
func loneTag(name string) bool {
	words := lexicon.Words(name)
	if len(words) != 1 {
		return false
	}
	switch lexicon.Singular(words[0]) {
	case "key", "number", "code", "ref", "reference", "handle", "iban":
		return true
	}
	return false
}

// weak is the resource that the name of an input is the noun of: product,
// owner. Text that people write is none.
func (o *Outline) weak(f *facts, in input) *Resource {
	if lexicon.Username(in.name) || lexicon.Account(in.name) || lexicon.Owner(in.name) {
		noun := nounOf(lexicon.Words(in.name))
		if in.many && looseAccounts[noun] {
			return nil // the authors of a book
		}
		if r := o.byNoun(f, noun, true); r != nil && !(r.Parent != nil && lexicon.Account(noun)) {
			return r
		} else if r != nil {
			return o.Accounts // members of a project are users
		}
	}
	if lexicon.FreeText(in.name) || in.in == "header" {
		return nil
	}
	if lexicon.Code(in.name) || lexicon.Password(in.name) || lexicon.Token(in.name) {
		return nil
	}
	r := o.nearest(f, o.names[nounOf(lexicon.Words(in.name))])
	if r != nil && in.in == "body" && r == o.Resource(f.op) {
		return nil // POST /cards {card}
	}
	return r
}

// picksAccount tells whether an input that means an account picks one, and is
// not what the caller is or wants to be called.
func (o *Outline) picksAccount(f *facts, in input) bool {
	switch f.purpose {
	case Login, SignUp, Refresh, Logout, Reset:
		return false
	}
	if in.in == "body" && lexicon.Username(in.name) && f.takes(lexicon.Password) {
		return false // credentials
	}
	named := lexicon.Username(in.name) && lexicon.Stem(in.name) == "" && !strings.EqualFold(in.name, "user")
	return !(named && in.in == "body" && o.Resource(f.op) == o.Accounts)
}

// byNoun is the resource of that name, seen from the operation. Loose allows
// the words for accounts to mean them where no kind is called so.
func (o *Outline) byNoun(f *facts, noun string, loose bool) *Resource {
	for rest := noun; rest != ""; {
		if r := o.nearest(f, o.names[rest]); r != nil {
			return r
		}
		_, after, ok := strings.Cut(rest, "_")
		if !ok {
			break
		}
		rest = after
	}
	if some := o.lasts[noun]; len(some) == 1 {
		return some[0]
	}
	if glued, ok := strings.CutSuffix(noun, "id"); ok && o.names[glued] != nil {
		return o.nearest(f, o.names[glued]) // warenkorbid
	}
	if loose && noun != "" && !lexicon.Tenant(noun) && (lexicon.Account(noun) || lexicon.Owner(noun) && o.people(noun)) {
		return o.Accounts
	}
	return nil
}

// people tells whether the owner that the noun means is a person.
func (o *Outline) people(noun string) bool {
	switch noun[strings.LastIndex(noun, "_")+1:] {
	case "company", "merchant", "institution", "agency":
		return false
	}
	return true
}

// nearest chooses among resources of one name: the one on the operation's own
// path, then the one at the top.
func (o *Outline) nearest(f *facts, some []*Resource) *Resource {
	if len(some) < 2 {
		if len(some) == 1 {
			return some[0]
		}
		return nil
	}
	for _, k := range f.reading.kinds {
		if r := o.byKey(k.key); r != nil && slices.Contains(some, r) {
			return r
		}
	}
	return some[0]
}

func (o *Outline) byKey(key string) *Resource { return o.keys[key] }

// depth orders keys: what stands at the top before what is below others.
func depth(key string) int { return 10*strings.Count(key, "{}") + strings.Count(key, "/") }

// nameParameters notes which kind the identifiers in paths pick. One that picks
// the same kind wherever it is means it outside of paths too, whatever the
// language: kurs_id in /kurse/{kurs_id}.
func (o *Outline) nameParameters(all []*facts) {
	o.params = map[string]*Resource{}
	for _, f := range all {
		for _, p := range f.reading.params {
			if !lexicon.Identifier(p.name) || lexicon.Stem(p.name) == "" {
				continue
			}
			r := o.placed(f, p)
			if before, known := o.params[p.name]; known && before != r {
				r = nil
			}
			o.params[p.name] = r
		}
	}
}

// name fills the tables by which slots are resolved.
func (o *Outline) name(gs *groups) {
	o.names, o.lasts, o.keys = map[string][]*Resource{}, map[string][]*Resource{}, map[string]*Resource{}
	add := func(table map[string][]*Resource, noun string, r *Resource) {
		if noun != "" && !slices.Contains(table[noun], r) {
			table[noun] = append(table[noun], r)
		}
	}
	var all []*group
	for _, key := range gs.keys {
		o.keys[key] = gs.by[key].final().resource
		all = append(all, gs.by[key])
	}
	slices.SortStableFunc(all, func(a, b *group) int { return depth(a.key) - depth(b.key) })
	for _, g := range all {
		r := g.final().resource
		add(o.names, g.noun, r)
		if last := g.noun[strings.LastIndex(g.noun, "_")+1:]; last != g.noun {
			add(o.lasts, last, r)
		}
	}
}
