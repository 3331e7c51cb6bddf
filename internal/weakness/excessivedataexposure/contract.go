package excessivedataexposure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for what no answer should hold: passwords, what is kept of
// them, secrets.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		if p.Unauthenticated(op) != "" {
			return // a login answers with a token
		}
		res := p.Designed(op)
		if res != nil {
			againstDesign(p, op, res)
		}
		all := weakness.Outputs(op)
		access := map[string]bool{} // properties that tell how to reach another server
		for _, d := range all {
			if d.Name == "host" || d.Name == "hostname" || d.Name == "uri" || d.Name == "port" {
				access[above(d)] = true
			}
		}
		for _, d := range all {
			if d.Schema == nil || d.Schema.WriteOnly || !d.Schema.Is("string") || !neverShown(d.Name) || access[above(d)] {
				continue
			}
			if _, stated, _ := res.MayShow(d.Path); stated {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("The answer holds %s, which nobody who calls needs.", d.Path),
				Guard:   "It is not marked as writeOnly.",
			})
		}
	})
}

// above is the path of the property that holds it.
func above(d weakness.Declared) string { return strings.TrimSuffix(d.Path, d.Name) }

// neverShown tells whether a property of the name has no place in an answer.
// A key that was just made is shown once, a card or an account number to
// whom it belongs.
func neverShown(name string) bool {
	if lexicon.Password(name) {
		return true
	}
	words := lexicon.Words(name)
	has := func(all ...string) bool {
		return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(all, w) })
	}
	return lexicon.Sensitive(name) && (has("hash", "hashed", "salt", "digest", "cvv", "cvc", "cvv2", "cvc2") || has("internal") && has("note", "comment", "remark"))
}
