package sketch

import (
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// fields says what of the objects comes back, what never does, what clients
// set and what the server works out.
func (s *sketcher) fields(u *unit, r *Resource) {
	s.secret(u, r)
	s.readable(u, r)
	s.writable(u, r)
}

func (f *Fields) add(name, from string) bool {
	if !design.Sayable(name) || slices.Contains(f.Names, name) {
		return false
	}
	f.Names = append(f.Names, name)
	if f.From == "" {
		f.From = from
	}
	return true
}

// doubt marks names of the list as guesses, with why.
func (f *Fields) doubt(names []string, why string) {
	if len(names) == 0 {
		return
	}
	f.Check = true
	f.From = why
	if len(names) < len(f.Names) {
		f.From = strings.Join(names, ", ") + ": " + why
	}
}

// secret are the properties that clients send and nobody reads, and those
// whose names say it.
func (s *sketcher) secret(u *unit, r *Resource) {
	covered := func(name string) bool {
		return slices.ContainsFunc(r.Secret.Names, func(n string) bool { return n == name || strings.HasPrefix(name, n+".") })
	}
	for _, op := range u.operations {
		body := weakness.BodySchema(op)
		if body == nil || op.Drafted {
			continue
		}
		for _, p := range body.Properties {
			if p.Schema != nil && p.Schema.WriteOnly && !lexicon.NewPassword(p.Name) {
				r.Secret.add(p.Name, said(s.place(placeOf(p.Schema, op)), "is write-only"))
			}
		}
	}
	if c := u.collection; c != nil {
		var guessed []string
		for _, name := range s.kept(c) {
			if !covered(name) && r.Secret.add(name, said(s.place(source.Place(c.Fields[name])), "has "+name)) && !credentialName(last(name)) {
				guessed = append(guessed, name)
			}
		}
		r.Secret.doubt(guessed, "by the name alone")
		return
	}
	for _, op := range u.operations {
		answer := objectOf(weakness.AnswerSchema(op))
		for i, schema := range []*api.Schema{weakness.BodySchema(op), answer} {
			if schema == nil || s.about.Purpose(op) == outline.Login {
				continue
			}
			for _, p := range schema.Properties {
				if lexicon.Sensitive(p.Name) && !lexicon.NewPassword(p.Name) && !covered(p.Name) {
					from := s.place(placeOf(p.Schema, op))
					if i == 1 {
						r.Secret.Check, from = true, said(from, "answers "+p.Name)
					}
					r.Secret.add(p.Name, from)
				}
			}
		}
	}
}

// credentialName tells whether a value of that name proves who somebody is, or
// is kept to check it: nobody needs it back. An account number or a note for
// staff may be shown to whom it belongs.
func credentialName(name string) bool {
	return lexicon.Password(name) || lexicon.Token(lexicon.Singular(name)) || lexicon.APIKey(name) || checks(name) ||
		slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return w == "secret" || lexicon.Singular(w) == "token" })
}

// kept are the fields that nobody else should read, and those that accounts
// have to check who somebody is.
func (s *sketcher) kept(c *source.Collection) []string {
	names := c.Sensitive()
	if c.Accounts() {
		for name := range c.Fields {
			if checks(last(name)) && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// checks tells whether who somebody is can be checked by a value of that name.
func checks(name string) bool {
	words := lexicon.Words(name)
	if lexicon.Code(name) || len(words) == 1 && (words[0] == "hash" || words[0] == "salt") {
		return true
	}
	return len(words) > 1 && slices.ContainsFunc(words, func(w string) bool {
		return w == "hash" || w == "hashed" || w == "salt" || w == "digest"
	}) // not the digest of a newsletter
}

// readable are the properties that come back: those that the contract
// declares, else those that the source spells out. What it answers as a whole
// document says nothing of what is meant.
func (s *sketcher) readable(u *unit, r *Resource) {
	hidden := func(name string) bool {
		return slices.Contains(r.Secret.Names, name) || lexicon.Sensitive(name)
	}
	shown := u.operations
	if u.collection != nil { // an export or a report shows them too
		for _, op := range s.operations() {
			if !slices.Contains(shown, op) && !s.opens(op) && s.shows(op, u.collection) {
				shown = append(shown[:len(shown):len(shown)], op)
			}
		}
	}
	var privileged []string
	for _, pass := range []struct{ object, few bool }{{true, false}, {false, false}, {true, true}, {false, true}} {
		for _, op := range shown {
			object := objectOf(weakness.AnswerSchema(op))
			if op.Drafted || object == nil || s.few(op) != pass.few || s.answersObject(op) != pass.object || !pass.object && !akin(object, r.Readable.Names) {
				continue
			}
			for _, p := range object.Properties {
				if writeOnly(p) || hidden(p.Name) {
					continue
				}
				if r.Readable.add(p.Name, s.place(placeOf(object, op))) && pass.few {
					privileged = append(privileged, p.Name)
				}
			}
		}
	}
	if len(privileged) < len(r.Readable.Names) {
		r.Readable.doubt(privileged, "only roles read it")
	}
	if len(r.Readable.Names) == 0 && u.collection != nil && !strings.HasSuffix(u.collection.Name, ".files") { // GridFS has fields of its own
		s.projected(u, r, hidden)
	}
}

// akin tells whether a receipt has a property of the object that it is about.
func akin(receipt *api.Schema, names []string) bool {
	return slices.ContainsFunc(receipt.Properties, func(p *api.Property) bool { return slices.Contains(names, p.Name) })
}

// projected are the fields that the source names where it answers documents,
// or lists of them. Where it answers some whole, all the others may come back
// too: that this is meant is a guess.
func (s *sketcher) projected(u *unit, r *Resource, hidden func(string) bool) {
	c := u.collection
	var privileged []string
	whole := ""
	for _, few := range []bool{false, true} {
		for _, op := range s.operations() {
			if s.few(op) != few {
				continue
			}
			for _, h := range s.handlers[op] {
				for _, q := range h.Queries {
					shown := h.Shows(q)
					at := s.place(source.Place(q.Place()))
					if q.Name != c.Name || !slices.ContainsFunc(shown.Answers, isObject) {
						continue
					}
					if shown.Whole && whole == "" {
						whole = at
					}
					for _, name := range shown.Fields {
						if name == "_id" {
							name = "id"
						}
						if !hidden(name) && !strings.Contains(name, ".") && r.Readable.add(name, at) && few {
							privileged = append(privileged, name)
						}
					}
				}
			}
		}
	}
	switch {
	case len(r.Readable.Names) == 0:
	case whole != "":
		r.Readable.doubt(s.others(c, r, hidden), whole+" answers whole documents")
	case len(privileged) < len(r.Readable.Names):
		r.Readable.doubt(privileged, "only roles read it")
	}
}

// others adds the fields that nothing keeps from coming back with a whole
// document.
func (s *sketcher) others(c *source.Collection, r *Resource, hidden func(string) bool) []string {
	var added []string
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		top, _, _ := strings.Cut(name, ".")
		if top == "_id" {
			top = "id"
		}
		part := slices.ContainsFunc(r.Secret.Names, func(n string) bool { return strings.HasPrefix(n, top+".") })
		if !part && !hidden(top) && r.Readable.add(top, "") {
			added = append(added, top)
		}
	}
	return added
}

// isObject tells whether an answer is JSON, and no page or text.
func isObject(a *source.Answer) bool {
	return a.Value != nil && a.Value.Kind.Can(flow.Document|flow.List) && !a.Value.Kind.Only(flow.Text)
}

// showsObject tells whether the operation is there to show objects.
func (s *sketcher) showsObject(op *api.Operation) bool {
	switch s.about.Purpose(op) {
	case outline.Create, outline.List, outline.Read, outline.Search, outline.Self, outline.Update:
		return true
	}
	return false
}

// answersObject tells whether the operation answers with the object or a list
// of them, and not with what became of a request.
func (s *sketcher) answersObject(op *api.Operation) bool {
	object := objectOf(weakness.AnswerSchema(op))
	return s.showsObject(op) && object != nil && (op.Reads() || len(object.Properties) > 2)
}

// writable are the properties that ordinary callers set; those that the
// server should decide are computed instead.
func (s *sketcher) writable(u *unit, r *Resource) {
	sets := s.changes(u)
	s.computed(u, r, sets)
	ordinary := slices.ContainsFunc(u.operations, func(op *api.Operation) bool { return s.writes(u, op) && !s.few(op) })
	w := &writing{sketcher: s, unit: u, resource: r, changes: sets, ordinary: ordinary}
	for _, op := range u.operations {
		body := weakness.BodySchema(op)
		if body == nil || !s.writes(u, op) || ordinary && s.few(op) {
			continue
		}
		for _, p := range body.Properties {
			if p.Schema != nil && p.Schema.ReadOnly || op.Drafted && !s.stores(u, op, p.Name) { // read, and not kept
				continue
			}
			at := s.place(placeOf(p.Schema, op))
			w.set(p.Name, at, s.place(placeOf(body, op)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(sets.sent)) { // by operations of another purpose
		if hashed := slices.Contains(r.Secret.Names, name) && !s.offers(u, name); !hashed && (!sets.byRole[name] || !ordinary) {
			at := s.place(source.Place(sets.sent[name]))
			w.set(name, at, at)
		}
	}
	r.Computed.doubt(w.guessed, w.guess)
	r.Writable.doubt(w.decisions, "is it for clients to say?")
}

// writing is the list of what clients set while it is made.
type writing struct {
	*sketcher
	unit      *unit
	resource  *Resource
	changes   changes
	ordinary  bool
	guessed   []string // computed, although clients send it
	guess     string
	decisions []string // writable, although it looks like the server's
}

// set puts a property that clients send into the list where it belongs. At is
// where it is sent, from what is told of the list.
func (w *writing) set(name, at, from string) {
	r := w.resource
	secret := slices.Contains(r.Secret.Names, name)
	switch {
	case name == "id" || name == "_id" || lexicon.NewPassword(name) || strings.HasPrefix(name, "$") || strings.Contains(name, "."):
	case slices.Contains(r.Computed.Names, name), ownedBy(r, name) && !w.unit.accounts: // a sign-up names the account
	case source.Names(name) && w.ordinary && !w.unit.accounts && !secret:
	case w.ordinary && !secret && w.decided(w.unit, name):
		if r.Computed.add(name, "") {
			w.guessed = append(w.guessed, name)
			w.guess = "clients send it, " + at
		}
	case lexicon.Sensitive(name) && !lexicon.Password(name) && w.changes.own[name]: // it makes it, and is sent another
	default:
		if r.Writable.add(name, from) && w.ordinary && lexicon.Computed(name) && !secret {
			w.decisions = append(w.decisions, name)
		}
	}
}

// decided tells whether the server decides a value of that name: what grants
// rights, when something happened, and what something costs, unless roles set
// it. A status is for clients to change in many APIs, and asked for.
func (s *sketcher) decided(u *unit, name string) bool {
	if lexicon.Power(name) || happened(name) {
		return true
	}
	return lexicon.Computed(name) && !status(name) && !slices.ContainsFunc(u.operations, func(op *api.Operation) bool {
		return s.few(op) && s.writes(u, op) && weakness.BodySchema(op).Property(name) != nil
	})
}

// status tells whether a value of that name says how far something has come.
func status(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return w == "status" || w == "state" })
}

// happened tells whether a value of that name says when a document came to be
// or was changed: created_at, updatedOn.
func happened(name string) bool {
	words := lexicon.Words(name)
	if len(words) < 2 {
		return false
	}
	switch words[len(words)-2] {
	case "created", "updated", "modified", "deleted", "inserted", "changed", "registered", "joined":
		return true
	}
	return false
}

func writeOnly(p *api.Property) bool { return p.Schema != nil && p.Schema.WriteOnly }

func ownedBy(r *Resource, name string) bool {
	return slices.ContainsFunc(r.Owner, func(o Owner) bool { return o.Property == name })
}

// computed are the properties that the contract has read-only, and those that
// the source fills in without asking the client.
func (s *sketcher) computed(u *unit, r *Resource, sets changes) {
	keep := func(name string) bool {
		return name != "id" && name != "_id" && !ownedBy(r, name) && !slices.Contains(r.Secret.Names, name) && !lexicon.Sensitive(name)
	}
	for _, op := range u.operations {
		for _, schema := range []*api.Schema{objectOf(weakness.AnswerSchema(op)), weakness.BodySchema(op)} {
			if schema == nil {
				continue
			}
			for _, p := range schema.Properties {
				if p.Schema != nil && p.Schema.ReadOnly && keep(p.Name) {
					r.Computed.add(p.Name, said(s.place(placeOf(p.Schema, op)), "is read-only"))
				}
			}
		}
	}
	before := len(r.Computed.Names)
	at := ""
	for _, m := range sets.set {
		name := m.Name()
		_, whose := u.collection.Owners[name]
		_, sent := sets.sent[name]
		if lexicon.Identifier(name) && lexicon.Stem(name) != "" && s.offers(u, name) {
			continue // clients pick what it refers to, and the program looks it up
		}
		if !sent && !whose && keep(name) && !internal(name) && r.Computed.add(name, "") && at == "" {
			at = said(s.place(source.Place(m.Place)), "sets "+name)
		}
	}
	if len(r.Computed.Names) > before+1 {
		at += ", …"
	}
	if r.Computed.From == "" {
		r.Computed.From = at
	}
}

// offers tells whether an operation that writes takes the property.
func (s *sketcher) offers(u *unit, name string) bool {
	return slices.ContainsFunc(u.operations, func(op *api.Operation) bool {
		return s.writes(u, op) && weakness.BodySchema(op).Property(name) != nil
	})
}

// internal tells whether the field is one that the database or the program
// keeps for itself.
func internal(name string) bool { return strings.HasPrefix(name, "_") }
