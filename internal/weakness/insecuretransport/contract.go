package insecuretransport

import (
	"fmt"
	"maps"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// inContract looks for servers without TLS, for ways to authenticate that
// give more away than they need, and for credentials in addresses, which end
// up in logs and histories.
func inContract(p *weakness.ContractPass) {
	clear := inClear(p)
	if len(clear) > 0 {
		p.Report(weakness.ContractFound{
			Severity: finding.Medium, Field: "servers", Place: p.ServerPlaces[clear[0]],
			Summary: fmt.Sprintf("%s is called without TLS.", weakness.List(hosts(clear))),
			Guard:   "The address begins with http.",
		})
	}
	p.Each(func(op *api.Operation) {
		for _, name := range asked(op) {
			if s, ok := p.Schemes[name]; ok {
				inScheme(p, op, name, s, clear)
			}
		}
		for _, d := range weakness.Inputs(op) {
			if d.In != "query" && d.In != "path" || !d.Schema.Is("string") || !provesCaller(d.Name) || inQuery(p, op, d.Name) || d.In == "path" && lexicon.APIKey(d.Name) {
				continue
			}
			severity := finding.Low
			if lexicon.Password(d.Name) {
				severity = finding.Medium
			}
			p.Report(weakness.ContractFound{
				Operation: op, Severity: severity, Field: d.Label(), Place: d.Place(),
				Summary: fmt.Sprintf("%s travels in the address, which ends up in logs and histories.", d.Label()),
				Guard:   "A header or the body would keep it out of them (RFC 6750, section 5.3).",
			})
		}
	})
}

// inClear are the servers that are reached through a network without TLS.
func inClear(p *weakness.ContractPass) []string {
	all := slices.Clone(p.Servers)
	for _, op := range p.Operations {
		all = append(all, op.Servers...)
	}
	var clear []string
	for _, server := range all {
		u, err := url.Parse(server)
		if err == nil && strings.EqualFold(u.Scheme, "http") && remote(u.Hostname()) && !slices.Contains(clear, server) {
			clear = append(clear, server)
		}
	}
	return clear
}

func hosts(servers []string) []string {
	var all []string
	for _, s := range servers {
		if u, err := url.Parse(s); err == nil && !slices.Contains(all, u.Host) {
			all = append(all, u.Host)
		}
	}
	return all
}

// asked are the names of the schemes with which the operation may be called.
func asked(op *api.Operation) []string {
	var all []string
	for _, r := range op.Security {
		all = append(all, slices.Sorted(maps.Keys(r))...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// inScheme judges a way to authenticate. It is one finding, with all the
// operations that ask for it.
func inScheme(p *weakness.ContractPass, op *api.Operation, name string, s api.Scheme, clear []string) {
	f := weakness.ContractFound{Operation: op, Severity: finding.Low, Field: "securitySchemes." + name, Place: s.Place}
	scheme := strings.ToLower(s.Scheme)
	switch {
	case s.Type == "apiKey" && (s.In == "query" || s.In == "path"):
		f.Summary = fmt.Sprintf("The credential %s travels in the address, which ends up in logs and histories.", s.Name)
		f.Guard = "A header would keep it out of them (RFC 6750, section 5.3)."
	case s.Type == "http" && (scheme == "basic" || scheme == "digest" || scheme == "negotiate" || scheme == "oauth") && len(clear) > 0:
		f.Severity = finding.Medium
		f.Summary = fmt.Sprintf("What proves who calls (%s, by the scheme %s) is sent with every request, also to %s, which has no TLS.", name, scheme, weakness.List(hosts(clear)))
	case s.Type == "http" && scheme == "basic":
		f.Severity = finding.Info
		f.Summary = fmt.Sprintf("User name and password are sent with every request (%s): whoever sees one has both until they are changed.", name)
		f.Guard = "A token that runs out would limit that (RFC 7617, section 4)."
	case s.Type == "http" && scheme == "negotiate":
		f.Summary = fmt.Sprintf("%s negotiates the way to authenticate, down to NTLM, whose answers can be passed on to other servers.", name)
	case s.Type == "http" && scheme == "oauth":
		f.Summary = fmt.Sprintf("%s is OAuth 1, which lets signatures be left out; RFC 6749 replaces it.", name)
	case s.Type == "oauth2" && slices.Contains(s.Flows, "implicit"):
		f.Summary = fmt.Sprintf("The implicit flow of %s hands tokens over in an address, which ends up in logs and histories.", name)
		f.Guard = "The authorization code flow keeps them out of it (RFC 9700, section 2.1.2)."
	default:
		return
	}
	p.Report(f)
}

// inQuery tells whether the parameter is the credential of a scheme, which is
// told of that.
func inQuery(p *weakness.ContractPass, op *api.Operation, name string) bool {
	return slices.ContainsFunc(asked(op), func(scheme string) bool {
		s := p.Schemes[scheme]
		return s.Type == "apiKey" && s.In == "query" && s.Name == name
	})
}

// provesCaller tells whether a value of the name proves who calls. A token alone
// may be that of a page, or of a link that is good once.
func provesCaller(name string) bool {
	if lexicon.Password(name) || lexicon.APIKey(name) {
		return true
	}
	words := lexicon.Words(name)
	if n := len(words); n > 0 && (words[n-1] == "jwt" || words[n-1] == "bearer" || words[n-1] == "authorization") {
		return true
	}
	return lexicon.Token(name) && slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case "access", "auth", "refresh", "bearer", "oauth", "login", "api":
			return true
		}
		return false
	})
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
