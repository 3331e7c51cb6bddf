package missingratelimit

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	secret := slices.ContainsFunc(weakness.Inputs(op), func(d weakness.Declared) bool { return lexicon.Password(d.Name) || lexicon.Code(d.Name) })
	switch p.Outline.Purpose(op) {
	case outline.Login:
		// One without a body that is described may be a way in as well.
		if secret || weakness.BodySchema(op) == nil && len(op.Parameters) == 0 {
			return ""
		}
	case outline.Reset:
		return ""
	}
	return "guessing it often gains nothing"
}

// inContract looks for logins and resets that never answer 429 (RFC 6585,
// section 4).
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		if slices.ContainsFunc(op.Responses, func(r *api.Response) bool {
			return r.Status == "429" || r.Status == "4XX" || r.Status == "4xx" || r.Status == "default"
		}) || op.Reads() {
			return
		}
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Place: op.Place,
			Summary: fmt.Sprintf("%s is for guessing who does it often, and no answer says that it was too often.", op.Path),
			Guard:   "The operation declares no answer 429.",
		})
	})
}
