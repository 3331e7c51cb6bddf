package unvalidatedidentifier

import (
	"fmt"
	"strings"

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
			p.Report(found(op, e, id, step))
		}
	})
}

func found(op *source.Operation, e *flow.Event, id *mongo.Identifier, step *flow.Step) weakness.SourceFound {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Low, Verdict: finding.Likely, Field: step.Origin.Label(), Place: e.Place, Path: step.Path(), Kind: id.Value.Kind,
		Sink:    "made an identifier",
		Summary: fmt.Sprintf("%s is made an identifier as it comes: a malformed one raises an exception that nobody catches, and is answered 500.", source.Subject(step)),
		Guard:   "Neither a check of its form, a converter of the route, an except around it nor an error handler for the exception was found.",
	}
	if e.Call != nil && strings.HasSuffix(e.Call.Name, ".get_or_404") {
		f.Verdict = finding.Possible
		f.Guard += " Flask-MongoEngine answered 404 before version 1."
	}
	if unknown := source.Screened(e.Facts); unknown != "" {
		f.Verdict, f.Guard = finding.Possible, f.Guard+unknown
	}
	return f
}

// caught are what handlers name that catch every exception.
var caught = []string{"builtins.Exception", "builtins.BaseException"}
