package operatorinjection

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for what picks documents and may be an object: values of a
// login or search without a type, and filters of any shape.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		purpose := p.Outline.Purpose(op)
		picks := purpose == outline.Login || purpose == outline.Reset || purpose == outline.Search
		for _, d := range weakness.Inputs(op) {
			if d.In != "body" && d.In != "query" || !weakness.Open(d.Schema) {
				continue
			}
			filter := lexicon.Query(d.Name) && !lexicon.FreeText(d.Name)
			// A parameter without a schema is text; a property is anything.
			if !filter && !(picks && d.In == "body") {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s picks documents and may be an object, so that it may hold query operators.", d.Label()),
				Guard:   "The contract gives it neither a scalar type nor the properties that it may have.",
			})
		}
	})
}
