package world

import (
	"context"
	"net/http"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// cookieCredential carries all cookies that a login sets; the longest is
// taken for the secret, those against forgery and for refreshing aside. What is against forgery
// goes into headers too: a form that another site sends cannot do that.
func cookieCredential(ex *wire.Exchange) []identity.Credential {
	c := identity.Credential{Cookie: map[string]string{}}
	for _, cookie := range (&http.Response{Header: ex.Header}).Cookies() {
		if cookie.Value == "" || cookie.MaxAge < 0 {
			continue
		}
		c.Cookie[cookie.Name] = cookie.Value
		if !aside.MatchString(cookie.Name) && len(cookie.Value) > len(c.Secret) {
			c.Secret = cookie.Value
		}
	}
	if len(c.Cookie) == 0 {
		return nil
	}
	if c.Secret == "" {
		for _, v := range c.Cookie {
			if len(v) > len(c.Secret) || len(v) == len(c.Secret) && v > c.Secret {
				c.Secret = v
			}
		}
	}
	if token := forgeryToken(ex); token != "" {
		c = repeating(c, token)
	}
	return []identity.Credential{c}
}

var (
	forgery = regexp.MustCompile(`(?i)csrf|xsrf`)
	aside   = regexp.MustCompile(`(?i)csrf|xsrf|refresh`)
	// forgeryHeaders are those of Flask-JWT-Extended and Rails, Flask-WTF and
	// Django, and Angular and Laravel.
	forgeryHeaders = []string{"X-Csrf-Token", "X-Csrftoken", "X-Xsrf-Token"}
)

// forgeryToken is the token against forgery that an answer gives, in a
// cookie, a header or its body. That for refreshing is good for nothing else.
func forgeryToken(ex *wire.Exchange) string {
	for _, cookie := range (&http.Response{Header: ex.Header}).Cookies() {
		if forgery.MatchString(cookie.Name) && !strings.Contains(strings.ToLower(cookie.Name), "refresh") && cookie.MaxAge >= 0 && cookie.Value != "" {
			return cookie.Value
		}
	}
	for _, name := range forgeryHeaders {
		if v := ex.Header.Get(name); v != "" {
			return v
		}
	}
	body, _ := ex.JSON()
	for _, leaf := range compare.Leaves(body) {
		if s, ok := leaf.Value.(string); ok && s != "" && forgery.MatchString(PropertyName(leaf.Pointer)) {
			return s
		}
	}
	return ""
}

// repeating is the credential with the token in the headers that are usual.
func repeating(c identity.Credential, token string) identity.Credential {
	c.Header = c.Header.Clone()
	if c.Header == nil {
		c.Header = http.Header{}
	}
	for _, name := range forgeryHeaders {
		c.Header.Set(name, token)
	}
	return c
}

// withPage is the credential with the cookies that the page of the login has
// set and the login itself has not: a browser sends them on.
func withPage(c identity.Credential, login *request.Request) identity.Credential {
	if len(c.Cookie) == 0 {
		return c
	}
	for name, v := range login.Cookie {
		if _, set := c.Cookie[name]; !set {
			c.Cookie[name] = v
		}
	}
	return c
}

// againstForgery asks for the token where an operation, or the page that the
// login leads to, gives it to those who are logged in with a cookie, and the
// login did not. That of the login's own form is the last resort.
func (w *World) againstForgery(ctx context.Context, who *identity.Identity, c identity.Credential, flow *loginFlow, login *wire.Exchange) (identity.Credential, error) {
	if len(c.Cookie) == 0 || len(c.Header) > 0 {
		w.Masker.Register("$"+strings.ToUpper(who.Name)+"_CSRF", c.Header.Get(forgeryHeaders[0]))
		return c, nil
	}
	for _, op := range w.API.Operations {
		if op.Method != "GET" || len(op.PathParameters()) > 0 || !forgery.MatchString(op.Path) {
			continue
		}
		ex, err := w.SendWith(ctx, who.Name, c, &request.Request{Operation: op})
		if err != nil {
			return c, err
		}
		token := forgeryToken(ex)
		if token == "" {
			token = tokenOf(ex)
		}
		if Succeeded(ex) && token != "" {
			w.Masker.Register("$"+strings.ToUpper(who.Name)+"_CSRF", token)
			return repeating(c, token), nil
		}
	}
	token, err := w.landing(ctx, who, c, flow, login)
	if err != nil {
		return c, err
	}
	if token == "" {
		token = w.loginOf(flow).Header[forgeryHeaders[0]]
	}
	if token != "" {
		w.Masker.Register("$"+strings.ToUpper(who.Name)+"_CSRF", token)
		return repeating(c, token), nil
	}
	return c, nil
}

// tokenOf is the only text of an answer that is there to give one.
func tokenOf(ex *wire.Exchange) string {
	body, _ := ex.JSON()
	var found string
	for _, leaf := range compare.Leaves(body) {
		if s, ok := leaf.Value.(string); ok && len(s) >= 8 && !strings.Contains(s, " ") {
			found = s
		}
	}
	return found
}
