package missingfunctionauthorization

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// verdict is likely where the application knows roles and asks for them.
func (l unasked) verdict() finding.Verdict {
	if len(l.asking) > 0 {
		return finding.Likely
	}
	return finding.Possible
}

// given judges by the roles that the owner of the API gives the operation to.
func (l unasked) given() (few, bool) {
	roles, rank, at := l.p.Given(l.op)
	if roles == "" || l.p.ByKey(l.op) || !rank && (l.own() || l.p.Everyones(l.op)) {
		return few{}, false
	}
	f := few{what: "call " + l.op.String(), why: fmt.Sprintf("by the design it is for %s alone (%s)", roles, at), severity: finding.Medium, verdict: finding.Likely, at: l.effect()}
	switch {
	case !rank: // of those who sign up
	case f.at != (flow.Place{}):
		f.severity = finding.Critical
	default:
		f.severity = finding.High
	}
	if l.op.Forbids() {
		f.verdict = finding.Possible
		f.guard = "It refuses some of those who call with 403, and what it asks them is not known to be a role."
	}
	return f, true
}

// named judges by the path, the name of the operation and its tags.
func (l unasked) named() (few, bool) {
	why, ok := l.p.Outline.Administrative(l.op.Operation)
	if !ok || !l.op.Administrative() || l.own() {
		return few{}, false
	}
	f := few{what: "call " + l.op.String(), why: why, severity: finding.High, verdict: l.verdict()}
	if len(l.asking) > 0 && l.effect() != (flow.Place{}) {
		f.severity, f.at = finding.Critical, l.effect()
	}
	return f, true
}

// own tells whether all that the operation does keeps to who calls: a view
// of the caller's own settings is not made administrative by its path.
func (l unasked) own() bool {
	return len(l.op.Queries) > 0 && !slices.ContainsFunc(l.op.Queries, func(q *source.Query) bool {
		return q.Verb != mongo.Insert && q.Scope(q.Event.Facts) == ""
	})
}

// effect is the first thing that the operation does to the database without
// keeping to who calls.
func (l unasked) effect() flow.Place {
	for _, q := range l.op.Queries {
		if q.Scope(q.Event.Facts) == "" {
			return q.Place()
		}
	}
	return flow.Place{}
}

// guarded judges by those that write the same collection beside it: where
// they ask for a role, all who write need one.
func (l unasked) guarded() (few, bool) {
	for _, q := range l.op.Queries {
		if !q.Changes() && q.Verb != mongo.Insert || q.Name == "" || l.aside(q) || l.personal(q) {
			continue
		}
		writers := slices.DeleteFunc(l.p.Siblings(l.op), func(o *source.Operation) bool { return !writes(o, q.Name) })
		if q.WithinTenant(q.Event.Facts) && slices.ContainsFunc(writers, func(o *source.Operation) bool { return !o.Access.Privileged() }) {
			continue // the house lets its people write, and some of it is for few
		}
		for _, o := range writers {
			if o.Access.Privileged() {
				return few{
					what: fmt.Sprintf("write %s", q.Name), why: fmt.Sprintf("%s asks for a role to do that", o),
					severity: finding.Critical, verdict: finding.Likely, at: q.Place(), beside: o,
				}, true
			}
		}
	}
	return few{}, false
}

// aside tells whether the query writes something else than what the operation
// is about: a notification, an entry of a log.
func (l unasked) aside(q *source.Query) bool {
	if l.p.Collections[q.Name].Noun() == l.op.Subject() {
		return false
	}
	return slices.ContainsFunc(l.op.Queries, func(o *source.Query) bool {
		return o.Name != q.Name && (o.Changes() || o.Verb == mongo.Insert)
	})
}

// personal tells whether a write is of something of the caller: their order,
// their review, their like; or of something that belongs to somebody else,
// which is another weakness.
func (l unasked) personal(q *source.Query) bool {
	switch owner, _ := l.p.Collections[q.Name].Owner(); {
	case q.WithinTenant(q.Event.Facts): // who is of the same house is not few
	case q.Scope(q.Event.Facts) != "", owner != "" && len(q.Picks()) > 0:
		return true
	}
	for _, v := range []*flow.Value{q.Document, q.Update} {
		for _, m := range source.Members(v) {
			if source.IsCaller(m.Value) || slices.Contains(m.Path, "$inc") {
				return true
			}
		}
	}
	return false
}

func writes(op *source.Operation, name string) bool {
	return slices.ContainsFunc(op.Queries, func(q *source.Query) bool {
		return q.Name == name && (q.Changes() || q.Verb == mongo.Insert)
	})
}

// accounts judges listings of all accounts.
func (l unasked) accounts() (few, bool) {
	for _, q := range l.op.Queries {
		c := l.p.Collections[q.Name]
		if c == nil || !c.Accounts() || q.One || q.Verb != mongo.Read && q.Verb != mongo.Aggregate || len(q.Picks()) > 0 || q.Scope(q.Event.Facts) != "" {
			continue
		}
		shown := l.op.Shows(q)
		field, sure := shown.Has(c, source.Personal)
		may, ok := shown.May(c, source.Personal)
		if !sure && !ok || slices.ContainsFunc(shown.Answers, func(a *source.Answer) bool { return q.Scope(a.Event.Facts) != "" }) {
			continue
		}
		f := few{what: "list the accounts of all", why: cmp.Or(field, may) + " is among what it shows", severity: finding.High, verdict: l.verdict(), at: q.Place()}
		if !sure {
			f.verdict = finding.Possible // a page may show less
			return f, true
		}
		if ranked(c) {
			f.verdict = finding.Likely // there are accounts that are more than others
		}
		return f, true
	}
	return few{}, false
}

// ranked tells whether accounts have a role.
func ranked(c *source.Collection) bool {
	for name := range c.Fields {
		if source.RoleName(name) {
			return true
		}
	}
	return false
}

// roles judges writes that give somebody a role by name: {"$set": {"role": x}}.
func (l unasked) roles() (few, bool) {
	for _, q := range l.op.Queries {
		c := l.p.Collections[q.Name]
		if c == nil || !c.Accounts() || !q.Changes() || q.Scope(q.Event.Facts) != "" && !q.WithinTenant(q.Event.Facts) {
			continue
		}
		for _, m := range source.Members(q.Update) {
			if m.Name() != "" && source.RoleName(m.Name()) && !lexicon.Tenant(m.Name()) {
				return few{
					what: fmt.Sprintf("set %s of any account", m.Name()), why: "it gives rights", severity: finding.Critical, verdict: finding.Likely, at: q.Place(),
				}, true
			}
		}
	}
	return few{}, false
}

// global judges what is done to everybody's documents at once, or to the
// database itself.
func (l unasked) global() (few, bool) {
	for _, q := range l.op.Queries {
		switch {
		case q.Verb == mongo.Drop, q.Verb == mongo.Delete && !q.One && everything(q):
			return few{what: "delete all of " + q.Told(), why: "it does not keep to what is theirs", severity: finding.Critical, verdict: finding.Likely, at: q.Place()}, true
		case q.Verb == mongo.Command && len(l.asking) > 0:
			return few{what: "have the database run a command", why: "others ask for a role for less", severity: finding.High, verdict: finding.Possible, at: q.Place()}, true
		}
	}
	return few{}, false
}

// everything tells whether a filter is empty.
func everything(q *source.Query) bool {
	if q.Filter == nil {
		return true
	}
	rest, _ := q.Filter.Rest()
	return q.Filter.Kind.Only(flow.Document) && len(q.Filter.Fields()) == 0 && rest == nil
}
