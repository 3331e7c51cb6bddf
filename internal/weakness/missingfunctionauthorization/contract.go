package missingfunctionauthorization

import (
	"encoding/json"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	if _, few := p.Outline.Administrative(op); !few {
		return "nothing says that it is for few"
	}
	if !op.Protected() {
		return "it asks for no credential: that is missing authentication"
	}
	return ""
}

// inContract looks for administrative operations that ask for no more than
// ordinary ones do, in a contract that can tell the two apart: others ask for
// a scope or a scheme of their own.
func inContract(p *weakness.ContractPass) {
	ordinary, common, all := map[string]*api.Operation{}, map[string]int{}, 0
	var special *api.Operation
	for _, op := range p.Operations {
		if _, few := p.Outline.Administrative(op); !few && op.Protected() {
			ordinary[asked(op)] = op
			common[asked(op)]++
			all++
		}
	}
	for _, op := range p.Operations {
		if _, few := p.Outline.Administrative(op); few && op.Protected() && ordinary[asked(op)] == nil && special == nil {
			special = op
		}
	}
	if special == nil {
		return
	}
	p.Each(func(op *api.Operation) {
		other := ordinary[asked(op)]
		if other == nil || scoped(op) && oneIn*common[asked(op)] < all {
			return // a scope that few ask for is one of its own
		}
		why, _ := p.Outline.Administrative(op)
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Medium, Place: op.Place,
			Summary: fmt.Sprintf("It is for administrators (%s), and asks for no more than %s does.", why, other),
			Guard:   fmt.Sprintf("%s asks for a scope or scheme of its own.", special),
		})
	})
}

// oneIn ordinary operations or more ask for what is ordinary.
const oneIn = 4

// scoped tells whether the operation asks for scopes or roles.
func scoped(op *api.Operation) bool {
	for _, r := range op.Security {
		for _, scopes := range r {
			if len(scopes) > 0 {
				return true
			}
		}
	}
	return false
}

// asked tells the requirements of an operation in one text.
func asked(op *api.Operation) string {
	text, err := json.Marshal(op.Security) // keys of maps are sorted
	if err != nil {
		return ""
	}
	return string(text)
}
