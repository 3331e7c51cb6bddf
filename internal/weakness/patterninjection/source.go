package patterninjection

import (
	"fmt"
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

// inSource looks for text of the request that the server reads as a regular
// expression.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		escaped := 0
		for _, q := range op.Queries {
			for _, s := range q.Sinks() {
				if s.As != source.AsPattern {
					continue
				}
				step := source.SentText(s.Value, inOrder)
				if step == nil {
					escaped++
					continue
				}
				p.Report(found(op, q, s, step))
			}
		}
		if escaped > 0 {
			p.Clean(op, "what of the request is in its patterns is escaped, or cannot be one")
		}
	})
}

func found(op *source.Operation, q *source.Query, s source.Sink, step *flow.Step) weakness.SourceFound {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    fmt.Sprintf("the pattern for %s of %s", fieldOf(s), q.Told()),
		Summary: fmt.Sprintf("%s becomes part of the pattern for %s in %s as it comes: it can match anything, and take the server long.", source.Subject(step), fieldOf(s), q.Told()),
		Guard:   "On this way nothing escapes it: neither re.escape nor a check of its characters.",
	}
	if short(s.Value, step) {
		f.Severity = finding.Low
		f.Guard = "Its length is bounded, but on this way nothing escapes it: neither re.escape nor a check of its characters."
	}
	return f
}

// inOrder tells whether a part of a pattern matches only itself.
func inOrder(part *flow.Value) bool {
	return part.Has(flow.Escaped) || source.Formed(part)
}

// short tells whether the length of what the step brings was checked.
func short(v *flow.Value, step *flow.Step) bool {
	if len(v.Pieces()) == 0 {
		return v.Has(flow.AtMost)
	}
	for _, piece := range v.Pieces() {
		for _, s := range piece.FromSource(flow.Request) {
			if s.Origin == step.Origin {
				return short(piece, step)
			}
		}
	}
	return false
}

func fieldOf(s source.Sink) string {
	if above := s.Above(); len(above) > 0 && above[0] != "$regex" && strings.HasPrefix(above[0], "$regex") {
		return "an expression" // $regexMatch, $regexFind, $regexFindAll
	}
	if name := s.Name(); name != "" {
		return name
	}
	return "a field"
}
