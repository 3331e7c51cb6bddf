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
	case "is":
		// Of a match that is not None the pattern is not known.
		return f.Not && f.Right.IsNone() && ofHost(f.Left, s) && matched(f.Left)
	case "truthy":
		m := member(f.Left)
		return ofHost(f.Left, s) && (f.Not && slices.Contains(inner, m) || !f.Not && m == "is_global")
	case "call":
		return !f.Not && checks(f, s)
	}
	return false
}

func matched(v *flow.Value) bool {
	return slices.ContainsFunc(v.FromSource(flow.Request), func(s *flow.Step) bool { return s.What == "matched with a regular expression" })
}

// inner are the members of IP addresses that say that others cannot reach
// them.
var inner = []string{"is_private", "is_loopback", "is_reserved", "is_link_local", "is_unspecified", "is_multicast"}

// checks tells whether a call that has answered yes looks at the host.
func checks(f *flow.Fact, s *flow.Step) bool {
	name := f.Who[strings.LastIndexByte(f.Who, '.')+1:]
	texts := f.Right.Texts()
	for _, l := range f.Right.Defaults() { // of a literal and the address together
		texts = append(texts, l.Text)
	}
	switch name {
	case "startswith":
		return ofHost(f.Left, s) && len(texts) > 0 && !slices.ContainsFunc(texts, func(t string) bool { return !fixesHost(t) })
	case "endswith":
		return slices.ContainsFunc(f.Left.FromSource(flow.Request), func(t *flow.Step) bool { return of(t, "hostname", "netloc") })
	case "match", "fullmatch", "search":
		texts = append(texts, f.Left.Texts()...)
		return ofHost(f.Right, s) && slices.ContainsFunc(texts, fixesHost)
	}
	// Of a function that cannot be followed only the name is known.
	return (ofHost(f.Left, s) || ofHost(f.Right, s)) && slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return safeWords[w] })
}

var safeWords = map[string]bool{"safe": true, "allowed": true, "allow": true, "trusted": true, "whitelisted": true, "allowlisted": true, "permitted": true, "public": true, "external": true}

// hostWritten is the beginning of an address, or of a pattern for one, that
// goes on with a host after its scheme.
var hostWritten = regexp.MustCompile(`^\^?\(?[a-zA-Z+?()|:]*:(\\?/){2}(\(\?:|\()?[a-zA-Z0-9]`)

func fixesHost(text string) bool { return hostWritten.MatchString(text) }

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

// member is the last name of what was read: is_private.
func member(v *flow.Value) string {
	name := v.Path()
	if len(v.Flows) > 0 {
		name = v.Flows[0].Origin.Name
	}
	return name[strings.LastIndexByte(name, '.')+1:]
}
