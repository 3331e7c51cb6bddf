package unvalidatedidentifier

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for identifiers that are made of what the client sent, where
// nothing catches that it may be none.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, e := range op.Events {
			id, ok := e.Data.(*mongo.Identifier)
			if !ok {
				continue
			}
			step := source.Sent(id.Value)
			if step == nil {
				continue
			}
			if e.Catch.Catches(append(caught, id.Raises...)...) {
				p.Clean(op, "a handler around it catches malformed identifiers")
				continue
			}
			if h := p.Handler(op, id.Raises...); h != nil {
				p.Clean(op, "the error handler at %s answers malformed identifiers with a 4xx", h.Place)
				continue
			}
			p.Report(weakness.SourceFound{
				Operation: op, Severity: finding.Low, Verdict: finding.Likely, Field: step.Origin.Label(), Place: e.Place, Path: step.Path(), Kind: id.Value.Kind,
				Sink:    "made an identifier",
				Summary: fmt.Sprintf("%s is made an identifier as it comes: a malformed one raises an exception that nobody catches, and is answered 500.", source.Subject(step)),
				Guard:   "Neither a check of its form, a converter of the route, an except around it nor an error handler for the exception was found.",
			})
		}
	})
}

// caught are what handlers name that catch every exception.
var caught = []string{"builtins.Exception", "builtins.BaseException"}
