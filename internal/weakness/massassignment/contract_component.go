package massassignment

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// shared reports a component that is both what the API answers and what it
// takes for a change, with what only the server can know in it.
func shared(p *weakness.ContractPass, op *api.Operation, body *api.Schema, res *design.Resource) {
	r := p.Outline.Resource(op)
	if r == nil || p.Outline.Purpose(op) != outline.Update || body.Name == "" || !isRead(p, op, body) {
		return
	}
	var names []string
	for _, prop := range body.Properties {
		s := prop.Schema
		if _, stated, _ := res.MaySet(prop.Name); stated || s == nil || s.ReadOnly || !s.Is("number") && !s.Is("integer") && !s.Is("boolean") || s.Type() == "" {
			continue
		}
		if worked(prop.Name, r.Name) {
			names = append(names, prop.Name)
		}
	}
	if len(names) == 0 {
		return
	}
	p.Report(weakness.ContractFound{
		Operation: op, Severity: finding.Medium, Field: "body." + names[0], Place: body.Place,
		Summary: fmt.Sprintf("%s is both what is answered and what is taken for a change, so that who calls may send %s.", body.Name, weakness.List(names)),
		Guard:   "It is not marked as readOnly.",
	})
}

// worked tells whether the server works a value of the name out itself, in
// objects of the kind.
func worked(name, kind string) bool {
	words := lexicon.Words(name)
	if len(words) == 0 {
		return false
	}
	switch words[len(words)-1] {
	case "balance", "credits", "paid", "premium", "points", "refunded":
		return true
	case "total", "subtotal":
		return slices.ContainsFunc(lexicon.Words(kind), func(w string) bool {
			switch lexicon.Singular(w) {
			case "order", "invoice", "payment", "purchase", "cart", "basket", "checkout", "booking", "reservation", "subscription":
				return true
			}
			return false
		})
	}
	return false
}

// isRead tells whether the schema is that of the object as it is read.
func isRead(p *weakness.ContractPass, op *api.Operation, s *api.Schema) bool {
	return slices.ContainsFunc(p.Operations, func(other *api.Operation) bool {
		if !other.Reads() || p.Outline.Resource(other) != p.Outline.Resource(op) {
			return false
		}
		answer := unwrapped(weakness.AnswerSchema(other))
		return answer == s || answer != nil && answer.Type() == "array" && answer.Items == s
	})
}
