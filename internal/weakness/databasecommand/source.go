package databasecommand

import (
	"fmt"
	"maps"
	"slices"

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

// inSource looks for requests that choose a command of the database, or its
// arguments.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			switch {
			case q.Verb == mongo.Command && q.Command != nil:
				inCommand(p, op, q)
			case q.Verb == mongo.Aggregate && q.OfDatabase():
				inStages(p, op, q)
			}
		}
	})
}

func inCommand(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	if step := commandName(q.Command); step != nil {
		report(p, op, q, step, weakness.SourceFound{
			Severity: finding.High, Verdict: finding.Likely, Kind: q.Command.Kind,
			Summary: fmt.Sprintf("%s is the command that the database runs: the client can choose dropDatabase or usersInfo as well as what is meant.", source.Subject(step)),
			Guard:   "On this way the name is not compared with known commands.",
		})
		return
	}
	if unlisted(p, op, q) {
		return
	}
	if q.Command.From(flow.Request) {
		p.Clean(op, "the command is one of known ones")
	}
	for _, a := range arguments(q) {
		inArgument(p, op, q, a)
	}
}

// commandName finds what of the request names the command.
func commandName(command *flow.Value) *flow.Step {
	if step := source.SentText(command, source.Listed); step != nil {
		return step
	}
	// {name: 1}: the first key is the command.
	if fields := command.Fields(); len(fields) > 0 && !fields[0].Maybe {
		return nil
	}
	_, names := command.Rest()
	return source.SentText(names, source.Listed)
}

// arguments are those of the command, in its document or beside its name.
func arguments(q *source.Query) []source.Member {
	all := source.Members(q.Command)
	for _, name := range slices.Sorted(maps.Keys(q.Options)) {
		all = append(all, source.Member{Path: []string{name}, Value: q.Options[name]})
	}
	return all
}

func inArgument(p *weakness.SourcePass, op *source.Operation, q *source.Query, a source.Member) {
	f := weakness.SourceFound{Severity: finding.High, Verdict: finding.Likely, Kind: a.Value.Kind}
	step := source.SentObject(a.Value)
	if step != nil {
		f.Summary = fmt.Sprintf("%s is the argument %s of a command that the database runs, and can be an object.", source.Subject(step), a.Name())
		f.Guard = "On this way nothing makes sure that it is text, a number or an id."
	} else if step = source.SentText(a.Value, source.Formed); step != nil {
		f.Severity, f.Verdict = finding.Medium, finding.Possible
		f.Summary = fmt.Sprintf("%s is the argument %s of a command that the database runs.", source.Subject(step), a.Name())
		f.Guard = "On this way it is not compared with known values."
	} else {
		return
	}
	report(p, op, q, step, f)
}

// inStages looks at db.aggregate, whose stages ask the server itself:
// $currentOp, $listLocalSessions.
func inStages(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	for _, s := range q.Sinks() {
		if s.As != source.AsPipeline && s.As != source.AsStage {
			continue
		}
		if step := source.SentObject(s.Value); step != nil {
			report(p, op, q, step, weakness.SourceFound{
				Severity: finding.High, Verdict: finding.Likely, Kind: s.Value.Kind,
				Summary: fmt.Sprintf("%s chooses what %s asks the server as a whole.", source.Subject(step), q.Method),
				Guard:   "On this way no list of known stages is asked.",
			})
		}
	}
}

func report(p *weakness.SourcePass, op *source.Operation, q *source.Query, step *flow.Step, f weakness.SourceFound) {
	f.Operation, f.Field, f.Place, f.Path, f.Sink = op, step.Origin.Label(), q.Place(), step.Path(), "run by "+q.Method
	p.Report(f)
}
