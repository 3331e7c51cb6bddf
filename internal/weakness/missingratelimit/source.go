package missingratelimit

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(p *weakness.SourcePass, op *source.Operation) string {
	switch {
	case !op.Served():
		return "no application registers it"
	case !guessed(p, op):
		return "it takes neither passwords nor codes of who is not known yet"
	}
	return ""
}

// inSource looks for operations that take passwords and codes, and for what
// slows whoever tries them all: on the view, its blueprint or application, or
// in what the view itself counts.
func inSource(p *weakness.SourcePass) {
	open := map[*flask.Application][]*source.Operation{}
	p.Each(func(op *source.Operation) {
		if tooMany(p, op) {
			return
		}
		if why := slowed(op); why != "" {
			p.Clean(op, "%s", why)
			return
		}
		app := applicationOf(p, op)
		open[app] = append(open[app], op)
		reportOpen(p, op, limits(p, app))
	})
	for _, app := range p.Applications {
		if ops := open[app]; len(ops) > 0 && limits(p, app) == "" {
			reportApplication(p, app, ops)
		}
	}
}

func applicationOf(p *weakness.SourcePass, op *source.Operation) *flask.Application {
	for _, app := range p.Applications {
		if slices.Contains(app.Routes, op.Route) {
			return app
		}
	}
	return nil
}

// limits says where an application limits anything; "" for nowhere.
func limits(p *weakness.SourcePass, app *flask.Application) string {
	if app == nil {
		return ""
	}
	for _, r := range app.Routes {
		if r.Limited != nil && r.Handler != nil {
			return fmt.Sprintf("%s at %s has a limit", r.Handler.Name, r.Limited.Place)
		}
	}
	if app.Limiter != nil {
		return fmt.Sprintf("the application has a limiter (%s)", app.Limiter.Place)
	}
	return ""
}

func reportOpen(p *weakness.SourcePass, op *source.Operation, contrast string) {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Medium, Verdict: finding.Possible, Place: op.Route.Place, Sink: "every attempt is looked at",
		Summary: fmt.Sprintf("Nothing slows whoever tries %s: every attempt is looked at as if it were the first.", what(op)),
		Guard:   "The application limits nothing: what stands before it would have to.",
	}
	if contrast != "" {
		f.Verdict = finding.Likely
		f.Guard = fmt.Sprintf("No limit is on the view, its blueprint or by default, and the view counts no attempts; %s.", contrast)
	}
	if limit, at := wanted(p); limit.Requests > 0 {
		f.Verdict = finding.Likely
		f.Guard += fmt.Sprintf(" By the design nobody may call it more often than %s (%s).", limit, at)
	}
	p.Report(f)
}

func reportApplication(p *weakness.SourcePass, app *flask.Application, ops []*source.Operation) {
	var names []string
	for _, op := range ops {
		names = append(names, op.String())
	}
	f := weakness.SourceFound{
		Also: ops, Severity: finding.Low, Verdict: finding.Possible, Place: app.Place, Sink: "the application is made",
		Summary: fmt.Sprintf("The application limits no calls, not even of %s.", strings.Join(names, ", ")),
		Guard:   "It has no limiter, and no view counts attempts.",
	}
	if bounds := p.Intent().Bounds(); bounds.Default.Requests > 0 {
		f.Verdict = finding.Likely
		f.Guard += fmt.Sprintf(" By the design nobody may call it more often than %s (%s).", bounds.Default, bounds.Place)
	} else if bounds.Login.Requests > 0 {
		f.Guard += fmt.Sprintf(" By the design there is a limit for logins (%s).", bounds.Place)
	}
	p.Report(f)
}
