package clientsidetrust

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	if _, few := p.Outline.Administrative(op); few {
		return "it is for administrators, who set prices"
	}
	r := p.Outline.Resource(op)
	if r == nil || p.Outline.Purpose(op) != outline.Create || !lexicon.Purchase(r.Name) {
		return "it buys nothing"
	}
	return ""
}

// inContract looks for totals and prices that the client sends when it buys.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		for _, d := range weakness.Inputs(op) {
			if d.In != "body" || d.Schema == nil || d.Schema.ReadOnly || !d.Schema.Is("number") && !d.Schema.Is("integer") || !lexicon.Money(d.Name) {
				continue
			}
			if may, stated, _ := p.Designed(op).MaySet(d.Path); stated && may {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("Who buys sends %s, which the server has to know by itself.", d.Path),
				Guard:   "It is not marked as readOnly.",
			})
		}
	})
}
