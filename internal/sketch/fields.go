package sketch

import (
	"cmp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
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
	if len(r.Readable.Names) == 0 && u.collection != nil {
		s.projected(u, r, hidden)
	}
}

// akin tells whether a receipt has a property of the object that it is about.
func akin(receipt *api.Schema, names []string) bool {
	return slices.ContainsFunc(receipt.Properties, func(p *api.Property) bool { return slices.Contains(names, p.Name) })
}

// projected are the fields that the source names where it answers documents,
// or lists of them. Where it answers some whole, which of both is meant is a
// guess.
func (s *sketcher) projected(u *unit, r *Resource, hidden func(string) bool) {
	whole := ""
	for _, op := range u.operations {
		if !s.showsObject(op) {
			continue
		}
		for _, h := range s.handlers[op] {
			for _, q := range h.Queries {
				shown := h.Shows(q)
				at := s.place(source.Place(q.Place()))
				switch {
				case q.Name != u.collection.Name || !slices.ContainsFunc(shown.Answers, isObject):
				case shown.Whole:
					whole = cmp.Or(whole, at)
				default:
					for _, name := range shown.Fields {
						if name == "_id" {
							name = "id"
						}
						if !hidden(name) && !strings.Contains(name, ".") {
							r.Readable.add(name, at)
						}
					}
				}
			}
		}
	}
	if whole != "" && len(r.Readable.Names) > 0 {
		r.Readable.Check = true
		r.Readable.From += "; " + whole + " answers whole documents"
	}
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

// writable are the properties that bodies of ordinary callers set; those that
// the server should decide are computed instead.
func (s *sketcher) writable(u *unit, r *Resource) {
	s.computed(u, r)
	ordinary := slices.ContainsFunc(u.operations, func(op *api.Operation) bool { return s.writes(u, op) && !s.few(op) })
	set, _ := filled(u.collection)
	own := func(name string) bool {
		return slices.ContainsFunc(set, func(m source.Member) bool { return m.Name() == name })
	}
	var guessed []string
	guess := ""
	for _, op := range u.operations {
		body := weakness.BodySchema(op)
		if body == nil || !s.writes(u, op) || ordinary && s.few(op) {
			continue
		}
		for _, p := range body.Properties {
			name := p.Name
			switch {
			case p.Schema != nil && p.Schema.ReadOnly, lexicon.NewPassword(name), strings.HasPrefix(name, "$"), slices.Contains(r.Computed.Names, name):
			case name == "id" || name == "_id":
			case op.Drafted && !s.stores(u, op, name): // read, and not kept
			case ownedBy(r, name) || source.Names(name) && ordinary && !u.accounts:
			case ordinary && s.decided(u, name) && !slices.Contains(r.Secret.Names, name):
				if r.Computed.add(name, "") {
					guessed = append(guessed, name)
					guess = "clients send it, " + s.place(placeOf(p.Schema, op))
				}
			case lexicon.Sensitive(name) && !lexicon.Password(name) && own(name): // it makes it, and is sent another
			default:
				r.Writable.add(name, s.place(placeOf(body, op)))
			}
		}
	}
	r.Computed.doubt(guessed, guess)
}

// decided tells whether the server decides a value of that name: what grants
// rights, when something happened, and what is worked out, unless roles set it.
func (s *sketcher) decided(u *unit, name string) bool {
	if lexicon.Power(name) || happened(name) {
		return true
	}
	return lexicon.Computed(name) && !slices.ContainsFunc(u.operations, func(op *api.Operation) bool {
		return s.few(op) && s.writes(u, op) && weakness.BodySchema(op).Property(name) != nil
	})
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

// writes tells whether the operation makes or changes objects as a whole: by
// what it is called, and by what it does where the source shows that.
func (s *sketcher) writes(u *unit, op *api.Operation) bool {
	switch s.about.Purpose(op) {
	case outline.Create, outline.Update, outline.SignUp:
	default:
		return false
	}
	if u.collection == nil || len(s.handlers[op]) == 0 {
		return true
	}
	return slices.ContainsFunc(s.handlers[op], func(h *source.Operation) bool { return len(stored(h, u.collection)) > 0 })
}

// stored are the queries of an operation that make or change documents of the
// collection.
func stored(h *source.Operation, c *source.Collection) []*source.Query {
	var all []*source.Query
	for _, q := range h.Queries {
		if q.Name == c.Name && (q.Verb == mongo.Insert || q.Verb == mongo.Update || q.Verb == mongo.Replace) {
			all = append(all, q)
		}
	}
	return all
}

// stores tells whether the source keeps what the client sends under the name:
// there is such a field, or the body is kept as it comes.
func (s *sketcher) stores(u *unit, op *api.Operation, name string) bool {
	if u.collection == nil {
		return true
	}
	for field := range u.collection.Fields {
		if field == name || strings.HasPrefix(field, name+".") || lexicon.Password(name) && checks(last(field)) {
			return true
		}
	}
	for _, h := range s.handlers[op] {
		for _, q := range stored(h, u.collection) {
			if slices.ContainsFunc(q.Sinks(), source.Sink.Mapping) {
				return true
			}
		}
	}
	return false
}

// computed are the properties that the contract has read-only, and those that
// the source fills in without asking the client.
func (s *sketcher) computed(u *unit, r *Resource) {
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
	set, sent := filled(u.collection)
	before := len(r.Computed.Names)
	at := ""
	for _, m := range set {
		_, whose := u.collection.Owners[m.Name()]
		if name := m.Name(); !sent[name] && !whose && keep(name) && !internal(name) && r.Computed.add(name, "") && at == "" {
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

// filled are the fields that the source writes with values of its own, and
// those that it writes with what the request says; a field can be both.
func filled(c *source.Collection) (set []source.Member, sent map[string]bool) {
	sent = map[string]bool{}
	if c == nil {
		return nil, sent
	}
	for _, use := range c.Queries {
		for _, m := range slices.Concat(source.Members(use.Query.Document), source.Members(use.Query.Update)) {
			name := m.Name()
			if name == "" || strings.Contains(name, ".") || m.Value == nil {
				continue
			}
			if source.Sent(m.Value) != nil {
				sent[name] = true
			}
			if !source.IsCaller(m.Value) && len(m.Value.FromSource(flow.Request)) < max(1, len(m.Value.Flows)) {
				set = append(set, m)
			}
		}
	}
	return set, sent
}

// internal tells whether the field is one that the database or the program
// keeps for itself.
func internal(name string) bool { return strings.HasPrefix(name, "_") }
