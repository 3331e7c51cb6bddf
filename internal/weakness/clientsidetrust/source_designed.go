package clientsidetrust

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// decided looks at a property of which the owner of the API says who sets it,
// and tells whether nothing else needs to be asked. What accounts have that
// only the server sets is mass-assignment.
func decided(p *weakness.SourcePass, op *source.Operation, q *source.Query, m source.Member, c *source.Collection) bool {
	r, name := p.Designed(op, q), m.Name()
	if r == nil || name == "" {
		return false
	}
	if may, stated, at := r.MaySet(name); may && stated {
		p.Clean(op, "%s says that a request may set %s", at, name)
		return true
	}
	w := design.Listed(r.Computed, name)
	if w == nil || c.Accounts() || op.Access.Shared() || spread(q.Document) || spread(set(q.Update)) {
		return false
	}
	step := saidAs(m, name)
	if step == nil || checked(q.Event.Facts, step.Origin) {
		return false
	}
	report(p, op, q, m, step, name, finding.Likely, fmt.Sprintf(" By the design only the server sets %s (%s).", name, w.Place))
	return true
}

// spread tells whether a mapping of the request is in the document with
// whatever properties it has, which is mass-assignment.
func spread(document *flow.Value) bool {
	rest, names := document.Rest()
	return len(rest.FromSource(flow.Request)) > 0 && !names.Literal() && !names.Has(flow.Listed)
}

// set is what an update sets; nil where it does not say so.
func set(update *flow.Value) *flow.Value {
	for _, f := range update.Fields() {
		if f.Name == "$set" {
			return f.Value
		}
	}
	return nil
}

// saidAs is the step of the request that says the value of a property that
// the server should set: by the same name, or by one of a price or a state. A
// digest is worked out.
func saidAs(m source.Member, name string) *flow.Step {
	if m.Value.Has(flow.Hashed) {
		return nil
	}
	for _, s := range m.Value.FromSource(flow.Request) {
		said := last(s.Origin.Name)
		if s.Origin.In != "path" && !s.Weak && !s.Part && (said == last(name) || sum(said) || state(said) || catalogued(said)) {
			return s
		}
	}
	return nil
}

// checked tells whether what the request says was equal to something that the
// database holds or that is worked out from it.
func checked(facts *flow.Fact, o *flow.Origin) bool {
	for f := range facts.All {
		if f.Op != "==" || f.Not || f.Right == nil {
			continue
		}
		for i, v := range []*flow.Value{f.Left, f.Right} {
			other := []*flow.Value{f.Right, f.Left}[i]
			if len(v.Flows) == 1 && v.Flows[0].Origin.Label() == o.Label() && len(other.FromSource(flow.Database)) > 0 {
				return true
			}
		}
	}
	return false
}
