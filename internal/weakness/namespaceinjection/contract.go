package namespaceinjection

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for names of collections and databases that the client
// may choose freely.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		for _, d := range weakness.Inputs(op) {
			if d.Schema == nil || !d.Schema.Is("string") || weakness.Fixed(d.Schema) || d.In == "path" || !lexicon.Namespace(d.Name) {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s names what is read, and may be any text.", d.Label()),
				Guard:   "The contract lists no names that are allowed.",
			})
		}
	})
}
