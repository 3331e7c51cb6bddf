package missingauthentication

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// appliesInSource leaves out what is there for those who are not known yet.
func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	if at, public := p.Intent().IsPublic(op.Operation); public {
		return fmt.Sprintf("%s says that everybody may call it", at)
	}
	switch p.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Reset, outline.Refresh, outline.Logout:
		return "it is there for those who are not known yet, or no longer"
	case outline.Health, outline.Documentation:
		return "it is public by its nature"
	}
	if op.MakesKnown() || p.Beside(op, (*source.Operation).MakesKnown) != nil {
		return "it lets somebody log in"
	}
	return ""
}

// inSource looks for operations that change something, or show what is
// somebody's, and ask nobody who they are.
func inSource(p *weakness.SourcePass) {
	authenticates := func(op *source.Operation) bool {
		return op.Access.Authenticated() && appliesInSource(p, op) == "" // a login asks for a password, and guards nothing else
	}
	authenticating := p.PerApplication(authenticates)
	p.Each(func(op *source.Operation) {
		if op.Route == nil || op.Route.Handler == nil {
			return
		}
		if op.Access.Authenticated() || op.Access.Unclear() {
			p.Clean(op, "%s", asks(op))
			return
		}
		if at, ok := op.Refuses(); ok {
			p.Clean(op, "it refuses some of those who call at %s", at)
			return
		}
		if q, secret := p.Capability(op); q != nil {
			p.Clean(op, "who calls has to know the %s by which %s finds the document at %s", secret, q.Told(), q.Place())
			return
		}
		if why := shared(p, op); why != "" {
			p.Clean(op, "%s", why)
			return
		}
		l := unasked{p: p, op: op, stated: stated(p, op), known: authenticating(op), beside: slices.DeleteFunc(p.Siblings(op), func(o *source.Operation) bool { return !authenticates(o) })}
		if w := l.worst(); w.what != "" {
			l.report(w)
			return
		}
		p.Clean(op, "it shows and changes nothing that seems to be anybody's")
	})
}

// asks tells how the operation asks who calls.
func asks(op *source.Operation) string {
	for _, c := range op.Access.Checks {
		if c.By != "" {
			return fmt.Sprintf("%s asks at %s", c.By, c.Place)
		}
	}
	return "it asks who calls"
}

// unasked is one operation that asks nobody who they are.
type unasked struct {
	p             *weakness.SourcePass
	op            *source.Operation
	known, beside []*source.Operation // those of the application, and of its kind, that ask
	stated        string              // that the owner of the API wants it to ask; "": nothing is written
}

// wrong is something that everybody can do.
type wrong struct {
	what     string // changes every document of orders
	severity finding.Severity
	verdict  finding.Verdict
	path     []*flow.Step
	at       flow.Place // the query; zero for none
	stated   string     // what the owner of the API has written of that
}

// worse tells whether w counts more than another.
func (w wrong) worse(than wrong) bool {
	if than.what == "" {
		return true
	}
	if w.verdict != than.verdict {
		return w.verdict == finding.Likely
	}
	return w.severity != than.severity && w.severity.AtLeast(than.severity)
}

func (l unasked) worst() wrong {
	var worst wrong
	for _, q := range l.op.Queries {
		l := l.of(q)
		for _, w := range []wrong{l.changed(q), l.inserted(q), l.shown(q), l.commanded(q)} {
			if w.what != "" && w.worse(worst) {
				worst, worst.stated = w, l.stated
			}
		}
	}
	if w := l.administrative(worst); w.what != "" {
		return w
	}
	if worst.what == "" && l.stated != "" {
		worst = l.called()
	}
	return worst
}

func (l unasked) report(w wrong) {
	guard := "No decorator, no before_request of its blueprint or application and no check in the handler asks who calls; the application asks nowhere."
	if len(l.known) > 0 {
		other := l.known[0]
		if len(l.beside) > 0 {
			other = l.beside[0]
		}
		guard = fmt.Sprintf("No decorator, no before_request of its blueprint or application and no check in the handler asks who calls; %d of %d other operations ask, such as %s (%s).",
			len(l.known), len(l.p.Application(l.op))-1, other.Handler(), other)
	}
	if stated := cmp.Or(w.stated, l.stated); stated != "" {
		guard += " " + stated
	}
	path := w.path
	if w.at != (flow.Place{}) {
		path = append(path[:len(path):len(path)], &flow.Step{Place: w.at, What: w.what})
	}
	l.p.Report(weakness.SourceFound{
		Operation: l.op, Severity: w.severity, Verdict: w.verdict, Place: l.op.Route.Place, Path: path,
		Sink:    "answers without asking who calls",
		Summary: fmt.Sprintf("Without logging in, everybody %s.", w.what),
		Guard:   guard,
	})
}
