package plaintextcredentials

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inMapping finds the password in a mapping of the request that is stored as
// it is: one that the operation is seen to read from it, or that new
// documents of the collection have.
func inMapping(p *weakness.SourcePass, op *source.Operation, q *source.Query, v *flow.Value) (field string, way *flow.Step) {
	rest, _ := v.Rest()
	if rest == nil {
		return "", nil
	}
	s := asSent(rest)
	if s == nil {
		s = asSent(v)
	}
	if s == nil || s.Origin.Name != "" || s.Prev == nil && s.Part {
		return "", nil
	}
	for _, i := range op.Inputs {
		if i.In == s.Origin.In && password(i.Name) && holds(v, i.Name) {
			return i.Name, s
		}
	}
	c := p.Collections[q.Name]
	if c == nil || q.Verb != mongo.Insert {
		return "", nil
	}
	for _, name := range c.Sensitive() {
		if password(name) && holds(v, name) {
			return name, s
		}
	}
	return "", nil
}

// holds tells whether a document has under the name what its mapping brings:
// neither something else nor nothing stands there, and the name was not left
// out.
func holds(v *flow.Value, name string) bool {
	if len(v.Names()) > 0 && !slices.ContainsFunc(v.Names(), func(l flow.Literal) bool { return l.Text == name }) {
		return false
	}
	f, ok := v.Field(name)
	return !ok || !f.Gone() && asSent(f.Value) != nil
}

// lookShown looks for answers with passwords that are kept as they were sent.
func lookShown(p *weakness.SourcePass, op *source.Operation, kept map[place]bool) {
	for _, q := range op.Queries {
		c := p.Collections[q.Name]
		if c == nil {
			continue
		}
		shown := op.Shows(q)
		field, yes := shown.Has(c, func(name string) bool { return kept[place{q.Name, name}] })
		if !yes {
			continue
		}
		for _, a := range shown.Answers {
			s := shownStep(a, q, field)
			if s == nil {
				continue
			}
			p.Report(weakness.SourceFound{
				Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: q.Name + "." + field, Place: a.Event.Place,
				Path: s.Path(), Kind: a.Value.Kind, Sink: "is answered",
				Summary: fmt.Sprintf("Callers read %s of %s, which is kept as it was sent.", field, q.Name),
				Guard:   "It is stored without a hash, and neither a projection nor what follows takes it out.",
			})
		}
	}
}

// shownStep is the way to the answer of the whole document or of the field. A
// page shows what its template selects.
func shownStep(a *source.Answer, q *source.Query, field string) *flow.Step {
	for part := range source.Parts(a.Value) {
		for _, s := range part.Value.FromSource(flow.Database) {
			if s.Origin.Data != q.Query || s.Weak {
				continue
			}
			if s.Origin.Name == field || s.Origin.Name == "" && !s.Part && !part.Lacks(field) {
				return s
			}
		}
	}
	return nil
}
