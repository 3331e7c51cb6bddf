package unlistedoperation

import (
	"fmt"
	"net/url"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// trial are labels of hosts on which something is tried out.
var trial = regexp.MustCompile(`(?i)(^|[.-])(staging|stage|dev|develop|development|test|testing|qa|uat|preprod|internal)[0-9]*([.-]|$)`)

// inContract looks for operations that are deprecated, and so still served,
// and for servers of other environments. A sandbox is there for customers.
func inContract(p *weakness.ContractPass) {
	if len(p.Servers) > 1 {
		for _, server := range p.Servers {
			if u, err := url.Parse(server); err == nil && trial.MatchString(u.Hostname()) {
				p.Report(weakness.ContractFound{
					Severity: finding.Low, Field: "servers", Place: p.ServerPlaces[server],
					Summary: fmt.Sprintf("The contract tells everybody of %s, which is there for trials, beside the server that people use.", u.Host),
				})
				break
			}
		}
	}
	deprecated(p)
}

// mostTold operations that are deprecated are told one by one.
const mostTold = 3

func deprecated(p *weakness.ContractPass) {
	var all []*api.Operation
	p.Each(func(op *api.Operation) {
		if op.Deprecated {
			all = append(all, op)
		}
	})
	const guard = "What nobody uses and nobody mends any more is best taken out."
	if len(all) > mostTold {
		var places []api.Place
		for _, op := range all {
			places = append(places, op.Place)
		}
		p.Report(weakness.ContractFound{
			Also: all, Severity: finding.Low, Field: "deprecated", Place: places[0], Path: weakness.Points(places), Guard: guard,
			Summary: fmt.Sprintf("%d operations are deprecated, and the contract still offers them; the first is %s.", len(all), all[0]),
		})
		return
	}
	for _, op := range all {
		p.Report(weakness.ContractFound{
			Operation: op, Severity: finding.Low, Place: op.Place, Guard: guard,
			Summary: fmt.Sprintf("%s is deprecated, and the contract still offers it.", op),
		})
	}
}
