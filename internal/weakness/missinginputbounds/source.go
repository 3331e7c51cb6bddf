package missinginputbounds

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for the first value in a filter of each operation that can
// be text of any length and form.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		checked := false
		for _, q := range op.Queries {
			if source.Screened(q.Event.Facts) != "" {
				continue
			}
			for _, s := range q.Sinks() {
				if !selects(s) {
					continue
				}
				checked = checked || s.Value.From(flow.Request)
				if step := unchecked(s.Value); step != nil {
					p.Report(found(op, q, s, step))
					return
				}
			}
		}
		if checked {
			p.Clean(op, "what of the request reaches its filters was checked, cast or picks one object by its path")
		}
	})
}

// selects tells whether the sink is part of what a query looks for, or where.
func selects(s source.Sink) bool {
	switch s.As {
	case source.AsFilter, source.AsCondition, source.AsPattern, source.AsScript:
		return s.In == "filter" || s.In == "pipeline" || s.In == "array_filters"
	case source.AsCollection, source.AsDatabase:
		return true
	}
	return false
}

// unchecked finds what of the request a value holds that can be text, and of
// which nothing was made sure.
func unchecked(v *flow.Value) *flow.Step {
	step := source.SentText(v, func(part *flow.Value) bool {
		return part.Checks&(flow.Typed|flow.Bounded|flow.Listed|flow.Hashed) != 0 && len(part.Pieces()) == 0
	})
	if step == nil || step.Origin.In == "path" || step.Origin.In == "header" || !v.Kind.Can(flow.Text|flow.Document|flow.Pattern) {
		return nil
	}
	return step
}

func found(op *source.Operation, q *source.Query, s source.Sink, step *flow.Step) weakness.SourceFound {
	what := "the filter of " + q.Told()
	if s.As == source.AsCollection || s.As == source.AsDatabase {
		what = fmt.Sprintf("the name of the %s that %s works on", s.As, q.Method)
	}
	return weakness.SourceFound{
		Operation: op, Severity: finding.Low, Verdict: finding.Possible, Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    what,
		Summary: fmt.Sprintf("%s reaches %s without anybody having looked at its type, length or form.", source.Subject(step), what),
		Guard:   "On this way there is no isinstance, no cast, no comparison of its length, no pattern, no list of known values and no schema.",
	}
}
