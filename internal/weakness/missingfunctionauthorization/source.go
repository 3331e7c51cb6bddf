package missingfunctionauthorization

import (
	"cmp"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// appliesInSource leaves out what gives or takes the right to call, and what
// asks nobody who they are.
func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	if at, public := p.Intent().IsPublic(op.Operation); public {
		return fmt.Sprintf("%s says that everybody may call it", at)
	}
	switch p.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Reset, outline.Refresh, outline.Logout, outline.Health, outline.Documentation:
		return "it is for everybody by its nature"
	}
	switch {
	case op.MakesKnown():
		return "it lets somebody log in"
	case claimed(op) != nil:
		return ""
	case !op.Access.Authenticated() && !op.Access.Unclear():
		return "it asks nobody who they are: if it should, that is missing authentication"
	}
	return ""
}

// inSource looks for operations that are meant for few, by what they are
// called, by what they do, or because those beside them ask for a role, and
// that ask for none.
func inSource(p *weakness.SourcePass) {
	asking := p.PerApplication(func(op *source.Operation) bool { return op.Access.Privileged() })
	p.Each(func(op *source.Operation) {
		if op.Access.Authorized() {
			p.Clean(op, "%s", asks(op))
			return
		}
		l := unasked{p, op, asking(op)}
		if f := claimed(op); f != nil {
			l.report(l.believed(f))
			return
		}
		if op.Access.Unclear() {
			p.Clean(op, "a decorator of which only the name is known may ask for a role")
			return
		}
		if op.Access.Shared() {
			p.Clean(op, "it asks for a key that no account has at %s", op.Access.Checks[0].Place)
			return
		}
		for _, find := range []func() (few, bool){l.given, l.named, l.guarded, l.accounts, l.roles, l.removal, l.global, l.everybodys, l.area} {
			if f, ok := find(); ok {
				l.report(f)
				return
			}
		}
		p.Clean(op, "nothing says that it is meant for few")
	})
}

func asks(op *source.Operation) string {
	for _, c := range op.Access.Checks {
		if c.Kind == source.Authorizes && c.By != "" {
			return fmt.Sprintf("%s asks for a role at %s", c.By, c.Place)
		}
	}
	return "it asks for a role"
}

// unasked is one operation that asks who calls and for no role.
type unasked struct {
	p      *weakness.SourcePass
	op     *source.Operation
	asking []*source.Operation // the others of the application that ask for a role
}

// few is why an operation is meant for few.
type few struct {
	what     string // what whoever is known can do
	why      string
	severity finding.Severity
	verdict  finding.Verdict
	at       flow.Place // what it does; zero: only its name says so
	beside   *source.Operation
	guard    string // why nothing stopped it; "": that nothing asks
}

func (l unasked) report(f few) {
	var path []*flow.Step
	if f.at != (flow.Place{}) {
		path = []*flow.Step{{Place: f.at, What: f.what}}
	}
	l.p.Report(weakness.SourceFound{
		Operation: l.op, Severity: f.severity, Verdict: f.verdict, Place: l.op.Route.Place, Path: path,
		Sink:    "asks for no role",
		Summary: fmt.Sprintf("Everybody who is logged in can %s: %s.", f.what, f.why),
		Guard:   cmp.Or(f.guard, l.absence(f)),
	})
}

// absence tells what was looked for and where.
func (l unasked) absence(f few) string {
	beside := f.beside
	if beside == nil && len(l.asking) > 0 {
		beside = l.asking[0]
	}
	if beside == nil {
		return "No decorator, no before_request and no check in the handler asks for a role; the application asks nowhere."
	}
	return fmt.Sprintf("It asks who calls, and neither a decorator nor a before_request nor the handler asks for a role; %s (%s) does.", beside.Handler(), beside)
}
