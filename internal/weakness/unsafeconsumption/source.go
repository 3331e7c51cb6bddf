package unsafeconsumption

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInSource(_ *weakness.SourcePass, op *source.Operation) string {
	if !op.Served() {
		return "no application registers it"
	}
	return ""
}

// inSource looks for content from outside in what becomes objects, code,
// commands and templates, and for answers of other servers that are stored
// whole.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		looked := false
		for _, e := range op.Events {
			if found := lookAt(e); found != nil {
				looked = true
				if found.step != nil {
					report(p, op, e, found)
				}
			}
		}
		thirdParty(p, op)
		if looked {
			p.Clean(op, "what it makes objects, code or commands of does not come from outside")
		}
	})
}

// use is something that runs what it is given.
type use struct {
	becomes string // what content becomes there
	guard   string
	step    *flow.Step // of the content; nil: none is from outside
	kind    flow.Kind
	file    bool // the content is only the name of a file
}

// lookAt says what an event makes of its argument; nil for other events.
func lookAt(e *flow.Event) *use {
	v, _ := e.Data.(*flow.Value)
	u := &use{}
	switch e.Op {
	case "deserialize":
		u.becomes, u.guard = "is made into objects by "+name(e), "That calls what the content names; no signature is checked first, and a safe loader would have made plain values only."
		u.step = outside(v, nil)
		u.file = v != nil && takesFiles[name(e)] && v.Kind.Only(flow.Text)
	case "execute":
		u.becomes, u.guard = "is run as code by "+name(e), "On this way its characters are not checked, and it is not one of known texts."
		u.step = outside(v, nil)
	case "process":
		u.becomes, u.guard = "is part of a command that a shell reads", "On this way it is not quoted, and not one of known texts."
		u.step = inCommand(e, v)
		if !shell(e) && !text(v) {
			u.becomes, u.guard = "is the program that "+name(e)+" starts", "On this way it is not one of known programs."
		}
	case "render":
		if r, ok := e.Data.(*flask.Render); ok {
			v = r.Template
		}
		u.becomes, u.guard = "is part of the text of a template, whose expressions run on the server", "It is in the template, and not among the values that the template is given."
		u.step = outside(v, nil)
	default:
		return nil
	}
	if v != nil {
		u.kind = v.Kind
	}
	if e.Op == "deserialize" && signed(e.Facts) {
		u.step = nil
	}
	return u
}

// takesFiles are readers of files: their argument can be a name.
var takesFiles = map[string]bool{
	"shelve.open": true, "joblib.load": true, "torch.load": true, "pandas.read_pickle": true, "numpy.load": true,
}

func name(e *flow.Event) string {
	if e.Call == nil {
		return "the program"
	}
	return e.Call.Name
}

func report(p *weakness.SourcePass, op *source.Operation, e *flow.Event, u *use) {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Critical, Verdict: finding.Likely, Field: u.step.Origin.Label(), Place: e.Place, Path: u.step.Path(), Kind: u.kind, Sink: u.becomes,
		Summary: fmt.Sprintf("%s %s: whoever sends it can run code on the server.", subject(u.step), u.becomes),
		Guard:   u.guard,
	}
	switch out, _ := u.step.Origin.Data.(*packages.Outbound); {
	case u.file:
		f.Severity, f.Verdict = finding.High, finding.Possible
		f.Summary = fmt.Sprintf("%s names the file that %s reads: what is in it becomes objects, and can run code.", subject(u.step), name(e))
	case u.step.Origin.Source == flow.Outside && (out == nil || out.ConstantHost()):
		f.Severity = finding.High // only who has that server
	}
	if op.Access.Privileged() && e.Op == "execute" && f.Severity == finding.Critical {
		f.Severity = finding.High
	}
	if unknown := source.Screened(e.Facts); unknown != "" {
		f.Verdict, f.Guard = finding.Possible, f.Guard+unknown
	}
	p.Report(f)
}

func subject(s *flow.Step) string {
	if s.Origin.Source == flow.Outside {
		if s.Origin.In == "message" {
			return "What another server has sent"
		}
		return "What another server has answered"
	}
	return source.Subject(s)
}
