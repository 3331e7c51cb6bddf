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
// Where the API is to call later is what web hooks are there for: they are
// told once.
func inContract(p *weakness.ContractPass) {
	var later []weakness.ContractFound
	p.Each(func(op *api.Operation) {
		shown := map[string]bool{}
		for _, d := range weakness.Outputs(op) {
			shown[d.Name] = true
		}
		for _, d := range weakness.Inputs(op) {
			if d.In == "path" || d.In == "cookie" || d.Schema == nil || d.Schema.ReadOnly || !d.Schema.Is("string") || weakness.Fixed(d.Schema) || !lexicon.Address(d.Name) {
				continue
			}
			f := weakness.ContractFound{
				Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s is an address that the server may connect to, and may be any.", d.Label()),
				Guard:   "The contract lists no hosts that are allowed.",
			}
			switch {
			case lexicon.ConnectionString(d.Name):
				p.Report(f)
			case hooks[last(d.Name)] || hooks[last(d.Parent())]:
				later = append(later, f)
			case visited(d.Name) || visited(d.Parent()) || shown[d.Name] && (d.Nested || !callable[last(d.Name)]):
			case len(lexicon.Words(d.Name)) == 1 || callable[last(d.Name)]:
				p.Report(f)
			}
		}
	})
	if len(later) == 0 {
		return
	}
	once := later[0]
	once.Operation, once.Severity = nil, finding.Low
	once.Summary = fmt.Sprintf("The API calls addresses that clients give, later and as often as something happens; the first is %s of %s.", once.Field, later[0].Operation)
	once.Guard = "The contract cannot show that it refuses addresses of its own network."
	once.Field = "callbacks"
	var places []api.Place
	for _, f := range later {
		once.Also = append(once.Also, f.Operation)
		places = append(places, f.Place)
	}
	once.Path = weakness.Points(places)
	p.Report(once)
}

// hooks are words of addresses that the API is to call when something happens.
var hooks = map[string]bool{"webhook": true, "webhooks": true, "callback": true, "callbacks": true, "hook": true, "hooks": true, "notify": true, "notification": true, "notifications": true}

// callable are words of addresses that are there to be called, whether they
// come back or not.
var callable = map[string]bool{"endpoint": true, "proxy": true, "fetch": true, "import": true, "download": true,
	"source": true, "target": true, "destination": true, "remote": true, "server": true, "host": true}

// visited tells whether an address of the name is one to which people go, or
// are sent: no server calls it.
func visited(name string) bool {
	for _, w := range lexicon.Words(name) {
		switch lexicon.Singular(w) {
		case "homepage", "website", "site", "page", "redirect", "return", "success", "cancel", "avatar", "logo", "icon", "privacy", "term", "policy", "domain", "link", "origin", "referer", "referrer", "href":
			return true
		}
	}
	return false
}

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
