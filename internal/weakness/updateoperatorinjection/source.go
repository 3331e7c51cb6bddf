package updateoperatorinjection

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
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

// inSource looks for requests that are an update themselves, or choose its
// operators, its paths, or what an operator takes for modifiers. A mapping
// that is whole under $set is mass-assignment.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		looked := false
		for _, q := range op.Queries {
			if q.Verb != mongo.Update && q.Verb != mongo.Replace && q.Verb != mongo.Bulk {
				continue
			}
			for _, s := range q.Sinks() {
				if s.In != "update" {
					continue
				}
				looked = true
				if f, ok := found(q, s); ok {
					report(p, op, q, s, f)
				}
			}
		}
		if looked {
			p.Clean(op, "its updates are spelled out: the request gives values only")
		}
	})
}

// claim is what is wrong at a sink.
type claim struct {
	step     *flow.Step
	severity finding.Severity
	verdict  finding.Verdict
	what     string // follows the subject
	guard    string
}

func report(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink, c claim) {
	if op.Access.Privileged() {
		switch c.severity {
		case finding.Critical:
			c.severity = finding.High
		case finding.High:
			c.severity = finding.Medium
		}
	}
	if unknown := source.Screened(q.Event.Facts); unknown != "" {
		c.verdict, c.guard = finding.Possible, c.guard+unknown
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: c.severity, Verdict: c.verdict, Field: c.step.Origin.Label(), Place: q.Place(), Path: s.Way(q, c.step), Kind: s.Value.Kind,
		Sink: "the update of " + q.Told(), Summary: fmt.Sprintf("%s "+c.what+".", source.Subject(c.step), q.Told()), Guard: c.guard,
	})
}
