package insecuretransport

import (
	"fmt"
	"net/netip"
	"net/url"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for servers without TLS, and for credentials in addresses,
// which end up in logs and histories.
func inContract(p *weakness.ContractPass) {
	clear := ""
	for _, server := range p.Servers {
		if u, err := url.Parse(server); err == nil && strings.EqualFold(u.Scheme, "http") && remote(u.Hostname()) {
			clear = server
			p.Report(weakness.ContractFound{
				Severity: finding.Medium, Field: "servers", Place: first(p),
				Summary: fmt.Sprintf("The server %s is called without TLS.", u.Host),
			})
			break
		}
	}
	for name, s := range p.Schemes {
		switch {
		case s.Type == "apiKey" && s.In == "query":
			p.Report(weakness.ContractFound{
				Severity: finding.Low, Field: "securitySchemes." + name, Place: first(p),
				Summary: fmt.Sprintf("The credential %s travels in the address, which ends up in logs and histories.", s.Name),
			})
		case s.Type == "http" && strings.EqualFold(s.Scheme, "basic") && clear != "":
			p.Report(weakness.ContractFound{
				Severity: finding.Medium, Field: "securitySchemes." + name, Place: first(p),
				Summary: fmt.Sprintf("User name and password are sent with every request (%s), also to %s, which has no TLS.", name, clear),
			})
		}
	}
	p.Each(func(op *api.Operation) {
		for _, d := range weakness.Inputs(op) {
			if d.In == "query" && lexicon.Password(d.Name) {
				p.Report(weakness.ContractFound{
					Operation: op, Severity: finding.Medium, Field: d.Label(), Place: d.Place(),
					Summary: fmt.Sprintf("%s travels in the address, which ends up in logs and histories.", d.Label()),
				})
			}
		}
	})
}

func first(p *weakness.ContractPass) api.Place {
	if len(p.Operations) == 0 {
		return api.Place{}
	}
	return api.Place{File: p.Operations[0].Place.File, Line: 1}
}

// remote tells whether a host is another machine than that of the developer.
func remote(host string) bool {
	if host == "" || strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".local") || strings.HasSuffix(strings.ToLower(host), ".localhost") {
		return false
	}
	if a, err := netip.ParseAddr(host); err == nil {
		return !a.IsLoopback() && !a.IsPrivate() && !a.IsUnspecified()
	}
	return strings.Contains(host, ".")
}
