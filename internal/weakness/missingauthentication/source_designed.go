package missingauthentication

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/mongo"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// stated is the sentence of what the owner of the API has written that wants
// the operation to ask who calls, whatever it does: it is for a role, or is not
// among what is public. "" for nothing.
func stated(p *weakness.SourcePass, op *source.Operation) string {
	if roles, _, at := p.Given(op); roles != "" {
		return fmt.Sprintf("By the design it is for %s (%s).", roles, at)
	}
	if closed, at := p.Intent().Closed(); closed {
		return fmt.Sprintf("By the design it is not among what everybody may call (%s).", at)
	}
	return ""
}

// of is the operation as far as it does the query, of whose documents the
// owner of the API may have written that they are not there for everybody.
func (l unasked) of(q *source.Query) unasked {
	r := l.p.Designed(l.op, q)
	switch {
	case l.stated != "" || r == nil:
	case len(r.Owner) > 0:
		l.stated = fmt.Sprintf("By the design each of %s is somebody's (%s).", r.Name, r.Owner[0].Place)
	case r.Access == design.AllCallers:
		l.stated = fmt.Sprintf("By the design %s are for all who are known (%s).", r.Name, r.Place)
	}
	return l
}

// shared says that the operation only shows what is public by the design.
func shared(p *weakness.SourcePass, op *source.Operation) string {
	why := ""
	for _, q := range op.Queries {
		r := p.Designed(op, q)
		if r == nil || r.Access != design.Everybody || q.Changes() || q.Verb == mongo.Insert {
			return ""
		}
		why = weakness.Everybodys(r)
	}
	return why
}

// called is what can be said of an operation that is not to be called by
// everybody, whatever it does.
func (l unasked) called() wrong {
	for _, q := range l.op.Queries {
		if c := l.p.Collections[q.Name]; c != nil && c.Accounts() && (q.Verb == mongo.Insert || recovers(q)) {
			return wrong{} // it is there for those who are not known yet, or no longer
		}
	}
	w := wrong{what: "can call " + l.op.String(), severity: finding.Low, verdict: finding.Likely}
	if len(l.op.Queries) > 0 {
		w.severity, w.at = finding.Medium, l.op.Queries[0].Place()
	}
	return w
}
