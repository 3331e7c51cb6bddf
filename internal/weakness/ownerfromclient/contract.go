package ownerfromclient

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	if why := p.Unauthenticated(op); why != "" {
		return why
	}
	if _, few := p.Outline.Administrative(op); few {
		return "it is for administrators, who act for others"
	}
	if !op.Protected() {
		return "it asks nobody who they are, so nobody else can say whose it is"
	}
	return ""
}

// inContract looks for an owner that the request names beside the path.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		purpose := p.Outline.Purpose(op)
		for _, d := range weakness.Inputs(op) {
			if d.In != "body" && d.In != "query" || d.Nested || d.Schema != nil && (d.Schema.ReadOnly || len(d.Schema.Enum) > 0) {
				continue
			}
			stated := p.Stated(op).OwnedBy(d.Name)
			if stated == nil && (!lexicon.Identifier(d.Name) && !lexicon.Tenant(d.Name) || !lexicon.Owner(d.Name) && !lexicon.Tenant(d.Name) || other(d.Name)) {
				continue
			}
			if res := p.Stated(op); res != nil && stated == nil && (res.Access != "" || res.Owner != nil) {
				continue // its owner says whose the objects are, and this is not it
			}
			if d.In == "query" && purpose != outline.List && purpose != outline.Search {
				continue
			}
			var at api.Place
			if stated != nil {
				at = stated.Place
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(), Stated: at,
				Summary: fmt.Sprintf("%s says whose the object is, and the client sends it beside a credential that says who calls.", d.Label()),
				Guard:   "The operation asks who calls, so that the owner is known without it.",
			})
		}
	})
}

// other tells whether the identifier is of a part that is played, not of an
// owner: who is called, who has sent a message.
func other(name string) bool {
	switch lexicon.Stem(name) {
	case "caller", "sender", "recipient", "receiver", "from", "to":
		return true
	}
	return false
}
