package operatorinjection

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inSource looks for values of kind any that reach a filter where MongoDB
// takes an object for operators.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			for _, filter := range []*flow.Value{q.Filter, matches(q.Pipeline)} {
				lookAt(p, op, q, filter)
			}
		}
	})
}

func lookAt(p *weakness.SourcePass, op *source.Operation, q *source.Query, filter *flow.Value) {
	if filter == nil {
		return
	}
	for _, m := range source.Members(filter) {
		step, ok := injectable(m)
		if !ok {
			continue
		}
		verdict := finding.Likely
		if m.Operator() == "$in" {
			verdict = finding.Possible // an operator in a list is an error today
		}
		p.Report(weakness.SourceFound{
			Operation: op, Severity: finding.Critical, Verdict: verdict, Field: step.Origin.Label(), Place: q.Place(),
			Path: step.Path(), Kind: m.Value.Kind, Sink: fmt.Sprintf("%s of %s", where(m), q.Told()),
			Summary: fmt.Sprintf("%s is %s of %s, and can be an object: its keys become operators.", subject(step), where(m), q.Told()),
			Guard:   "On this way nothing makes sure that it is text, a number or an id: no type check with an early exit, no cast, no schema, no $eq around it.",
		})
	}
}

// injectable tells whether a client can put operators at the place.
func injectable(m source.Member) (*flow.Step, bool) {
	switch m.Operator() {
	case "", "$and", "$or", "$nor", "$not", "$elemMatch", "$in", "$match":
	default:
		return nil, false // compared as a value: {$gt: {$ne: 1}} matches nothing
	}
	if slices.Contains(m.Path, "$eq") || !m.Value.Kind.Can(flow.Document) || m.Value.Kind.Can(flow.Unknown) {
		return nil, false
	}
	for _, s := range m.Value.FromSource(flow.Request) {
		if !s.Weak {
			return s, true
		}
	}
	return nil, false
}

// matches are the filters in a pipeline.
func matches(pipeline *flow.Value) *flow.Value {
	elements, _ := pipeline.Elements()
	for _, stage := range elements {
		if f, ok := stage.Field("$match"); ok {
			return f.Value
		}
	}
	return nil
}

func subject(s *flow.Step) string {
	if s.Origin.Name == "" {
		return "The whole " + s.Origin.In + " of the request"
	}
	return s.Origin.Label()
}

func where(m source.Member) string {
	if name := m.Name(); name != "" {
		return "the value of " + name + " in the filter"
	}
	if strings.HasPrefix(m.Path[0], "$") {
		return "a part of " + m.Path[0] + " in the filter"
	}
	return "the filter"
}
