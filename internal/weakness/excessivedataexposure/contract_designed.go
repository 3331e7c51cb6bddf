package excessivedataexposure

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// againstDesign looks for properties that the contract lets come back, and the
// owner of the API does not.
func againstDesign(p *weakness.ContractPass, op *api.Operation, res *design.Resource) {
	for _, d := range weakness.Outputs(op) {
		if secret := design.Listed(res.Secret, d.Path); secret != nil && (d.Schema == nil || !d.Schema.WriteOnly) {
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: "response." + secret.Text, Place: d.Place(), Stated: secret.Place,
				Summary: fmt.Sprintf("The answer holds %s, and %s says that it is secret.", secret.Text, secret.Place),
			})
		}
	}
	if res.Readable == nil {
		return
	}
	object := objectOf(weakness.AnswerSchema(op), res)
	if object == nil {
		return
	}
	for _, prop := range object.Properties {
		if may, stated, at := res.MayShow(prop.Name); stated && !may && design.Listed(res.Secret, prop.Name) == nil && (prop.Schema == nil || !prop.Schema.WriteOnly) {
			place := op.Place
			if prop.Schema != nil {
				place = prop.Schema.Place
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Low, Field: "response." + prop.Name, Place: place, Stated: at,
				Summary: fmt.Sprintf("The answer holds %s, which is not among what %s lets be read of %s.", prop.Name, at, res.Name),
			})
		}
	}
}

// objectOf is the schema of the resource's objects in an answer, which may
// put them into lists and envelopes: the one with most properties that may be
// read, the outer one of two. Nil where none has any.
func objectOf(s *api.Schema, res *design.Resource) *api.Schema {
	var best *api.Schema
	most := 0
	seen := map[*api.Schema]bool{}
	for level := []*api.Schema{s}; len(level) > 0; {
		var next []*api.Schema
		for _, s := range level {
			if s == nil || seen[s] {
				continue
			}
			seen[s] = true
			n := 0
			for _, prop := range s.Properties {
				if design.Listed(res.Readable, prop.Name) != nil {
					n++
				}
				next = append(next, prop.Schema)
			}
			if n > most {
				best, most = s, n
			}
			next = append(append(next, s.Items), s.Any...)
		}
		level = next
	}
	return best
}
