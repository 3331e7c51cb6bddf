package world

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Worked tells whether the answer of op is the one that its callers want:
// of a login that somebody is logged in, of others [Succeeded].
func (w *World) Worked(op *api.Operation, ex *wire.Exchange) bool {
	if w.Outline.Purpose(op) == outline.Login {
		return w.LoggedIn(ex)
	}
	return Succeeded(ex)
}

// LoggedIn tells whether the answer of a login lets somebody in: a 2xx, which
// may be a mere yes where it is data, or the redirect of a form. A page and a
// redirect say it by a token or a cookie alone. Who is sent back to the login,
// or asked for the password again, is not let in, whatever cookie comes with
// it: sessions carry the message of the refusal too.
func (w *World) LoggedIn(ex *wire.Exchange) bool {
	if !Succeeded(ex) && !redirects(ex) || sentBack(ex) || asksAgain(ex) {
		return false
	}
	if ex.OK() && !page(ex) {
		return true
	}
	return slices.ContainsFunc(w.tokens(), func(t design.Token) bool {
		return slices.ContainsFunc(w.credentials(ex, &loginFlow{token: t}), lets)
	})
}

// accepted tells whether a request of op needs no correction.
func (w *World) accepted(op *api.Operation, ex *wire.Exchange) bool {
	if w.Outline.Purpose(op) == outline.SignUp {
		// Who signs up by a form is sent to the next page; that logging in works
		// then shows whether an account was made.
		return Succeeded(ex) || redirects(ex)
	}
	return w.Worked(op, ex)
}

// tokens lists where logins have their token: by name and shape, and as the
// design says.
func (w *World) tokens() []design.Token {
	all := []design.Token{{}}
	if w.design.Login != nil {
		all = append(all, w.design.Login.Token)
	}
	for _, d := range w.design.Identities {
		if d.Login != nil {
			all = append(all, d.Login.Token)
		}
	}
	return all
}

// lets tells whether the credential is more than a token against forgery,
// which everybody is given.
func lets(c identity.Credential) bool {
	for name := range c.Cookie {
		if n := plain(name); !strings.Contains(n, "csrf") && !strings.Contains(n, "xsrf") {
			return true
		}
	}
	return len(c.Cookie) == 0
}

// sentBack tells whether a redirect leads to a login, to where the request
// was sent, or says in its query what went wrong.
func sentBack(ex *wire.Exchange) bool {
	if !redirects(ex) {
		return false
	}
	from, err := url.Parse(ex.Request.URL)
	if err != nil {
		return false
	}
	to, err := from.Parse(ex.Header.Get("Location"))
	if err != nil {
		return false
	}
	for name := range to.Query() {
		if refusal.MatchString(name) {
			return true
		}
	}
	there := strings.TrimRight(to.Path, "/")
	// At the root there is more than a login.
	if there != "" && there == strings.TrimRight(from.Path, "/") {
		return true
	}
	fragment, _, _ := strings.Cut(to.Fragment, "?")
	return login(there) || login(strings.TrimRight(fragment, "/"))
}

func login(path string) bool {
	last := path[strings.LastIndexByte(path, '/')+1:]
	return lexicon.Login(last) && !welcome.MatchString(last)
}

var (
	welcome       = regexp.MustCompile(`(?i)success|complete|done|ok$`)
	refusal       = regexp.MustCompile(`(?i)^(.*[_-])?(err(or)?s?|fail(ed|ure)?|invalid|denied)([_-].*)?$`)
	passwordInput = regexp.MustCompile(`(?i)<input\b[^>]*\btype\s*=\s*["']?password\b`)
)

// asksAgain tells whether the answer is a page with a field for a password.
func asksAgain(ex *wire.Exchange) bool { return page(ex) && passwordInput.Match(ex.Body) }

// page tells whether people are meant to read the answer.
func page(ex *wire.Exchange) bool {
	return strings.Contains(ex.MediaType(), "html") || strings.HasPrefix(strings.TrimSpace(ex.Text()), "<")
}
