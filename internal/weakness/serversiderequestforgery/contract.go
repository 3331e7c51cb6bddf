package serversiderequestforgery

import (
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for addresses that the server is to connect to and that
// the client may choose. One that comes back with the object, or whose name
// says what it is of, is something that people tell: a web site, a policy.
func inContract(p *weakness.ContractPass) {
	p.Each(func(op *api.Operation) {
		shown := map[string]bool{}
		for _, d := range weakness.Outputs(op) {
			shown[d.Name] = true
		}
		for _, d := range weakness.Inputs(op) {
			if d.In == "path" || d.In == "cookie" || d.Schema == nil || !d.Schema.Is("string") || weakness.Fixed(d.Schema) || !lexicon.Address(d.Name) {
				continue
			}
			if !lexicon.ConnectionString(d.Name) && !callable[last(d.Name)] && (shown[d.Name] || len(lexicon.Words(d.Name)) > 1) {
				continue
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s is an address that the server may connect to, and may be any.", d.Label()),
				Guard:   "The contract lists no hosts that are allowed.",
			})
		}
	})
}

// callable are words of addresses that are there to be called, whether they
// come back or not.
var callable = map[string]bool{"webhook": true, "callback": true, "hook": true, "endpoint": true, "proxy": true, "fetch": true, "import": true, "download": true,
	"source": true, "target": true, "destination": true, "remote": true, "notify": true, "notification": true, "server": true, "host": true}

func last(name string) string {
	words := lexicon.Words(name)
	for len(words) > 1 && (words[len(words)-1] == "url" || words[len(words)-1] == "uri") {
		words = words[:len(words)-1]
	}
	if len(words) == 0 {
		return ""
	}
	return words[len(words)-1]
}
