package operatorinjection

import (
	"fmt"
	"slices"

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

// inSource looks for content of the request that MongoDB takes for operators:
// values of kind any where an object is read, and names where an operator is.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		looked := 0
		for _, q := range op.Queries {
			if q.OfDatabase() {
				continue // who chooses its stages chooses what the server does: database-command
			}
			for _, s := range q.Sinks() {
				if s.In == "filter" || s.In == "pipeline" {
					looked++
				}
				lookAt(p, op, q, s)
			}
		}
		if looked > 0 {
			p.Clean(op, "what of the request reaches its filters is text, a number or an id on every way")
		}
	})
}

func lookAt(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) {
	f := weakness.SourceFound{Operation: op, Severity: finding.Critical, Verdict: finding.Likely, Place: q.Place(), Kind: s.Value.Kind}
	var step *flow.Step
	switch {
	case s.In == "update": // what it may do there is update-operator-injection
		return
	case operatorName(s) != nil:
		step = operatorName(s)
		f.Severity = finding.High
		f.Summary = fmt.Sprintf("%s is the operator with which %s compares %s.", source.Subject(step), q.Told(), s.Name())
		f.Guard = "On this way the name is not compared with known operators."
	case object(s) != nil:
		step = object(s)
		if slices.Contains(s.Above(), "$all") {
			f.Verdict = finding.Possible // only {"$elemMatch": …} is an operator there
		}
		f.Summary = fmt.Sprintf("%s is %s of %s, and can be an object: its keys become operators.", source.Subject(step), where(s), q.Told())
		f.Guard = "On this way nothing makes sure that it is text, a number or an id: no type check with an early exit, no cast, no schema, no $eq around it."
	case fieldPath(s) != nil:
		step = fieldPath(s)
		f.Verdict, f.Severity = finding.Possible, finding.Medium
		f.Summary = fmt.Sprintf("%s is text in an expression of %s: text that begins with $ is read as a field, so that it equals whatever is stored there.", source.Subject(step), q.Told())
		f.Guard = `It is neither under $literal nor refused where it begins with $.`
	}
	if step == nil {
		return
	}
	if op.Access.Privileged() && f.Severity == finding.Critical {
		f.Severity = finding.High
	}
	if unknown := source.Screened(q.Event.Facts); unknown != "" {
		f.Verdict, f.Guard = finding.Possible, f.Guard+unknown
	}
	f.Field, f.Path, f.Sink = step.Origin.Label(), s.Way(q, step), fmt.Sprintf("%s of %s", where(s), q.Told())
	p.Report(f)
}
