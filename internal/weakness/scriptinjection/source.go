package scriptinjection

import (
	"fmt"
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

// inSource looks for content of the request that the server runs as
// JavaScript. Text is enough.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		for _, q := range op.Queries {
			for _, s := range q.Sinks() {
				lookAt(p, op, q, s)
			}
			commanded(p, op, q)
		}
		for _, e := range op.Events {
			if code, ok := e.Data.(*mongo.Script); ok {
				made(p, op, e, code)
			}
		}
	})
}

func lookAt(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) {
	switch {
	case s.As == source.AsScript:
		step := source.SentText(s.Value, source.Formed)
		if step == nil {
			return
		}
		report(p, op, step, weakness.SourceFound{
			Verdict: finding.Likely, Place: q.Spelled(s.Value), Path: s.Way(q, step), Kind: s.Value.Kind, Sink: fmt.Sprintf("%s of %s", where(s), q.Told()),
			Summary: fmt.Sprintf("%s becomes part of %s of %s, which the server runs as JavaScript.", source.Subject(step), where(s), q.Told()),
			Guard:   "On this way it is neither a number nor one of known values, and no check of its form leaves out quotes.",
		})
	case openToWhere(s):
		step := source.SentText(s.Names, literalStart)
		report(p, op, step, weakness.SourceFound{
			Verdict: finding.Possible, Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind, Sink: "the filter of " + q.Told(),
			Summary: fmt.Sprintf("%s chooses the keys of the filter of %s: under $where, text is JavaScript.", source.Subject(step), q.Told()),
			Guard:   "On this way no key that begins with $ is refused, and no list of known fields is asked.",
		})
	}
}

func report(p *weakness.SourcePass, op *source.Operation, step *flow.Step, f weakness.SourceFound) {
	f.Operation, f.Severity, f.Field = op, finding.Critical, step.Origin.Label()
	if op.Access.Privileged() || f.Verdict == finding.Possible {
		f.Severity = finding.High
	}
	p.Report(f)
}

// openToWhere tells whether the client chooses a key of a filter, and text
// for it. Where it can be an object too, that is operator-injection.
func openToWhere(s source.Sink) bool {
	if s.Names == nil || len(s.Path) > 1 || s.In != "filter" || s.As != source.AsFilter && s.As != source.AsCondition {
		return false
	}
	if len(s.Path) == 1 && s.Path[0] != "*" { // the server takes $where at the top of a filter only
		return false
	}
	if s.Names.Has(flow.Plain) || s.Value.Has(flow.Plain) || source.SentText(s.Names, literalStart) == nil {
		return false
	}
	value := s.Value
	if s.As == source.AsFilter {
		value, _ = s.Value.Rest()
	}
	return value != nil && value.Kind.Can(flow.Text) && source.SentObject(value) == nil
}

// literalStart tells whether a part of a name is in order: also the first
// part, that the program has written, since $where must stand alone.
func literalStart(part *flow.Value) bool { return part.Has(flow.Listed) || len(part.Pieces()) > 0 }

// commanded looks at commands that run code: eval, mapReduce.
func commanded(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	if q.Verb != mongo.Command {
		return
	}
	members := source.Members(q.Command)
	if name, ok := q.Command.Text(); ok {
		members = append(members, source.Member{Path: []string{name}, Value: q.Options["value"]})
	}
	for _, m := range members {
		if !slices.Contains([]string{"$eval", "eval", "map", "reduce", "finalize", "$where", "body"}, m.Path[len(m.Path)-1]) {
			continue
		}
		if step := source.SentText(m.Value, source.Formed); step != nil {
			report(p, op, step, weakness.SourceFound{
				Verdict: finding.Likely, Place: q.Place(), Path: step.Path(), Kind: m.Value.Kind, Sink: "code in a command",
				Summary: fmt.Sprintf("%s becomes part of the code that a command makes the server run.", source.Subject(step)),
				Guard:   "On this way it is neither a number nor one of known values.",
			})
		}
	}
}

// made looks at bson.Code(text).
func made(p *weakness.SourcePass, op *source.Operation, e *flow.Event, code *mongo.Script) {
	step := source.SentText(code.Code, source.Formed)
	if step == nil {
		return
	}
	p.Report(weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Possible, Field: step.Origin.Label(), Place: e.Place, Path: step.Path(), Kind: code.Code.Kind, Sink: "made JavaScript for the server",
		Summary: fmt.Sprintf("%s becomes part of JavaScript for the server.", source.Subject(step)),
		Guard:   "On this way it is neither a number nor one of known values.",
	})
}

func where(s source.Sink) string {
	if n := len(s.Path); n > 0 {
		return s.Path[n-1]
	}
	return s.In
}
