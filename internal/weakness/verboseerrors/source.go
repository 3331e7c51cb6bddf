package verboseerrors

import (
	"fmt"
	"slices"
	"strings"

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

// inSource looks for exceptions in what is answered, by operations and by the
// handlers that answer for all of them.
func inSource(p *weakness.SourcePass) {
	for _, h := range p.Handlers {
		lookIn(p, nil, h)
	}
	p.Each(func(op *source.Operation) { lookIn(p, op, op) })
}

// lookIn reports what op, an operation or a handler, tells of exceptions. of is
// the operation that the finding is about; nil for the whole application.
func lookIn(p *weakness.SourcePass, of, op *source.Operation) {
	for _, a := range op.Answers {
		for _, t := range tellings(a.Value, a.Event.Facts) {
			reportTold(p, of, op, t, a.Event.Place)
		}
	}
	for _, x := range op.Exits {
		for _, t := range tellings(x.Text, x.Event.Facts) {
			reportTold(p, of, op, t, x.Event.Place)
		}
	}
}

// telling is content of an exception in an answer.
type telling struct {
	source.Part
	step  *flow.Step
	tells tells
}

// tellings are the exceptions that an answer holds, as far as callers learn
// something from them that they should not know.
func tellings(v *flow.Value, facts *flow.Fact) []telling {
	var all []telling
	for part := range source.Parts(v) {
		for _, s := range part.Value.FromSource(flow.Error) {
			t := told(s.Origin, facts)
			known := slices.ContainsFunc(all, func(o telling) bool { return o.step.Origin == s.Origin })
			if t != tellsNothing && !known {
				all = append(all, telling{part, s, t})
			}
		}
	}
	if len(all) > 0 && source.ByEnvironment(facts) {
		return nil // for developers
	}
	return all
}

// alternative tells whether the exception is one of several things that the
// value can be: a function gives what was asked for, or what went wrong.
func alternative(v *flow.Value) bool { return v.Kind.Can(flow.Object) && !v.Kind.Only(flow.Object) }

func reportTold(p *weakness.SourcePass, of, op *source.Operation, t telling, at flow.Place) {
	f := weakness.SourceFound{
		Operation: of, Severity: finding.Medium, Verdict: finding.Likely, Place: t.Line(at, t.step),
		Path: t.step.Path(), Kind: t.step.Kind, Sink: "is answered",
		Summary: fmt.Sprintf("Callers read %s: it can name files, collections, queries and versions.", t.tells),
		Guard:   "Nothing puts words of the program's own in its place on this way; it is not only logged.",
	}
	if of == nil {
		f.Summary = fmt.Sprintf("The error handler %s answers every error with %s: it can name files, collections, queries and versions.", handler(op), t.tells)
	}
	if t.tells == narrowText {
		f.Summary = fmt.Sprintf("Callers read %s, in the words of the library that raised it.", t.tells)
	}
	if t.tells == narrowText || t.Maybe || alternative(t.Value) || t.step.Weak {
		f.Severity, f.Verdict = finding.Low, finding.Possible
	}
	p.Report(f)
}

func handler(op *source.Operation) string {
	if op.ID == "" {
		return "at " + op.Place.String()
	}
	return "for " + strings.ReplaceAll(op.ID, "builtins.", "")
}
