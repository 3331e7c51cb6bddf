package massassignment

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func (l *look) report(severity finding.Severity, o *outcome, summary string, c property) {
	f := weakness.Found{
		Operation: l.op, Severity: severity, Verdict: finding.Proven, Identity: o.who.Name, Summary: summary,
		Exchanges: []weakness.Shown{
			weakness.Show(o.sent, "%s with %s = %s beside what it offers", l.op, c.name, request.Text(c.first)),
			weakness.Show(o.read, "it is read back"),
		},
		Control: []weakness.Shown{
			weakness.Show(l.honest.sent, "the same without it"),
			weakness.Show(l.honest.read, "%s", l.honest.tells(c)),
		},
	}
	f.Recipe = l.recipe(o, c)
	l.p.Report(f)
}

func (l *look) recipe(o *outcome, c property) []evidence.Step {
	var steps []evidence.Step
	by := o.who
	switch {
	case l.s.signUp:
		by = l.p.Anonymous()
	case l.s.account:
		steps = l.p.SignedUp(o.who)
	case o.object != nil && o.object.Exchange != o.sent:
		steps = l.p.Made(o.object)
	}
	var about []*world.Object
	if o.object != nil {
		about = append(about, o.object)
	}
	steps = append(steps, l.p.Step(by, o.request, "2xx", about...))
	if o.reading != nil {
		steps = append(steps, l.p.Step(o.who, o.reading, fmt.Sprintf("%s is %s", c.name, request.Text(c.first)), about...))
	}
	return steps
}
