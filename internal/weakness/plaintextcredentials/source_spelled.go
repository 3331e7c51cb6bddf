package plaintextcredentials

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// spelledOut is the text that the value is, or is where the environment says
// nothing; "" where it is neither known nor worth a word.
func spelledOut(v *flow.Value) (text string, fallback bool) {
	if v == nil {
		return "", false
	}
	for _, l := range v.Literals {
		if l.Kind&(flow.Text|flow.Bytes) != 0 && l.Text != "" {
			return l.Text, false
		}
	}
	for _, l := range v.Defaults() {
		if l.Kind&(flow.Text|flow.Bytes) != 0 && l.Text != "" {
			return l.Text, true
		}
	}
	return "", false
}

// placeholder is what somebody is meant to replace, in an address.
var placeholder = regexp.MustCompile(`[<>{}$*]|(?i)\byour|xxx|\bpassword\b:\bpassword\b`)

// withPassword tells whether a text is an address with a password in it.
func withPassword(text string) bool {
	scheme, _, ok := strings.Cut(text, "://")
	if !ok || scheme == "" || strings.ContainsAny(scheme, " /\n") {
		return false
	}
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return false
	}
	secret, set := u.User.Password()
	return set && secret != "" && !placeholder.MatchString(u.User.String()) && !placeholder.MatchString(secret)
}
