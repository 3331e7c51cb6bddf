package massassignment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// document is what the source spells out of the document that the sink is in.
func document(q *source.Query, s source.Sink) *flow.Value {
	v := q.Document
	if s.In == "update" {
		f, _ := q.Update.Field(s.Path[0])
		return f.Value
	}
	if elements, _ := v.Elements(); len(elements) > 0 {
		return elements[0]
	}
	return v
}

// privileged are the fields of the collection that only some may set: those
// that stay open to the client, and those that the source sets or removes.
func privileged(c *source.Collection, r *design.Resource, doc *flow.Value) (open, closed []string) {
	if c == nil {
		return nil, nil
	}
	for _, name := range guarded(c, r) {
		f, spelled := doc.Field(name)
		if spelled && (f.Gone() || !f.Maybe && !f.Value.From(flow.Request)) {
			closed = append(closed, name)
		} else {
			open = append(open, name)
		}
	}
	return open, closed
}

// named tells of a privileged property that comes from the request by name.
func named(p *weakness.SourcePass, op *source.Operation, q *source.Query, s source.Sink) {
	name := s.Name()
	c := p.Collections[q.Name]
	if s.As != source.AsStored || !top(s) || s.Names != nil || c == nil || unwritable(p, op, q, s, c) {
		return
	}
	if strings.Contains(name, ".") || op.Access.Authorized() || op.Access.Unclear() {
		return
	}
	if !c.Accounts() && !lexicon.Administrative(name) { // a role may be one in a film
		return
	}
	step := power(name, s.Value)
	if step == nil {
		return
	}
	f := weakness.SourceFound{
		Operation: op, Severity: finding.Critical, Verdict: finding.Likely, Field: step.Origin.Label(), Place: q.Place(), Path: s.Way(q, step), Kind: s.Value.Kind,
		Sink:    fmt.Sprintf("%s of %s", name, q.Told()),
		Summary: fmt.Sprintf("%s is written to %s by %s: the client grants itself what others should.", source.Subject(step), name, q.Told()),
		Guard:   "Nothing asks for a role before it, and the value is not one of those that everybody may have.",
	}
	if !lexicon.Power(name) {
		f.Verdict, f.Severity = finding.Possible, finding.Medium
	}
	p.Report(f)
}

// power finds what of the request a privileged property holds. What the
// server should compute is client-side-trust, a tenant owner-from-client.
func power(name string, v *flow.Value) *flow.Step {
	if !lexicon.Privileged(name) || lexicon.Tenant(name) || lexicon.Computed(name) {
		return nil
	}
	if v.Has(flow.Listed) && slices.ContainsFunc(v.Texts(), func(t string) bool { return lexicon.Administrative(t) }) {
		for _, s := range v.FromSource(flow.Request) {
			if !s.Weak {
				return s
			}
		}
	}
	return source.Sent(v)
}

func list(names []string) string {
	const shown = 4
	more := ""
	if len(names) > shown {
		names, more = names[:shown], " and more"
	}
	if len(names) == 1 || more != "" {
		return strings.Join(names, ", ") + more
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}
