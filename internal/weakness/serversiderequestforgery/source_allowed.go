package serversiderequestforgery

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// allowed says which condition has compared the host of the address with what
// the program allows; "" for none. That it is a URL, or one of http, says
// nothing of its host.
func allowed(facts *flow.Fact, s *flow.Step) string {
	for f := range facts.All {
		if f.Op == "any" {
			if len(f.Ways) > 0 && !slices.ContainsFunc(f.Ways, func(way *flow.Fact) bool { return !allows(way, f.Prev, s) }) {
				return fmt.Sprintf("its host is compared with known ones at %s", f.Place)
			}
			continue
		}
		if compares(f, s) {
			return fmt.Sprintf("its host is compared with known ones at %s", f.Place)
		}
	}
	return ""
}

func allows(way, base *flow.Fact, s *flow.Step) bool {
	for f := range way.Since(base) {
		if compares(f, s) {
			return true
		}
	}
	return false
}

func compares(f *flow.Fact, s *flow.Step) bool {
	switch f.Op {
	case "in", "==":
		return !f.Not && (ofHost(f.Left, s) && known(f.Right) || f.Op == "==" && ofHost(f.Right, s) && known(f.Left))
	case "truthy":
		// not ipaddress.ip_address(host).is_private, or .is_global
		return ofHost(f.Left, s) && (f.Not || strings.HasSuffix(member(f.Left), "is_global"))
	case "call":
		return called2(f, s)
	}
	return false
}

// known tells whether a value is the program's own.
func known(v *flow.Value) bool {
	return v != nil && !v.IsNone() && len(v.All(flow.Request, flow.Credential)) == 0
}

// ofHost tells whether a value says something of the host of the address: the
// address itself, its host, or an IP address that was made of it.
func ofHost(v *flow.Value, s *flow.Step) bool {
	if v == nil {
		return false
	}
	for _, t := range v.All(flow.Request) {
		if t.Origin.In != s.Origin.In || t.Origin.Name != s.Origin.Name && !strings.HasPrefix(t.Origin.Name, s.Origin.Name+".") {
			continue
		}
		if !of(t, "scheme", "path", "query", "fragment", "username", "password", "params", "port") {
			return true
		}
	}
	return false
}

// of tells whether the value is one of those parts of a URL.
func of(s *flow.Step, parts ...string) bool {
	for ; s != nil; s = s.Prev {
		if part, ok := strings.CutPrefix(s.What, "taken from the URL: "); ok {
			return slices.Contains(parts, part)
		}
	}
	return false
}

func member(v *flow.Value) string {
	for _, s := range v.Flows {
		return s.Origin.Name
	}
	return v.Path()
}
