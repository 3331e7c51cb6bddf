package namespaceinjection

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

// inSource looks for requests that choose the database, the collection or the
// field of a query.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			for _, s := range q.Sinks() {
				lookAt(p, op, q, s)
			}
		}
	})
}

func lookAt(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) {
	switch s.As {
	case source.AsCollection, source.AsDatabase:
		place(p, op, q, s)
	case source.AsField, source.AsFilter, source.AsCondition, source.AsExpression:
		if s.In != "update" { // paths there are update-operator-injection
			field(p, op, q, s)
		}
	}
}

// place tells of a database or collection.
func place(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) {
	step := source.SentText(s.Value, source.Listed)
	if step == nil {
		if source.Sent(s.Value) == nil && s.Value.From(flow.Request) && s.Value.Has(flow.Listed) {
			p.Clean(op, "the name of the %s is one of known ones", s.As)
		}
		return
	}
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Critical, Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    fmt.Sprintf("the name of the %s of %s", s.As, q.Method),
		Summary: fmt.Sprintf("%s is the name of the %s that %s works on: the client can name any other one.", source.Subject(step), s.As, q.Method),
		Guard:   "On this way the name is not compared with known ones.",
	}
	if prefix, ok := source.Begun(s.Value); ok {
		f.Verdict, f.Severity = finding.Possible, finding.High
		f.Summary = fmt.Sprintf("%s completes the name of the %s that %s works on, after %q: the client can name any other one that begins so.", source.Subject(step), s.As, q.Method, prefix)
	}
	if op.Access.Privileged() && f.Severity == finding.Critical {
		f.Severity = finding.High
	}
	p.Report(f)
}

// field tells of the name of a field.
func field(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) {
	name, step := fieldName(s)
	if step == nil {
		return
	}
	f := weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: flow.Text,
		Sink:  fmt.Sprintf("the name of a field in the %s of %s", s.In, q.Told()),
		Guard: "On this way the name is not compared with known fields.",
	}
	switch {
	case orders(s):
		f.Severity = finding.Medium
		f.Summary = fmt.Sprintf("%s chooses by which field %s sorts: the order tells of fields that are not shown.", source.Subject(step), q.Told())
	case s.As == source.AsFilter || s.As == source.AsCondition:
		f.Summary = fmt.Sprintf("%s chooses by which field %s looks: also by ones that are not meant to be known, so that their values can be guessed.", source.Subject(step), q.Told())
	case s.In == "index":
		f.Severity = finding.Medium
		f.Summary = fmt.Sprintf("%s chooses a field of an index.", source.Subject(step))
	default:
		f.Summary = fmt.Sprintf("%s chooses which field %s gives: also ones that nobody should read.", source.Subject(step), q.Told())
	}
	if prefix, ok := source.Begun(name); ok && prefix != "$" {
		f.Verdict, f.Severity = finding.Possible, finding.Low // meta.<name>: one of its kind
	}
	if op.Access.Privileged() && f.Severity == finding.High {
		f.Severity = finding.Medium
	}
	p.Report(f)
}

// orders tells whether the sink says by what results are sorted.
func orders(s source.Sink) bool {
	return s.In == "sort" || slices.ContainsFunc(s.Above(), func(o string) bool { return o == "$sort" || o == "$orderby" })
}

// fieldName finds the name of a field that the request chooses.
func fieldName(s source.Sink) (name *flow.Value, step *flow.Step) {
	switch above := s.Above(); {
	case s.As == source.AsField:
		return s.Value, source.SentText(s.Value, source.Listed)
	case s.As != source.AsExpression:
		return s.Names, chosenKey(s)
	case s.Names != nil && !s.Mapping() && len(above) > 0 && above[0] == "$project":
		return s.Names, source.SentText(s.Names, source.Listed)
	}
	return s.Value, pathInExpression(s)
}

// chosenKey finds what of the request is a key of a filter. Where the values
// can be objects too, that is operator-injection.
func chosenKey(s source.Sink) *flow.Step {
	if s.Names == nil || s.In != "filter" && s.In != "pipeline" || insideField(s) {
		return nil
	}
	value := s.Value
	if s.As == source.AsFilter {
		value, _ = s.Value.Rest()
	}
	if source.SentObject(value) != nil && !s.Value.Has(flow.Plain) {
		return nil
	}
	return source.SentText(s.Names, source.Listed)
}

// insideField tells whether the keys are below a field, where they are
// operators or fields of its documents.
func insideField(s source.Sink) bool { return s.As == source.AsCondition && s.Name() != "" }

// pathInExpression finds a field path that is made of the request: "$" + name.
func pathInExpression(s source.Sink) *flow.Step {
	if p, ok := source.Begun(s.Value); !ok || p[0] != '$' {
		return nil
	}
	return source.SentText(s.Value, source.Listed)
}
