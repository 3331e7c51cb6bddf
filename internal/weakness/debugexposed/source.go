package debugexposed

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
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

// inSource looks for debuggers that are turned on whatever the environment
// says.
func inSource(p *weakness.SourcePass) {
	for _, e := range p.Setup.Events {
		if d, ok := e.Data.(*flask.Debug); ok && source.InForce(p.Setup.Events, e) {
			lookAt(p, e, d)
		}
	}
	p.Each(func(op *source.Operation) {
		for _, e := range op.Events {
			if d, ok := e.Data.(*flask.Debug); ok && source.InForce(op.Events, e) {
				lookAt(p, e, d)
			}
		}
	})
}

var (
	// debuggers are the switches of Werkzeug's.
	debuggers = []string{"app.run", "app.debug", "use_debugger", "DEBUG", "FLASK_DEBUG"}
	// windows are pages that show less. A toolbar that is only made shows
	// nothing unless the application debugs, and Werkzeug's profiler writes to
	// the server's own output.
	windows = []string{"DEBUG_TB_ENABLED", "flask_profiler"}
)

func lookAt(p *weakness.SourcePass, e *flow.Event, d *flask.Debug) {
	on, _ := source.Truth(d.Value)
	fallback := source.TrueByDefault(d.Value)
	if !on && !fallback || !slices.Contains(debuggers, d.What) && !slices.Contains(windows, d.What) {
		return
	}
	f := weakness.SourceFound{
		Severity: finding.High, Verdict: finding.Likely, Field: d.What, Place: e.Place, Sink: "turns debugging on",
		Summary: fmt.Sprintf("%s turns Werkzeug's debugger on: an error shows a console that runs Python on the server, behind a PIN at most.", d.What),
		Guard:   "It is a constant, and no condition on the environment is around it.",
	}
	switch {
	case slices.Contains(windows, d.What):
		f.Severity, f.Verdict = finding.Medium, finding.Possible
		f.Summary = fmt.Sprintf("%s shows callers the settings, queries and paths of the server.", d.What)
	case everywhere(p, e, d):
		f.Severity = finding.Critical
		f.Summary = fmt.Sprintf("%s turns Werkzeug's debugger on for every address: whoever reaches an error reaches a console that runs Python on the server, behind a PIN at most.", d.What)
	case d.What != "app.run" && d.What != "use_debugger" && !started(p):
		f.Verdict = finding.Possible
		f.Guard += " Nothing in the source starts the development server, which the debugger is part of."
	}
	if fallback {
		f.Guard = "It is what holds where the environment does not say otherwise."
	}
	p.Report(f)
}

// started tells whether the program starts the development server and leaves
// it to the settings whether it debugs.
func started(p *weakness.SourcePass) bool {
	return slices.ContainsFunc(p.Applications, func(a *flask.Application) bool {
		return slices.ContainsFunc(a.Runs, func(r flask.Run) bool { return r.Debug == nil || r.Debug.IsNone() })
	})
}

// everywhere tells whether the development server listens on all addresses.
func everywhere(p *weakness.SourcePass, e *flow.Event, d *flask.Debug) bool {
	for _, a := range p.Applications {
		for _, r := range a.Runs {
			if host, _ := r.Host.Text(); host != "0.0.0.0" && host != "::" {
				continue
			}
			if r.Place == e.Place || d.What != "app.run" && d.What != "use_debugger" && r.Debug == nil {
				return true
			}
		}
	}
	return false
}
