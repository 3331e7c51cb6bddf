package enumerableidentifiers

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for lookups by a number that the program counts up, whose
// answers tell what is missing from what is somebody else's, or which answer for
// everybody's.
func inSource(p *weakness.SourcePass) {
	found := counters(p)
	all := map[string]flow.Place{}
	for _, c := range found {
		all[c.key()] = c.query.Place()
	}
	told := map[string]bool{}
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			if q.Verb != mongo.Read || !q.One || q.Owned {
				continue
			}
			for _, k := range q.Picks() {
				key := q.Name + "." + k.Name()
				if at, ok := all[key]; ok && lookAtLookup(p, op, q, k, at) {
					told[key] = true
				}
			}
		}
	})
	for i, c := range found {
		if told[c.key()] || c.op.Route == nil || appliesInSource(p, c.op) != "" {
			continue
		}
		told[c.key()] = true
		var also []*source.Operation
		for _, other := range found[i+1:] {
			if other.key() == c.key() && other.op.Route != nil {
				also = append(also, other.op)
			}
		}
		lookAtCounter(p, c, also)
	}
}

// lookAtLookup tells whether it reports the lookup.
func lookAtLookup(p *weakness.SourcePass, op *source.Operation, q *source.Query, k source.Key, counted flow.Place) bool {
	missing, forbidden := refusals(op, q)
	if len(missing) == 0 || len(forbidden) == 0 {
		p.Clean(op, "%s is counted up, and nothing tells what is missing from what is somebody else's", k.Name())
		return false
	}
	a, b := missing[0], forbidden[0]
	if a.status == b.status && a.text == b.text {
		p.Clean(op, "what is missing and what is somebody else's are answered alike")
		return false
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Field: k.Step.Origin.Label(), Place: b.by, Kind: k.Value.Kind,
		Path: append(k.Step.Path(), &flow.Step{Place: counted, What: k.Name() + " of a new document is counted up"},
			&flow.Step{Place: q.Place(), What: fmt.Sprintf("picks the document of %s", q.Told()), Kind: k.Value.Kind}),
		Sink:    "tells somebody else's from what is not there",
		Summary: fmt.Sprintf("%s of %s is counted up, and the answer tells which exist: %s for a missing one, %s for somebody else's.", k.Name(), q.Name, a.told(), b.told()),
		Guard:   fmt.Sprintf("The two are told apart at %s and %s; with the owner in the filter they would be one.", a.at, b.at),
	})
	return true
}

// answer is an answer that refuses.
type answer struct {
	status int
	text   string
	at     flow.Place
	by     flow.Place // the comparison that refuses what is somebody else's
}

func (r answer) told() string {
	if r.status != 0 {
		return fmt.Sprint(r.status)
	}
	return "one answer"
}

// refusals are the answers for a document that is not there, and for one
// that belongs to somebody else.
func refusals(op *source.Operation, q *source.Query) (missing, forbidden []answer) {
	add := func(e *flow.Event, status int, text *flow.Value) {
		t, _ := text.Text()
		r := answer{status: status, text: t, at: e.Place}
		by := denies(e.Facts, q)
		switch {
		case by != nil:
			r.by = by.Place
			forbidden = append(forbidden, r)
		case lacks(e.Facts, q):
			missing = append(missing, r)
		}
	}
	for _, x := range op.Exits {
		add(x.Event, x.Status, x.Text)
	}
	for _, a := range op.Answers {
		if status := a.Status(); status == 0 || status >= 400 {
			add(a.Event, status, a.Value)
		}
	}
	return missing, forbidden
}

// lacks tells whether the facts say that the document was not found.
func lacks(facts *flow.Fact, q *source.Query) bool {
	for f := range facts.All {
		none := f.Op == "truthy" && f.Not || (f.Op == "is" || f.Op == "==") && !f.Not && f.Right.IsNone()
		if none && of(f.Left, q) {
			return true
		}
	}
	return false
}

// denies is the fact that the document is not the caller's; nil for none.
func denies(facts *flow.Fact, q *source.Query) *flow.Fact {
	for f := range facts.All {
		if f.Op != "==" && f.Op != "in" || !f.Not {
			continue
		}
		if source.IsCaller(f.Left) && of(f.Right, q) || source.IsCaller(f.Right) && of(f.Left, q) {
			return f
		}
	}
	return nil
}

// of tells whether a value is of the query's document.
func of(v *flow.Value, q *source.Query) bool {
	return v != nil && slices.ContainsFunc(v.All(flow.Database), func(s *flow.Step) bool { return s.Origin.Data == q.Query })
}
