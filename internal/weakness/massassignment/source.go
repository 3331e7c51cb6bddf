package massassignment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
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

// inSource looks for mappings of the request that become documents, or parts
// of them, whatever keys they have, and for privileged properties that a
// document takes from it by name.
func inSource(p *weakness.SourcePass) {
	p.Each(func(op *source.Operation) {
		written := false
		for _, q := range op.Queries {
			whole := false
			sinks := q.Sinks()
			for _, s := range sinks {
				written = written || top(s)
				whole = mapping(p, op, q, s) || whole
			}
			if whole {
				continue
			}
			for _, s := range sinks {
				named(p, op, q, s)
			}
		}
		if written {
			p.Clean(op, "it writes named properties only, none of which is privileged")
		}
	})
}

// top tells whether the sink is a document that is written, or one of its
// properties: not what is deeper in it.
func top(s source.Sink) bool {
	switch s.As {
	case source.AsDocument, source.AsAssigned, source.AsStored:
	default:
		return false
	}
	path := s.Path
	if s.In == "update" {
		if len(path) == 0 || path[0] != "$set" && path[0] != "$setOnInsert" {
			return false
		}
		path = path[1:]
	} else if len(path) > 0 && path[0] == "*" && s.Names == nil { // of insert_many
		path = path[1:]
	}
	if s.As == source.AsStored {
		return len(path) == 1 || len(path) == 2 && path[0] == "*"
	}
	return len(path) == 0
}

// mapping tells of a mapping that is written whole.
func mapping(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) bool {
	if !top(s) || s.Names == nil || s.As == source.AsStored && !s.Mapping() {
		return false
	}
	if _, below := source.Begun(s.Names); below { // f"settings.{name}": none of the document's own
		return false
	}
	step := sentMapping(s)
	c, r := p.Collections[q.Name], p.Designed(op, q)
	if step == nil {
		return false
	}
	if selected(q, c, s.Names) {
		return allowlist(p, op, q, s, step)
	}
	open, closed := privileged(c, r, document(q, s))
	f := weakness.SourceFound{
		Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    "written by " + q.Told(),
		Summary: fmt.Sprintf("%s is written by %s with whatever properties it has.", source.Subject(step), q.Told()),
		Guard:   "On this way no property is compared with known ones: no allowlist, no schema, no document of named properties.",
	}
	switch {
	case op.Access.Privileged():
		f.Verdict, f.Severity = finding.Possible, finding.Medium
	case len(open) > 0:
		f.Severity = finding.Critical
		f.Summary = fmt.Sprintf("%s is written by %s with whatever properties it has: the client can set %s.", source.Subject(step), q.Told(), list(open))
	case slices.ContainsFunc(closed, lexicon.Privileged):
		f.Verdict, f.Severity = finding.Possible, finding.Medium
		f.Guard += fmt.Sprintf(" The source itself sets or removes %s behind it.", list(closed))
	}
	f.Guard += stated(r, slices.Concat(open, closed))
	if unknown := source.Screened(q.Event.Facts); unknown != "" {
		f.Verdict, f.Guard = finding.Possible, f.Guard+unknown
	}
	p.Report(f)
	return true
}

// sentMapping finds what of the request is the mapping at the sink.
func sentMapping(s source.Sink) *flow.Step {
	if s.As != source.AsStored && !s.Value.Kind.Can(flow.Document|flow.List) || s.Value.Literal() {
		return nil
	}
	for _, step := range s.Value.FromSource(flow.Request) {
		if !step.Weak {
			return step
		}
	}
	return nil
}

// selected tells whether keys were compared with known ones. That a model
// refuses keys of which it has no field selects none of its fields.
func selected(q *source.Query, c *source.Collection, names *flow.Value) bool {
	if names.Has(flow.Listed) || !names.Literal() {
		return names.Has(flow.Listed)
	}
	if q.Driver != "mongoengine" || c == nil {
		return true
	}
	known := names.Texts()
	for name := range c.Fields {
		if name != "_id" && !strings.Contains(name, ".") && !slices.Contains(known, name) {
			return true
		}
	}
	return false
}
