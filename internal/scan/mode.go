package scan

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/world"
)

// resolving is how long a name may take to become addresses. A name that
// takes longer counts as public.
const resolving = 5 * time.Second

// wishedMode is the mode that was asked for, "" where nothing was said: the
// command line counts before ashlar.yaml.
func wishedMode(o Options) world.Mode {
	if o.Mode == "" && o.Design != nil {
		return world.Mode(o.Design.Mode)
	}
	return o.Mode
}

// permittedMode is the mode that the target allows. Loopback and private
// addresses (RFC 1918, RFC 4193) are taken for the user's own; others need
// the word of the user that the owner agrees. The note says what became of
// the wish.
func permittedMode(o Options, base *url.URL) (mode world.Mode, note string, err error) {
	mode = wishedMode(o)
	switch {
	case o.Authorized || mode == world.Passive || private(base.Hostname()):
		return cmp.Or(mode, world.Safe), "", nil
	case o.Mode == "":
		return world.Passive, base.Host + " is neither loopback nor private: passive mode; --authorized says that its owner agrees to more", nil
	}
	return "", "", usage("--authorized says that its owner agrees; --mode passive only reads",
		"%s is neither loopback nor private: --mode %s needs the owner's consent", base.Host, mode)
}

// permittedScope is the scope of ashlar.yaml without the hosts that would need
// the owner's consent: a file that came with a repository must not aim a scan.
func permittedScope(o Options, mode world.Mode) (scope []string, note string) {
	if o.Authorized || mode == world.Passive || o.Design == nil {
		return o.Design.Scope, ""
	}
	var left []string
	for _, entry := range o.Design.Scope {
		if private(scopeHost(entry)) {
			scope = append(scope, entry)
		} else {
			left = append(left, entry)
		}
	}
	if len(left) == 0 {
		return scope, ""
	}
	return scope, fmt.Sprintf("nothing is sent to %s of the scope: neither loopback nor private; --authorized says that its owner agrees", strings.Join(left, ", "))
}

// scopeHost is the host of an entry of scope: "host", "host:port" or an origin.
func scopeHost(entry string) string {
	if u, err := url.Parse(entry); err == nil && u.Host != "" {
		return u.Hostname()
	}
	if host, _, err := net.SplitHostPort(entry); err == nil {
		return host
	}
	return strings.Trim(entry, "[]")
}

// private tells whether host is this machine or one beside it.
func private(host string) bool { return within(host, privateAddress) }

// within tells whether all addresses of the host are ones that near takes.
func within(host string, near func(netip.Addr) bool) bool {
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	if addr, err := netip.ParseAddr(host); err == nil {
		return near(addr)
	}
	// RFC 6761, section 6.3: all of .localhost is this machine.
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ctx, cancel := context.WithTimeout(context.Background(), resolving)
	defer cancel()
	addrs, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	return err == nil && len(addrs) > 0 && !slices.ContainsFunc(addrs, func(a netip.Addr) bool { return !near(a) })
}

// privateAddress counts 0.0.0.0 too: servers print it as their address, and
// connecting to it reaches this machine.
func privateAddress(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	return a.IsLoopback() || a.IsPrivate() || a.IsLinkLocalUnicast() || a.IsUnspecified()
}

// Public tells whether a base URL is neither loopback nor private, so that
// more than reading needs its owner's consent.
func Public(base string) bool {
	u, err := url.Parse(base)
	return err == nil && u.Hostname() != "" && !private(u.Hostname())
}
