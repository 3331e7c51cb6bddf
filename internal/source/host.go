package source

import (
	"net/netip"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// unknownPart stands in [Spelled] for what the source does not spell out; no
// host has it.
const unknownPart = "\x00"

// Spelled is an address as far as the source spells it out: a literal, what
// the environment's default says, or the literal pieces of a text. Fallback
// tells that the environment can say another.
func Spelled(v *flow.Value) (text string, fallback bool) {
	if v == nil {
		return "", false
	}
	if s, ok := v.Text(); ok {
		return s, false
	}
	for _, l := range v.Defaults() {
		if l.Kind == flow.Text {
			return l.Text, true
		}
	}
	var written strings.Builder
	for _, p := range v.Pieces() {
		if s, ok := p.Text(); ok {
			written.WriteString(s)
		} else {
			written.WriteString(unknownPart)
		}
	}
	return written.String(), false
}

// RemoteHost is the first host of an address that others run, beyond the
// machine and the network that the program runs in; "" if there is none, or
// it is not spelled out. An address without a scheme is a host.
func RemoteHost(address string) string {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		rest = address
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	if i := strings.LastIndex(rest, "@"); i >= 0 {
		rest = rest[i+1:]
	}
	for host := range strings.SplitSeq(rest, ",") {
		if i := strings.LastIndex(host, ":"); i >= 0 && !strings.HasSuffix(host, "]") {
			host = host[:i]
		}
		if host = strings.ToLower(strings.Trim(host, "[]")); remote(host) {
			return host
		}
	}
	return ""
}

// ownNames end names that no public resolver answers: RFC 6762, RFC 8375, and
// what clusters and containers use.
var ownNames = []string{".local", ".internal", ".localhost", ".localdomain", ".lan", ".home.arpa", ".test", ".invalid"}

func remote(host string) bool {
	if host == "" || strings.ContainsAny(host, unknownPart+"<>{}$% ") {
		return false
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsGlobalUnicast() && !ip.IsPrivate()
	}
	for _, end := range ownNames {
		if strings.HasSuffix(host, end) {
			return false
		}
	}
	return strings.Contains(host, ".") && !strings.Contains(host, ".svc.")
}
