package massassignment

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// againstDesign looks for properties that the contract lets a request set, and
// the owner of the API does not. Whose an object is, is owner-from-client, and
// what a purchase costs client-side-trust.
func againstDesign(p *weakness.ContractPass, op *api.Operation, res *design.Resource, body *api.Schema) {
	for _, prop := range body.Properties {
		may, stated, at := res.MaySet(prop.Name)
		if !stated || may || res.OwnedBy(prop.Name) != nil || prop.Schema != nil && prop.Schema.ReadOnly || priced(p, op, prop) {
			continue
		}
		place := body.Place
		if prop.Schema != nil {
			place = prop.Schema.Place
		}
		what := fmt.Sprintf("it is not among what %s lets be set of %s", at, res.Name)
		if design.Listed(res.Computed, prop.Name) != nil {
			what = fmt.Sprintf("%s says that only the server sets it", at)
		}
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Medium, Field: "body." + prop.Name, Place: place, Stated: at,
			Summary: fmt.Sprintf("Who calls may send %s, and %s.", prop.Name, what),
			Guard:   "It is not marked as readOnly.",
		})
	}
}

// priced tells whether the property is a number that says what a purchase
// costs.
func priced(p *weakness.ContractPass, op *api.Operation, prop *api.Property) bool {
	r := p.Outline.Resource(op)
	return r != nil && p.Outline.Purpose(op) == outline.Create && lexicon.Purchase(r.Name) && lexicon.Money(prop.Name) &&
		prop.Schema != nil && (prop.Schema.Is("number") || prop.Schema.Is("integer"))
}
