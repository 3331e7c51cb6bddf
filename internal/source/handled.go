package source

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Handler finds the error handler that turns an exception of the operation
// into an answer that blames the client, by the qualified names of the
// exception and of its bases. Nil: there is none, or it answers as if the
// server had failed.
func (p *Program) Handler(op *Operation, exception ...string) *Operation {
	i := 0
	for _, app := range p.Applications {
		serves := slices.Contains(app.Routes, op.Route)
		for _, h := range app.ErrorHandlers {
			answers := p.Handlers[i] // in the same order
			i++
			if serves && inReach(h, op.Route) && blames(h, answers, exception) {
				return answers
			}
		}
	}
	return nil
}

// inReach tells whether the handler answers for the route: one of a blueprint
// does so for its own.
func inReach(h *flask.ErrorHandler, r *flask.Route) bool {
	return h.Blueprint == "" || r.Blueprint == h.Blueprint || strings.HasPrefix(r.Blueprint, h.Blueprint+".")
}

func blames(h *flask.ErrorHandler, answers *Operation, exception []string) bool {
	if slices.ContainsFunc(h.Exceptions, func(e string) bool { return slices.Contains(exception, e) }) {
		return len(answers.Answers) == 0 || slices.ContainsFunc(answers.Answers, func(a *Answer) bool { return a.Status() < 500 })
	}
	if !slices.ContainsFunc(h.Exceptions, everything) {
		return false
	}
	// What is 4xx for some exceptions only must be for this one.
	fails := slices.ContainsFunc(answers.Answers, func(a *Answer) bool { return a.Status() >= 500 || a.Status() == 0 })
	return slices.ContainsFunc(answers.Answers, func(a *Answer) bool {
		status := a.Status()
		return status >= 400 && status < 500 && (!fails || tells(a.Event.Facts, exception))
	})
}

// everything tells whether a handler of that exception, or status, answers
// for all that nobody else does.
func everything(exception string) bool {
	switch last(exception) {
	case "Exception", "BaseException", "500", "InternalServerError":
		return true
	}
	return false
}

// tells tells whether the facts say that it is the exception.
func tells(facts *flow.Fact, exception []string) bool {
	for f := range facts.All {
		if f.Op != "isinstance" || f.Not || f.Right == nil {
			continue
		}
		types, _ := f.Right.Elements()
		if slices.ContainsFunc(append(types, f.Right), func(t *flow.Value) bool { return slices.Contains(exception, t.Name()) }) {
			return true
		}
	}
	return false
}
