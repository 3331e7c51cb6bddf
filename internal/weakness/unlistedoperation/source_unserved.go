package unlistedoperation

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// lookUnserved reports what is listed and not served, if the applications are
// known well enough to say so.
func lookUnserved(p *weakness.SourcePass) {
	served := map[*api.Operation]bool{}
	for _, op := range p.Operations {
		served[op.Operation] = true
	}
	var missing []*api.Operation
	for _, c := range p.Contract.Operations {
		if !served[c] {
			missing = append(missing, c)
		}
	}
	if len(missing) == 0 || 2*len(missing) > len(p.Contract.Operations) || len(p.Limits) > 0 {
		return
	}
	var names []string
	for _, c := range missing {
		names = append(names, c.String())
	}
	at := missing[0].Place
	p.Report(weakness.SourceFound{
		Severity: finding.Info, Verdict: finding.Possible, Field: "contract", Place: source.Spot(at), Sink: "is listed",
		Summary: fmt.Sprintf("The contract lists what no route serves: %s.", weakness.List(names)),
		Guard:   "No application of the source registers a route with this method and path.",
	})
}
