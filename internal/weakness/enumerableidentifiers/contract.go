package enumerableidentifiers

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func appliesInContract(p *weakness.ContractPass, op *api.Operation) string {
	if !op.Protected() {
		return "it is for everybody"
	}
	if res := p.Designed(op); res != nil && res.Access != "" {
		return fmt.Sprintf("%s says that %s are %s", res.Place, res.Name, res.Access)
	}
	if _, few := p.Outline.Administrative(op); few {
		return "it is for administrators, who may list all"
	}
	return ""
}

// inContract looks for numbers in the paths of things that belong to people.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		r := p.Outline.Resource(op)
		if r == nil || !reaches(p, op) {
			return
		}
		if res := p.Designed(op); (res == nil || res.Owner == nil) && !source.Private(r.Name) {
			return
		}
		names := op.PathParameters()
		if len(names) == 0 {
			return
		}
		param := op.Parameter("path", names[len(names)-1])
		if param == nil || param.Schema == nil || param.Schema.Type() != "integer" {
			return
		}
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Field: "path." + param.Name, Place: param.Schema.Place,
			Summary: fmt.Sprintf("path.%s is a whole number: who has one %s can guess others.", param.Name, r.Name),
			Guard:   "The contract gives it no form that cannot be guessed, such as a UUID.",
		})
	})
}

// reaches tells whether the operation is about one object by its identifier;
// where one reads it by the same, that tells of it.
func reaches(p *weakness.ContractPass, op *api.Operation) bool {
	switch p.Outline.Purpose(op) {
	case outline.Read:
		return true
	case outline.Update, outline.Delete:
		return !slices.ContainsFunc(p.Operations, func(other *api.Operation) bool {
			return other.Path == op.Path && p.Outline.Purpose(other) == outline.Read
		})
	}
	return false
}
