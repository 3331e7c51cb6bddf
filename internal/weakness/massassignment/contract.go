package massassignment

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
		return "it is for administrators, who may set them"
	}
	switch p.Outline.Purpose(op) {
	case outline.Create, outline.Update, outline.SignUp, outline.Action, outline.Other:
	default:
		return "it stores no properties that the client sends"
	}
	if s := weakness.BodySchema(op); s == nil || s.Type() != "object" {
		return "it takes no object"
	}
	return ""
}

// inContract looks for bodies that take what only the server should set: a
// privileged property that is declared, or, in a contract that closes other
// bodies, a body left open beside an object that has such properties.
func inContract(p *weakness.ContractPass) {
	closes := slices.ContainsFunc(p.Operations, func(op *api.Operation) bool { return closed(weakness.BodySchema(op)) })
	p.Each(func(op *api.Operation) {
		body := weakness.BodySchema(op)
		res := p.Stated(op)
		if res != nil {
			againstDesign(p, op, res, body)
		}
		for _, prop := range body.Properties {
			s := prop.Schema
			if !lexicon.Power(prop.Name) || lexicon.Tenant(prop.Name) || s == nil || s.ReadOnly || s.Type() == "object" || !shows(p, op, prop.Name) {
				continue
			}
			if _, stated, _ := res.MaySet(prop.Name); stated {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: "body." + prop.Name, Place: s.Place,
				Summary: fmt.Sprintf("Who calls may send %s, which says what they may do and comes back with the object.", prop.Name),
				Guard:   "It is not marked as readOnly.",
			})
		}
		if !closes || body.Additional != nil || len(body.Any) > 0 {
			return
		}
		if name := kept(p, op, body); name != "" {
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: "body", Place: body.Place,
				Summary: fmt.Sprintf("The body may have properties that are not declared, and the object has %s, which is not the client's to set.", name),
				Guard:   "Other bodies of the contract have additionalProperties: false; this one has not.",
			})
		}
	})
}

func closed(s *api.Schema) bool {
	return s != nil && s.Type() == "object" && s.Additional != nil && !s.Additional.Allowed
}

// kept is a property of the object that the server keeps for itself: one that
// is privileged or computed, and that the body does not have.
func kept(p *weakness.ContractPass, op *api.Operation, body *api.Schema) string {
	for _, d := range answers(p, op) {
		if body.Property(d.Name) == nil && !d.Nested && (d.Schema != nil && d.Schema.ReadOnly || lexicon.Power(d.Name) || lexicon.Value(d.Name) || lexicon.Computed(d.Name)) {
			return d.Name
		}
	}
	return ""
}

func shows(p *weakness.ContractPass, op *api.Operation, name string) bool {
	return slices.ContainsFunc(answers(p, op), func(d weakness.Declared) bool { return d.Name == name })
}

// answers are the properties of the object that the operation writes, as it
// or those that read the same answer them.
func answers(p *weakness.ContractPass, op *api.Operation) []weakness.Declared {
	all := weakness.Outputs(op)
	r := p.Outline.Resource(op)
	if p.Outline.Purpose(op) == outline.SignUp {
		r = p.Outline.Accounts
	}
	if r == nil {
		return all
	}
	for _, read := range r.Read {
		all = append(all, weakness.Outputs(read)...)
	}
	for _, other := range p.Operations {
		if other.Path == op.Path && other.Reads() || p.Outline.Purpose(op) == outline.SignUp && p.Outline.Purpose(other) == outline.Self {
			all = append(all, weakness.Outputs(other)...)
		}
	}
	return all
}
