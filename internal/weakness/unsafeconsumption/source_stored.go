package unsafeconsumption

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// thirdParty looks for answers of other servers that are stored whole: which
// fields a document has is then up to them.
func thirdParty(p *weakness.SourcePass, op *source.Operation) {
	for _, q := range op.Queries {
		if q.Verb != mongo.Insert && q.Verb != mongo.Update && q.Verb != mongo.Replace {
			continue
		}
		for _, s := range q.Sinks() {
			if step := unselected(s); step != nil {
				reportStored(p, op, q, s, step)
				break
			}
		}
	}
}

// unselected is content of another server whose keys become fields.
func unselected(s source.Sink) *flow.Step {
	switch s.As {
	case source.AsDocument, source.AsAssigned, source.AsUpdate:
	default:
		if s.In == "filter" || s.In == "pipeline" || !s.Mapping() {
			return nil
		}
	}
	if len(s.Value.Names()) > 0 || !s.Value.Kind.Can(flow.Document|flow.List) {
		return nil
	}
	for _, step := range s.Value.FromSource(flow.Outside) {
		if out, ok := step.Origin.Data.(*packages.Outbound); ok && !step.Weak && elsewhere(out) {
			return step
		}
	}
	return nil
}

// elsewhere tells whether somebody else runs the server: its address is not
// spelled out as one of the own network.
func elsewhere(out *packages.Outbound) bool {
	for _, v := range []*flow.Value{out.Base, out.Address} {
		if text, _ := source.Spelled(v); strings.Contains(text, "://") {
			return source.RemoteHost(text) != "" || strings.HasPrefix(text, "\x00")
		}
	}
	return true
}

func reportStored(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink, step *flow.Step) {
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Field: "response", Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    "stored by " + q.Told(),
		Summary: fmt.Sprintf("What another server has answered is stored by %s with whatever fields it has.", q.Told()),
		Guard:   "On this way no fields are selected, and no schema is asked.",
	}
	if unknown := source.Screened(q.Event.Facts); unknown != "" {
		f.Verdict, f.Guard = finding.Possible, f.Guard+unknown
	}
	p.Report(f)
}
