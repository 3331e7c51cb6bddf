package missingfunctionauthorization

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
)

// claimed is where the operation asks for a role and believes the client: a
// header or a cookie of that name. Nil: nowhere. What a body or a query says
// of a role may be of somebody else's.
func claimed(op *source.Operation) *flow.Fact {
	var found *flow.Fact
	look := func(e *flow.Event) {
		for f := range e.Facts.All {
			if found == nil && claims(f) {
				found = f
			}
		}
	}
	for _, q := range op.Queries {
		look(q.Event)
	}
	for _, a := range op.Answers {
		look(a.Event)
	}
	return found
}

func claims(f *flow.Fact) bool {
	switch f.Op {
	case "==", "in", "truthy", "call":
		return !f.Not && said(f) != nil
	}
	return false
}

// said is what of the request the fact takes for a role.
func said(f *flow.Fact) *flow.Step {
	v := source.Tested(f)
	if v == nil || source.IsCaller(v) {
		return nil
	}
	for _, s := range v.FromSource(flow.Request) {
		if (s.Origin.In == "header" || s.Origin.In == "cookie") && source.RoleName(s.Origin.Name) {
			return s
		}
	}
	return nil
}

// believed is the finding for a role that the client claims.
func (l unasked) believed(f *flow.Fact) few {
	return few{
		what: "call " + l.op.String(), why: fmt.Sprintf("the role that it asks for is what %s says", said(f).Origin.Label()),
		severity: finding.Critical, verdict: finding.Likely, at: f.Place,
		guard: "The client sends it, and no session, token or account is asked.",
	}
}
