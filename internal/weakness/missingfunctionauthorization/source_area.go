package missingfunctionauthorization

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/source"
)

// area judges by the operations of the same kind beside it, readers or
// writers: where all the others ask for a role, and there are several, the
// place is for few. Where writers ask and readers do not, readers need not.
func (l unasked) area() (few, bool) {
	if l.op.Forbids() || l.own() || len(l.op.Queries) == 0 || slices.ContainsFunc(l.op.Queries, func(q *source.Query) bool { return (q.Changes() || q.Verb == mongo.Insert) && l.personal(q) }) {
		return few{}, false
	}
	var beside *source.Operation
	asking, alike := 0, 0
	for _, o := range l.p.Siblings(l.op) {
		privileged := o.Access.Privileged()
		if privileged {
			asking++
		}
		switch {
		case o.Reads() != l.op.Reads():
		case !privileged:
			return few{}, false
		default:
			alike++
			beside = cmp.Or(beside, o)
		}
	}
	if alike == 0 || alike < severalAsk && asking <= severalAsk {
		return few{}, false
	}
	what := "call " + l.op.String()
	return few{what: what, why: fmt.Sprintf("all that %s beside it ask for a role, such as %s", kind(l.op), beside), severity: finding.High, verdict: finding.Likely, at: l.effect(), beside: beside}, true
}

// severalAsk is how many operations of the same kind beside it make a place one
// for few, or with one of the same kind how many there must be more of; one may
// be an exception.
const severalAsk = 2

func kind(op *source.Operation) string {
	if op.Reads() {
		return "read"
	}
	return "write"
}

// removal judges the deletion of an account that the request picks, where the
// application knows roles: to remove others is for few.
func (l unasked) removal() (few, bool) {
	for _, q := range l.op.Queries {
		c := l.p.Collections[q.Name]
		if c == nil || !c.Accounts() || q.Verb != mongo.Delete || len(q.Picks()) == 0 || q.Scope(q.Event.Facts) != "" || len(l.asking) == 0 {
			continue
		}
		f := few{what: "delete any account", why: "others are removed by it", severity: finding.Critical, verdict: finding.Possible, at: q.Place()}
		for _, o := range l.asking {
			if writes(o, q.Name) {
				f.verdict, f.beside = finding.Likely, o
				f.why = fmt.Sprintf("%s asks for a role to change one", o)
				break
			}
		}
		return f, true
	}
	return few{}, false
}

// everybodys judges what shows at once the documents of all, each of which is
// shown to whom it belongs at its own address.
func (l unasked) everybodys() (few, bool) {
	if l.op.Forbids() { // by what is not known to be a role
		return few{}, false
	}
	for _, q := range l.op.Queries {
		c := l.p.Collections[q.Name]
		if c == nil || c.Guarded() == nil || c.Accounts() || q.One || q.Verb != mongo.Read && q.Verb != mongo.Aggregate || len(q.Picks()) > 0 || q.Published() {
			continue
		}
		if q.Verb == mongo.Aggregate {
			if _, exact := q.Pipeline.Elements(); !exact {
				continue
			}
		}
		shown := l.op.Shows(q)
		if q.Verb == mongo.Aggregate && !shown.Whole && !slices.ContainsFunc(shown.Fields, func(f string) bool { return whose(c, f) }) {
			continue // how many there are of a kind
		}
		if len(shown.Answers) == 0 || len(l.asking) == 0 || q.Scope(q.Event.Facts) != "" || slices.ContainsFunc(shown.Answers, func(a *source.Answer) bool { return q.Scope(a.Event.Facts) != "" }) {
			continue
		}
		return few{
			what: fmt.Sprintf("read %s of all", q.Name), why: fmt.Sprintf("%s shows each only to whom it belongs", c.Guarded().Operation),
			severity: finding.High, verdict: finding.Likely, at: q.Place(),
		}, true
	}
	return few{}, false
}

// whose tells whether a field says of whom a document is, or something of them.
func whose(c *source.Collection, field string) bool {
	if source.OwnerField(field) || source.Personal(field) {
		return true
	}
	who, _, _ := strings.Cut(field, ".")
	for owner := range c.Owners {
		if owner == who || strings.HasPrefix(owner, who+".") {
			return true
		}
	}
	return false
}
