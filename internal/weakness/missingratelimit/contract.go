package missingratelimit

import (
	"fmt"
	"slices"
	"strings"

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
// section 4), and for contracts in which no operation does.
func inContract(p *weakness.ContractPass) {
	found := false
	p.Each(func(op *api.Operation) {
		if saysLimit(op) || op.Reads() {
			return
		}
		found = true
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Place: op.Place,
			Summary: fmt.Sprintf("%s is for guessing who does it often, and no answer says that it was too often.", op.Path),
			Guard:   "The operation declares no answer 429.",
		})
	})
	if found || len(p.Operations) < several || slices.ContainsFunc(p.Operations, saysLimit) {
		return
	}
	p.Report(weakness.ContractFound{
		Severity: finding.Info, Place: p.Operations[0].Place,
		Summary: fmt.Sprintf("No answer of %d operations says that there were too many calls; the first is %s.", len(p.Operations), p.Operations[0]),
		Guard:   "There is neither 429 nor a header that tells a limit.",
	})
}

// several operations make an API of which one may expect a limit.
const several = 5

// saysLimit tells whether the operation says that there is a limit: by 429 or
// what stands for it, or by headers (draft-ietf-httpapi-ratelimit-headers).
func saysLimit(op *api.Operation) bool {
	return slices.ContainsFunc(op.Responses, func(r *api.Response) bool {
		return r.Status == "429" || r.Status == "4XX" || r.Status == "default" || slices.ContainsFunc(r.Headers, func(h string) bool {
			h = strings.ReplaceAll(strings.ToLower(h), "-", "")
			return strings.Contains(h, "ratelimit")
		})
	})
}
