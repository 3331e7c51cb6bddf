package ownerfromclient

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// appliesInSource leaves out where nobody else could say whose it is, and
// where saying it is the purpose.
func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	switch p.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Refresh, outline.Logout, outline.Health, outline.Documentation:
		return "it is about the account of who calls, or about nobody's objects"
	}
	if at, public := p.Intent().IsPublic(op.Operation); public {
		return fmt.Sprintf("%s says that everybody may call it", at)
	}
	switch _, few := p.ForFew(op); {
	case op.MakesKnown():
		return "it lets somebody log in"
	case p.Administers(op), few:
		return "it is for administrators, who act for others"
	case !op.Access.Authenticated():
		return "it asks nobody who they are, so nobody else can say whose it is"
	}
	return ""
}

// inSource looks for owners that the request names, in filters and in what
// is written.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			if c := p.Collections[q.Name]; c != nil && !c.Accounts() {
				t := taking{p, op, q, c, p.Designed(op, q)}
				t.filter()
				t.written()
			}
		}
	})
}

// taking is a query that may take the owner of documents from the request.
type taking struct {
	p  *weakness.SourcePass
	op *source.Operation
	q  *source.Query
	c  *source.Collection
	r  *design.Resource // what the owner of the API says of them; may be nil
}

func (t taking) clean(format string, args ...any) {
	t.p.Clean(t.op, "%s: %s", t.q.Told(), fmt.Sprintf(format, args...))
}

func (t taking) filter() {
	q := t.q
	if q.Verb == mongo.Insert || q.Verb == mongo.Index {
		return
	}
	if why := weakness.Everybodys(t.r); why != "" && !q.Changes() {
		t.clean("%s", why)
		return
	}
	for _, m := range source.Members(q.Filter) {
		step := t.named(m)
		if step == nil || m.Excludes() {
			continue
		}
		if why := t.scope(m); why != "" {
			t.clean("%s", why)
			return
		}
		if !q.Changes() && !t.shows(m) {
			continue
		}
		if given := counterpart(t.op, q); given != nil {
			t.clean("it gives what is taken from who calls at %s", given.Place())
			continue
		}
		if why := byRole(q, m); why != "" {
			t.clean("%s", why)
			continue
		}
		t.report(m, step, fmt.Sprintf("the filter of %s", q.Told()), "")
	}
}

// scope says what keeps the documents of a filter to who calls. Where it is
// known by what a document is somebody's, that is asked of the member alone:
// another of the same house is another.
func (t taking) scope(m source.Member) string {
	if o := t.r.OwnedBy(m.Name()); o != nil {
		properties, which := weakness.Owners(t.r)
		open, why := t.q.Unbound(properties, which, t.q.Event.Facts)
		if slices.Contains(open, o.Property) {
			return ""
		}
		return cmp.Or(why, "it is who calls")
	}
	return t.q.Scope(t.q.Event.Facts)
}

func (t taking) written() {
	q := t.q
	for _, v := range []*flow.Value{q.Document, q.Update} {
		members := source.Members(v)
		for _, m := range members {
			step := t.named(m)
			if step == nil || adds(m) {
				continue
			}
			if may, stated, at := t.r.MaySet(m.Name()); may && stated {
				t.clean("%s says that a request may set %s", at, m.Name())
				continue
			}
			by := author(members)
			if by != "" && t.r.OwnedBy(m.Name()) == nil {
				t.clean("%s is who calls", by)
				return
			}
			if why := cmp.Or(q.InsertScope(q.Event.Facts), kept(q)); why != "" {
				t.clean("%s", why)
				return
			}
			if why := byRole(q, m); why != "" {
				t.clean("%s", why)
				continue
			}
			t.report(m, step, fmt.Sprintf("what %s writes", q.Told()), by)
		}
	}
}

// adds tells whether an operator does something else with the value than to put
// it there: who is added to a list does not own it by that.
func adds(m source.Member) bool {
	return slices.ContainsFunc(m.Path, func(p string) bool { return strings.HasPrefix(p, "$") && p != "$set" && p != "$setOnInsert" })
}

// kept says what keeps the document of an update to who calls: who gives away
// what is their own takes nothing from anybody.
func kept(q *source.Query) string {
	if q.Verb == mongo.Insert {
		return ""
	}
	return q.Scope(q.Event.Facts)
}

// shows tells whether what the filter finds is answered, and is more than
// what a person of that kind has for all: the hours of a doctor.
func (t taking) shows(m source.Member) bool {
	shown := t.op.Shows(t.q)
	if len(shown.Answers) == 0 {
		return false
	}
	if callerToo(m.Value) {
		return true // who calls is what it is meant to be
	}
	_, personal := shown.Has(t.c, source.Personal)
	return t.r.OwnedBy(m.Name()) != nil || source.Names(m.Name()) || personal || source.Private(t.q.Name) || len(t.c.Sensitive()) > 0
}

// callerToo tells whether the value is that of who calls on another way.
func callerToo(v *flow.Value) bool {
	return v.From(flow.Identity) || slices.ContainsFunc(v.FromSource(flow.Database), func(s *flow.Step) bool {
		q, ok := s.Origin.Data.(*mongo.Query)
		return ok && q.Owned
	})
}

// byRole says that the caller's rights decide whether the request or who
// calls is the owner.
func byRole(q *source.Query, m source.Member) string {
	c, ok := source.ByRole(q.Event.Facts)
	if !ok || !m.Value.From(flow.Identity, flow.Credential, flow.Database) && !m.Maybe {
		return ""
	}
	return fmt.Sprintf("%s at %s decides whose owner counts", c.By, c.Place)
}

// named is the step of the request that names the owner beside the path, or
// nil. In the path it is the identifier of an object like any other.
func (t taking) named(m source.Member) *flow.Step {
	_, bound := t.c.Owners[m.Name()]
	if t.r.OwnedBy(m.Name()) == nil && (!t.c.Says(m.Name()) || !bound && strings.Contains(m.Name(), ".") && !lexicon.Tenant(m.Name())) {
		return nil
	}
	for _, s := range m.Value.FromSource(flow.Request) {
		if s.Origin.In != "path" && s.Origin.Name != "" && !s.Weak && !s.Part && source.Named(s) {
			return s
		}
	}
	return nil
}

// author is the field of a new document that says which person made it,
// where that is who calls: what it is beside that is for somebody else. The
// tenant alone does not say who.
func author(members []source.Member) string {
	for _, m := range members {
		name := m.Name()
		if source.IsCaller(m.Value) && !m.Value.From(flow.Request) && (source.OwnerField(name) || gives(name)) && !lexicon.Tenant(name) && !m.Maybe {
			return name
		}
	}
	return ""
}

// gives tells whether the field is of who gives something to somebody else.
func gives(name string) bool {
	return givers[cmp.Or(lexicon.Stem(name), strings.ToLower(name))]
}

var givers = map[string]bool{"giver": true, "sender": true, "payer": true, "donor": true, "inviter": true, "referrer": true, "gifter": true, "lender": true,
	"from": true, "by": true, "invited_by": true, "sent_by": true, "given_by": true, "paid_by": true}

// counterpart is the change of a document of who calls that a change goes
// with which only adds to somebody's document of the same collection: who
// pays another names the other. Nil: there is none.
func counterpart(op *source.Operation, q *source.Query) *source.Query {
	members := source.Members(q.Update)
	if q.Verb != mongo.Update || len(members) == 0 {
		return nil
	}
	for _, m := range members {
		switch m.Path[0] {
		case "$inc", "$push", "$addToSet", "$currentDate":
		default:
			return nil
		}
	}
	for _, other := range op.Queries {
		if other != q && other.Name == q.Name && other.Verb == mongo.Update && other.Scope(other.Event.Facts) != "" {
			return other
		}
	}
	return nil
}

// report tells of it; by is the field that says which person made the document,
// where that is who calls.
func (t taking) report(m source.Member, step *flow.Step, where, by string) {
	f := weakness.SourceFound{
		Operation: t.op, Severity: finding.High, Verdict: finding.Possible, Field: step.Origin.Label(), Place: t.q.Place(), Query: t.q,
		Path: step.Path(), Kind: m.Value.Kind, Sink: fmt.Sprintf("%s in %s", m.Name(), where),
		Summary: fmt.Sprintf("%s becomes %s in %s: whoever is logged in can name anybody as the owner.", step.Origin.Label(), m.Name(), where),
		Guard:   "Nothing compares it with who calls, and nothing overwrites it.",
	}
	at, bound := t.c.Owners[m.Name()]
	said := t.r.OwnedBy(m.Name())
	switch {
	case callerToo(m.Value):
		f.Guard = "Who calls is only the default: what the request names wins, and nothing compares the two."
	case said != nil:
	case bound:
		f.Guard = fmt.Sprintf("Nothing compares it with who calls, and nothing overwrites it; at %s the same field is who calls.", at)
	case !source.Names(m.Name()):
		t.p.Report(f) // a customer may be somebody of whom the caller keeps a record
		return
	}
	if said != nil {
		f.Guard += fmt.Sprintf(" By the design %s must be the %s of who calls (%s).", said.Property, said.Identity, said.Place)
	}
	if by != "" { // it may be a gift
		f.Guard += fmt.Sprintf(" That %s is who calls tells who did it.", by)
		t.p.Report(f)
		return
	}
	if t.op.Access.Privileged() && !lexicon.Tenant(m.Name()) { // it may be for them to act for others
		t.p.Report(f)
		return
	}
	f.Severity, f.Verdict = finding.Critical, finding.Likely
	t.p.Report(f)
}
