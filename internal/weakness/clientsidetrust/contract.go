package clientsidetrust

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
	if _, few := p.Outline.Administrative(op); few {
		return "it is for administrators, who set prices"
	}
	r := p.Outline.Resource(op)
	if r == nil || p.Outline.Purpose(op) != outline.Create || !bought(r.Name) {
		return "it buys nothing"
	}
	return ""
}

// bought tells whether objects of the name are made when something is bought.
func bought(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch lexicon.Singular(w) {
		case "order", "purchase", "checkout", "booking", "reservation", "cart", "basket", "bestellung", "pedido", "commande":
			return true
		}
		return false
	})
}

// inContract looks for totals and prices that the client sends when it buys.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		for _, d := range weakness.Inputs(op) {
			if d.In != "body" || d.Schema == nil || d.Schema.ReadOnly || !d.Schema.Is("number") && !d.Schema.Is("integer") || !moneyName(d.Name) {
				continue
			}
			if may, stated, _ := p.Stated(op).MaySet(d.Path); stated && may {
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

func moneyName(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool {
		switch w {
		case "price", "total", "subtotal", "discount", "preis", "summe", "precio", "prix":
			return true
		}
		return false
	})
}
