package plaintextcredentials

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookFiltered looks for a password among what documents are found by.
func lookFiltered(p *weakness.SourcePass, op *source.Operation, q *source.Query) {
	for _, m := range source.Members(q.Filter) {
		s := asSent(m.Value)
		if s == nil || !ofAccount(p, q.Name, m.Name()) || m.Excludes() {
			continue
		}
		reportPassword(p, op, q.Place(), s, m.Value.Kind, s.Origin.Label(), fmt.Sprintf("%s is compared in the filter of %s as it was sent: passwords are stored in clear.", s.Origin.Label(), q.Told()), "part of the filter of "+q.Told())
	}
}

// lookCompared looks for conditions that compare a stored password with the
// one that was sent.
func lookCompared(p *weakness.SourcePass, op *source.Operation) {
	for f := range op.Conditions() {
		if f.Op != "==" && !strings.HasSuffix(f.Who, ".compare_digest") {
			continue
		}
		// Of compare_digest the arguments are told as one.
		for _, pair := range [][2]*flow.Value{{f.Left, f.Right}, {f.Right, f.Left}, {f.Right, f.Right}} {
			stored, sent := storedPassword(p, pair[0]), asSent(pair[1])
			if stored == nil || sent == nil || pair[1].Literal() {
				continue
			}
			reportPassword(p, op, f.Place, sent, pair[1].Kind, sent.Origin.Label(), fmt.Sprintf("%s is compared with the password in %s as it was sent: passwords are stored in clear.", sent.Origin.Label(), stored.Origin.In), "compared with "+stored.Origin.Label())
		}
	}
}

func storedPassword(p *weakness.SourcePass, v *flow.Value) *flow.Step {
	if v == nil || v.Has(flow.Hashed) {
		return nil
	}
	for _, s := range v.FromSource(flow.Database) {
		if !s.Weak && ofAccount(p, s.Origin.In, s.Origin.Name) && !hidden(s) {
			return s
		}
	}
	return nil
}
