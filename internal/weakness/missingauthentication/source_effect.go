package missingauthentication

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// verdict of an absence: likely where the application has the mechanism.
func (l unasked) verdict() finding.Verdict {
	if len(l.known) > 0 {
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
	if !q.Changes() || q.Owned || asked(q.Event.Facts) || l.incidental(q) {
		return wrong{}
	}
	w := wrong{what: "can change documents of " + named(q), severity: finding.High, verdict: l.verdict(), at: q.Place(), path: way(q)}
	gone := q.Verb == mongo.Delete || q.Verb == mongo.Drop
	if gone {
		w.what = "can delete documents of " + named(q)
	}
	if gone && len(l.known) > 0 || c != nil && (c.Accounts() || len(c.Owners) > 0 || len(c.Sensitive()) > 0) {
		w.severity = finding.Critical
	}
	if len(l.known) == 0 && !(c != nil && c.Accounts()) {
		w.severity = finding.Medium
		if gone {
			w.severity = finding.High
		}
	}
	return w
}

// incidental tells whether a change happens by the way: a view that is
// counted, what a GET notes and the request does not choose.
func (l unasked) incidental(q *source.Query) bool {
	if q.Verb != mongo.Update && q.Verb != mongo.Replace {
		return false
	}
	members := append(source.Members(q.Update), source.Members(q.Document)...)
	if len(members) == 0 {
		return q.Method == "save" // of an object of which nothing was assigned
	}
	return !slices.ContainsFunc(members, func(m source.Member) bool {
		counted := slices.Contains(m.Path, "$inc") && !lexicon.Value(m.Name()) && !lexicon.Computed(m.Name())
		return !counted && !said(m) && (!l.op.Reads() || len(m.Value.All(flow.Request)) > 0)
	})
}

// said tells whether the member is what visitors say of something: comments,
// likes and votes that are added to it.
func said(m source.Member) bool {
	if slices.Contains(m.Path, "$pull") || slices.Contains(m.Path, "$unset") {
		return false
	}
	return slices.ContainsFunc(lexicon.Words(m.Name()), func(w string) bool {
		switch lexicon.Singular(w) {
		case "comment", "reply", "like", "dislike", "vote", "view", "rating", "reaction", "visit", "download":
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
	if writers := writing(l.known, q.Name); len(writers) > 0 || slices.ContainsFunc(l.beside, changesSomething) {
		w.severity, w.verdict = finding.High, finding.Likely
	}
	return w
}

// forVisitors tells whether it is for visitors to send such a thing: by its
// name, or because who sends a text says in it how to be reached.
func (l unasked) forVisitors(q *source.Query) bool {
	says := func(is func(string) bool) bool {
		return slices.ContainsFunc(source.Members(q.Document), func(m source.Member) bool {
			return len(m.Value.FromSource(flow.Request)) > 0 && is(m.Name())
		})
	}
	if says(lexicon.Email) && says(freeText) {
		return true
	}
	for _, word := range append(lexicon.Words(l.op.Path), lexicon.Words(q.Name)...) {
		if visitors[lexicon.Singular(word)] {
			return true
		}
	}
	return false
}

// freeText tells whether the name is of what people write to others.
func freeText(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch w {
		case "message", "text", "comment", "body", "question", "feedback", "subject":
			return true
		}
		return false
	})
}

var visitors = setOf(`contact feedback newsletter subscriber subscribe subscription unsubscribe inquiry enquiry lead visit visitor hit pageview
	analytic tracking track telemetry metric log survey poll waitlist webhook callback register signup guestbook`)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
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

// shown looks at what is answered of the documents of a query.
func (l unasked) shown(q *source.Query) wrong {
	c := l.p.Collections[q.Name]
	if c == nil || q.Owned || q.Verb != mongo.Read && q.Verb != mongo.Aggregate && q.Verb != mongo.Distinct {
		return wrong{}
	}
	shown := l.op.Shows(q)
	if !slices.ContainsFunc(shown.Answers, func(a *source.Answer) bool { return !asked(a.Event.Facts) }) {
		return wrong{}
	}
	w := wrong{what: "can read documents of " + named(q), severity: finding.High, verdict: l.verdict(), at: q.Place(), path: way(q)}
	if secret, ok := shown.Has(c, lexicon.Sensitive); ok {
		w.what += ", " + secret + " with them"
		if len(l.known) > 0 {
			w.severity = finding.Critical
		}
		return w
	}
	personal, ok := shown.Has(c, source.Personal)
	_, may := shown.May(c, source.Personal)
	switch {
	case ok && (c.Accounts() || source.Private(q.Name)):
		w.what += ", " + personal + " with them"
		if _, more := shown.Has(c, func(n string) bool { return source.Personal(n) && !lexicon.Email(n) }); more && len(l.known) > 0 {
			w.severity = finding.Critical
		}
	case may && (c.Accounts() || source.Private(q.Name)):
		w.verdict = finding.Possible
	case source.Private(q.Name) && !c.Accounts() && len(l.known) > 0:
		if len(c.Owners) == 0 && len(reading(l.known, q.Name)) == 0 {
			w.verdict = finding.Possible
		}
	case q.One && c.Open() == nil && len(c.Owners) > 0 && len(reading(l.known, q.Name)) > 0:
	default:
		return wrong{}
	}
	return w
}

// reading are the operations that are there to show documents of the
// collection.
func reading(all []*source.Operation, name string) []*source.Operation {
	var some []*source.Operation
	for _, op := range all {
		if op.Reads() && slices.ContainsFunc(op.Queries, func(q *source.Query) bool { return q.Name == name && len(op.Shows(q).Answers) > 0 }) {
			some = append(some, op)
		}
	}
	return some
}

// commanded looks at commands for the database itself.
func (l unasked) commanded(q *source.Query) wrong {
	if q.Verb != mongo.Command && q.Verb != mongo.Drop {
		return wrong{}
	}
	return wrong{what: fmt.Sprintf("can have the server call %s", q.Told()), severity: finding.High, verdict: l.verdict(), at: q.Place()}
}

// administrative looks at operations that say they are for few.
func (l unasked) administrative(worst wrong) wrong {
	why, few := l.p.Outline.Administrative(l.op.Operation)
	if !few || !l.op.Administrative() {
		return wrong{}
	}
	w := wrong{what: fmt.Sprintf("can call what is for administrators (%s)", why), severity: finding.Medium, verdict: l.verdict(), at: worst.at, path: worst.path}
	if len(l.op.Queries) > 0 {
		w.severity = finding.High
		if len(l.known) > 0 {
			w.severity = finding.Critical
		}
	}
	if worst.what != "" {
		w.what = fmt.Sprintf("%s, which is for administrators (%s)", worst.what, why)
	}
	return w
}

// way is how what the client chooses reaches the query.
func way(q *source.Query) []*flow.Step {
	for _, k := range q.Picks() {
		return k.Step.Path()
	}
	return nil
}

func named(q *source.Query) string {
	if q.Name == "" {
		return "a collection"
	}
	return q.Name
}
