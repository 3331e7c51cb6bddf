package insecuretransport

import (
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/flask"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// cookieSettings are those of Flask and its extensions, with the flag that
// they take away.
var cookieSettings = map[string]string{
	"SESSION_COOKIE_SECURE": "Secure", "REMEMBER_COOKIE_SECURE": "Secure", "JWT_COOKIE_SECURE": "Secure",
	"SESSION_COOKIE_HTTPONLY": "HttpOnly", "REMEMBER_COOKIE_HTTPONLY": "HttpOnly",
}

// without says what a cookie lacks a flag for.
var without = map[string]string{
	"Secure":   "is sent in the clear where a page is asked for without TLS",
	"HttpOnly": "can be read by any script on a page",
}

func reportFlag(p *weakness.SourcePass, e *flow.Event, setting, flag string) {
	p.Report(weakness.SourceFound{
		Severity: finding.Low, Verdict: finding.Possible, Field: setting, Place: e.Place, Sink: "takes the flag " + flag + " away",
		Summary: fmt.Sprintf("The cookie that says who calls %s: %s is False.", without[flag], setting),
		Guard:   "No condition on the environment is around it.",
	})
}

// lookAtCookie reports cookies that say who calls and lack a flag.
func lookAtCookie(p *weakness.SourcePass, op *source.Operation, e *flow.Event, c *flask.Cookie) {
	name, ok := c.Name.Text()
	if !ok || !credential(name) || c.Value == nil || c.Value.Literal() {
		return // a constant is nobody's: the cookie is taken away
	}
	var lacks []string
	for _, flag := range []struct {
		name  string
		value *flow.Value
	}{{"Secure", c.Secure}, {"HttpOnly", c.HTTPOnly}} {
		if flag.value == nil || off(flag.value) {
			lacks = append(lacks, flag.name)
		}
	}
	if len(lacks) == 0 || c.Secure == nil && e.Call != nil && spread(e.Call) {
		return
	}
	p.Report(weakness.SourceFound{
		Operation: of(op), Severity: finding.Low, Verdict: finding.Possible, Field: "cookie." + name, Place: e.Place, Sink: "sets the cookie",
		Summary: fmt.Sprintf("The cookie %s %s: it is set without %s.", name, without[lacks[0]], strings.Join(lacks, " and ")),
		Guard:   "The call gives no such flag, and Flask's settings hold for its own session only.",
	})
}

// spread tells whether the call takes arguments from a mapping, which may
// hold the flags.
func spread(c *flow.Call) bool {
	for _, k := range c.Keywords {
		if k.Name == "" && len(k.Value.Fields()) == 0 {
			return true
		}
	}
	return false
}

func credential(name string) bool {
	for _, w := range lexicon.Words(name) {
		if w == "csrf" || w == "xsrf" { // scripts must read it
			return false
		}
	}
	return lexicon.Session(name) || lexicon.Token(name) || lexicon.APIKey(name) || name == "sid"
}
