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

// shown looks at what is answered of the documents of a query.
func (l unasked) shown(q *source.Query) wrong {
	c := l.p.Collections[q.Name]
	if c == nil || q.Owned || q.Published() || q.Verb != mongo.Read && q.Verb != mongo.Aggregate && q.Verb != mongo.Distinct {
		return wrong{}
	}
	shown := l.op.Shows(q)
	if !slices.ContainsFunc(shown.Answers, func(a *source.Answer) bool { return !asked(a.Event.Facts) }) {
		return wrong{}
	}
	w := wrong{what: "can read documents of " + named(q), severity: finding.High, verdict: l.verdict(), at: q.Place(), path: way(q)}
	if c.Accounts() && profile(q) {
		return wrong{} // what it shows too much of is another weakness
	}
	if secret, ok := shown.Has(c, lexicon.Sensitive); ok {
		w.what += ", " + secret + " with them"
		if l.sure() {
			w.severity = finding.Critical
		}
		return w
	}
	personal, ok := shown.Has(c, personalDetail)
	_, may := shown.May(c, personalDetail)
	switch {
	case ok && (c.Accounts() || source.Private(q.Name)):
		w.what += ", " + personal + " with them"
		if _, more := shown.Has(c, func(n string) bool { return personalDetail(n) && !lexicon.Email(n) }); more && l.sure() {
			w.severity = finding.Critical
		}
	case may && (c.Accounts() || source.Private(q.Name)):
		w.verdict = finding.Possible
	case l.stated != "" && !c.Accounts():
	case source.Private(q.Name) && !c.Accounts() && len(l.known) > 0:
		if len(c.Owners) == 0 && len(reading(l.known, q.Name)) == 0 {
			w.verdict = finding.Possible
		}
	case c.Guarded() != nil && len(l.known) > 0 && !c.Accounts():
		w.what += fmt.Sprintf(", of which %s shows each to whom it belongs", c.Guarded().Operation)
	case q.One && c.Listed() == nil && len(c.Owners) > 0 && showsAsMuch(shown, c, reading(l.known, q.Name)):
	default:
		return wrong{}
	}
	return w
}

// personalDetail tells whether the name says of a person what others need not
// know. That someone works in a city, a directory may tell.
func personalDetail(name string) bool {
	words := lexicon.Words(name)
	if len(words) > 0 {
		switch words[len(words)-1] {
		case "city", "country", "state", "region", "town", "ort", "stadt", "land", "ciudad", "ville", "website", "homepage":
			return false
		}
	}
	return source.Personal(name)
}

// profile tells whether a query finds one account by a name in the path that
// others know its owner by: the page of a person is there to be seen.
func profile(q *source.Query) bool {
	if !q.One {
		return false
	}
	for _, k := range q.Picks() {
		n := k.Name()[strings.LastIndexByte(k.Name(), '.')+1:]
		if k.Step.Origin.In == "path" && (lexicon.Username(n) || n == "slug") {
			return true
		}
	}
	return false
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

// showsAsMuch tells whether there are operations among those that ask who
// calls that show documents of the collection, and none shows more than what
// is shown here: who picks a few fields for everybody has meant to.
func showsAsMuch(shown source.Shown, c *source.Collection, readers []*source.Operation) bool {
	for _, op := range readers {
		for _, q := range op.Queries {
			if q.Name != c.Name {
				continue
			}
			other := op.Shows(q)
			if !shown.Whole && (other.Whole || slices.ContainsFunc(other.Fields, func(f string) bool {
				return f != "_id" && !slices.Contains(shown.Fields, f)
			})) {
				return false
			}
		}
	}
	return len(readers) > 0
}

// commanded looks at commands for the database itself.
func (l unasked) commanded(q *source.Query) wrong {
	if q.Verb != mongo.Command && q.Verb != mongo.Drop || asksIfThere(q) {
		return wrong{}
	}
	return wrong{what: fmt.Sprintf("can have the server call %s", q.Told()), severity: finding.High, verdict: l.verdict(), at: q.Place()}
}

// asksIfThere tells whether the command only asks whether the server is there,
// as programs do when they connect.
func asksIfThere(q *source.Query) bool {
	if q.Command == nil {
		return false
	}
	names := q.Command.Texts()
	if len(names) == 0 {
		for _, f := range q.Command.Fields()[:min(1, len(q.Command.Fields()))] {
			names = []string{f.Name}
		}
	}
	return len(names) > 0 && !slices.ContainsFunc(names, func(name string) bool {
		return !slices.Contains([]string{"ping", "hello", "ismaster", "buildinfo"}, strings.ToLower(name))
	})
}

// administrative looks at operations that say they are for few.
func (l unasked) administrative(worst wrong) wrong {
	why, few := l.p.ForFew(l.op)
	if _, given, _ := l.p.Given(l.op); !few || !given && !l.op.Administrative() {
		return wrong{}
	}
	w := wrong{what: fmt.Sprintf("can call what is for administrators (%s)", why), severity: finding.Medium, verdict: l.verdict(), at: worst.at, path: worst.path}
	if len(l.op.Queries) > 0 {
		w.severity = finding.High
		if l.sure() {
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
