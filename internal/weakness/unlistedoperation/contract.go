package unlistedoperation

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for operations that are deprecated, and so still served.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		if op.Deprecated {
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Low, Place: op.Place,
				Summary: fmt.Sprintf("%s is deprecated, and the contract still offers it.", op),
				Guard:   "What nobody uses and nobody mends any more is best taken out.",
			})
		}
	})
}
