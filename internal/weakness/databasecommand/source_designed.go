package databasecommand

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// unlisted reports commands that a request can choose from those that the
// program knows, of which the owner of the API says that none may. What the
// program runs itself nobody chooses.
func unlisted(p *weakness.SourcePass, op *source.Operation, q *source.Query) bool {
	names, steps := choices(q.Command)
	if len(names) < 2 && len(steps) == 0 {
		return false
	}
	var more []string
	for _, name := range names {
		if may, stated := p.Intent().Command(name); stated && !may {
			more = append(more, name)
		}
	}
	if len(more) == 0 {
		return false
	}
	at := p.Intent().Place
	if listed := p.Intent().Commands; len(listed) > 0 {
		at = listed[0].Place
	}
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Medium, Verdict: finding.Possible, Field: "command", Place: q.Place(), Sink: "run by " + q.Method,
		Summary: fmt.Sprintf("%s runs one of several commands, of which the design lets no client choose %s.", q.Method, weakness.List(more)),
		Guard:   fmt.Sprintf("The program compares the name with known commands, and knows more than the design (%s).", at),
	}
	f.Path = []*flow.Step{{Place: source.Spot(at), What: "lists what a client may choose"}}
	if len(steps) > 0 {
		f.Verdict, f.Field, f.Path, f.Kind = finding.Likely, steps[0].Origin.Label(), append(steps[0].Path(), f.Path...), steps[0].Kind
	}
	p.Report(f)
	return true
}

// choices are the names that the command can have, and what of the request
// chooses among them, as far as it is followed: the way through a table of the
// program is not.
func choices(command *flow.Value) (names []string, steps []*flow.Step) {
	steps = command.FromSource(flow.Request)
	if names = command.Texts(); len(names) > 0 {
		return names, steps
	}
	for _, f := range command.Fields() { // {name: 1}: the first key is the command
		names = append(names, f.Name)
		if !f.Maybe {
			break
		}
	}
	_, keys := command.Rest()
	return append(names, keys.Texts()...), append(steps, keys.FromSource(flow.Request)...)
}
