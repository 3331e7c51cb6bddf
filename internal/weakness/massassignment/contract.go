package massassignment

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
// privileged property that is declared, one that the server works out in a
// component that is answered too, or, in a contract that closes other bodies, a
// body left open beside an object that has such properties.
func inContract(p *weakness.ContractPass) {
	closes := closing(p)
	p.Each(func(op *api.Operation) {
		body := unwrapped(weakness.BodySchema(op))
		res := p.Designed(op)
		if res != nil {
			againstDesign(p, op, res, body)
		}
		for _, prop := range body.Properties {
			if _, stated, _ := res.MaySet(prop.Name); stated {
				continue
			}
			granted(p, op, prop)
		}
		shared(p, op, body, res)
		anything(p, op, body)
		if !closes || body.Additional != nil || len(body.Any) > 0 || len(body.Properties) == 0 {
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

// anything reports a body that says that it takes whatever is sent, beside an
// object that has what only the server should set.
func anything(p *weakness.ContractPass, op *api.Operation, body *api.Schema) {
	said := body.Additional != nil && body.Additional.Allowed && body.Additional.Schema == nil
	if !said && (len(body.Properties) > 0 || body.Additional != nil || len(body.Any) > 0) {
		return
	}
	name := kept(p, op, body)
	if words := lexicon.Words(name); name == "" || words[len(words)-1] == "status" {
		return // many things have a status that those who use them set
	}
	f := weakness.ContractFound{
		Operation: op, Severity: finding.Low, Field: "body", Place: body.Place,
		Summary: fmt.Sprintf("The body may be any object, and the object has %s, which is not the client's to set.", name),
		Guard:   "It declares no properties.",
	}
	if said {
		f.Severity, f.Guard = finding.Medium, "It says so: additionalProperties is true."
	}
	p.Report(f)
}

// oneIn bodies is closed in a contract that means to close them.
const oneIn = 3

// closing tells whether the contract closes bodies as a rule: one that does it
// here and there says nothing by not doing it.
func closing(p *weakness.ContractPass) bool {
	shut, open := 0, 0
	for _, op := range p.Operations {
		switch s := weakness.BodySchema(op); {
		case closed(s):
			shut++
		case s != nil && s.Type() == "object" && s.Additional == nil && len(s.Any) == 0:
			open++
		}
	}
	return shut > 0 && oneIn*shut >= shut+open
}

// unwrapped is what a body or answer holds alone: {"data": {…}}.
func unwrapped(s *api.Schema) *api.Schema {
	for range wrapped {
		if s == nil || len(s.Properties) != 1 || s.Properties[0].Schema.Type() != "object" {
			return s
		}
		s = s.Properties[0].Schema
	}
	return s
}

// wrapped is how deep an object may lie in a body.
const wrapped = 3

func closed(s *api.Schema) bool {
	return s != nil && s.Type() == "object" && s.Additional != nil && !s.Additional.Allowed
}

// kept is a property of the object that the server keeps for itself: one that
// is privileged or computed, and that the body does not have.
func kept(p *weakness.ContractPass, op *api.Operation, body *api.Schema) string {
	for _, d := range answers(p, op) {
		if body.Property(d.Name) == nil && !d.Nested && !strings.HasPrefix(d.Name, "_") && (d.Schema != nil && d.Schema.ReadOnly || lexicon.Power(d.Name) || lexicon.Value(d.Name) || lexicon.Computed(d.Name)) {
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
