package missingauthentication

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// sure tells that the absence is no choice: the application has the mechanism,
// or the owner of the API says that it should be there.
func (l unasked) sure() bool { return len(l.known) > 0 || l.stated != "" }

// verdict of an absence.
func (l unasked) verdict() finding.Verdict {
	if l.sure() {
		return finding.Likely
	}
	return finding.Possible
}

// asked tells whether something on the way has asked who calls.
func asked(facts *flow.Fact) bool {
	return source.Holds(facts, source.Authenticates, source.Authorizes, source.Owns)
}

// changed looks at a query that changes or deletes.
func (l unasked) changed(q *source.Query) wrong {
	c := l.p.Collections[q.Name]
	if !q.Changes() || q.Owned || asked(q.Event.Facts) || l.incidental(q) || upserts(q) && l.forVisitors(q) || recovers(q) {
		return wrong{}
	}
	w := wrong{what: "can change documents of " + named(q), severity: finding.High, verdict: l.verdict(), at: q.Place(), path: way(q)}
	gone := q.Verb == mongo.Delete || q.Verb == mongo.Drop
	if gone {
		w.what = "can delete documents of " + named(q)
	}
	if gone && l.sure() || c != nil && (c.Accounts() || len(c.Owners) > 0 || len(c.Sensitive()) > 0) {
		w.severity = finding.Critical
	}
	if !l.sure() && !(c != nil && c.Accounts()) {
		w.severity = finding.Medium
		if gone {
			w.severity = finding.High
		}
	}
	return w
}

// upserts tells whether an update makes the document that it does not find.
func upserts(q *source.Query) bool {
	if q.Event.Call == nil {
		return false
	}
	v := q.Event.Call.Arg(-1, "upsert")
	return v != nil && len(v.Literals) == 1 && v.Literals[0].Number == 1
}

// recovers tells whether an update only notes a code that was just made, and
// when: what a way back into an account begins with.
func recovers(q *source.Query) bool {
	code := false
	for _, m := range source.Members(q.Update) {
		made := m.Value.From(flow.Secret) || m.Value.Has(flow.PerRequest)
		if !made && len(m.Value.All(flow.Request)) > 0 {
			return false
		}
		code = code || made && recovery(m.Name())
	}
	return code
}

func recovery(name string) bool {
	n := name[strings.LastIndexByte(name, '.')+1:]
	return lexicon.Code(n) || slices.ContainsFunc(lexicon.Words(n), func(w string) bool {
		switch w {
		case "reset", "recovery", "verification", "verify", "confirmation", "otp", "pin", "code", "challenge":
			return true
		}
		return false
	})
}

// inserted looks at a new document. That everybody may leave one is the
// purpose of forms for visitors, and of sign-up.
func (l unasked) inserted(q *source.Query) wrong {
	c := l.p.Collections[q.Name]
	if q.Verb != mongo.Insert || c == nil || asked(q.Event.Facts) || c.Accounts() || l.forVisitors(q) || l.op.Reads() {
		return wrong{}
	}
	if len(q.Document.All(flow.Request)) == 0 {
		return wrong{} // a log of its own
	}
	w := wrong{what: "can add documents to " + named(q), severity: finding.Medium, verdict: finding.Possible, at: q.Place()}
	if writers := writing(l.known, q.Name); l.stated != "" || len(writers) > 0 || slices.ContainsFunc(l.beside, changesSomething) {
		w.severity, w.verdict = finding.High, finding.Likely
	}
	return w
}

// writing are the operations that change or fill the collection.
func writing(all []*source.Operation, name string) []*source.Operation {
	var some []*source.Operation
	for _, op := range all {
		if slices.ContainsFunc(op.Queries, func(q *source.Query) bool {
			return q.Name == name && (q.Changes() || q.Verb == mongo.Insert)
		}) {
			some = append(some, op)
		}
	}
	return some
}

func changesSomething(op *source.Operation) bool {
	return slices.ContainsFunc(op.Queries, func(q *source.Query) bool { return q.Changes() || q.Verb == mongo.Insert })
}
