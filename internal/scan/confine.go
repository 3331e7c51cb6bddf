package scan

import (
	"net/netip"
	"net/url"
	"slices"
	"strings"
)

// confined refuses, before anything is sent, targets that a confined scan
// may not reach. The permit of each connection is what keeps the promise;
// this one says it early.
func (r *run) confined() error {
	if !r.opts.Confined {
		return nil
	}
	hosts := []*url.URL{r.target.base}
	for _, page := range r.target.pages {
		if u, err := url.Parse(page); err == nil {
			hosts = append(hosts, u)
		}
	}
	for _, u := range hosts {
		if !r.allowed(u.Hostname()) && !within(u.Hostname(), nearby) {
			return r.refused(u.Host)
		}
	}
	return nil
}

func (r *run) refused(host string) error {
	return usage("--allow "+strings.TrimSuffix(host, ":"+portOf(host))+" of the server permits that host",
		"%s is neither at a loopback nor at a private address: nothing is sent there", host)
}

func portOf(host string) string { return (&url.URL{Host: host}).Port() }

// permit is what each connection is held to; nil for a scan that may go
// wherever its scope allows.
func (r *run) permit() func(host string, addr netip.Addr) bool {
	if !r.opts.Confined {
		return nil
	}
	return func(host string, addr netip.Addr) bool { return nearby(addr) || r.allowed(host) }
}

// allowed tells whether the host was named as one that may be anywhere.
func (r *run) allowed(host string) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return slices.ContainsFunc(r.opts.Allowed, func(a string) bool {
		return strings.ToLower(strings.TrimSuffix(a, ".")) == host
	})
}

// nearby is a private address without the link-local ones: at 169.254.169.254
// clouds give out the credentials of the machine.
func nearby(a netip.Addr) bool {
	return privateAddress(a) && !a.Unmap().IsLinkLocalUnicast()
}
