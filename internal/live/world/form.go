package world

import (
	"context"
	"html"
	"net/http"
	"net/url"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// enter sends the request of a login, the way of a form where that is what it
// takes, and with another password where the scan itself may have changed it.
func (w *World) enter(ctx context.Context, who *identity.Identity, flow *loginFlow) (*wire.Exchange, error) {
	ex, err := w.SendWith(ctx, who.Name, identity.Credential{}, w.loginOf(flow))
	if err != nil || w.LoggedIn(ex) {
		return ex, err
	}
	second, err := w.enterByForm(ctx, who, flow, ex)
	if err != nil || second != nil {
		return second, err
	}
	second, err = w.enterWithAnother(ctx, who, flow)
	if err != nil || second != nil {
		return second, err
	}
	return ex, nil
}

// enterByForm sends the login as a browser would: with the cookies of its page
// and what the form there holds. The flow keeps that for the next time; where
// it is too old then, the page is asked for again. Nil: that is not it.
func (w *World) enterByForm(ctx context.Context, who *identity.Identity, flow *loginFlow, refused *wire.Exchange) (*wire.Exchange, error) {
	if !w.formLogin(flow, refused) {
		return nil, nil
	}
	filled, err := w.fromForm(ctx, who, w.loginOf(flow))
	if err != nil || filled == nil {
		return nil, err
	}
	ex, err := w.SendWith(ctx, who.Name, identity.Credential{}, filled)
	if err != nil || !w.LoggedIn(ex) {
		return nil, err
	}
	w.worked(flow, filled)
	return ex, nil
}

// formLogin tells whether the refusal may be for want of what the form holds:
// a wrong password is a 401, and data.
func (w *World) formLogin(flow *loginFlow, ex *wire.Exchange) bool {
	switch {
	case ex.Status == 0 || ex.Status == http.StatusUnauthorized || ex.Status == http.StatusTooManyRequests || ex.Status >= 500:
		return false
	case forgery.MatchString(ex.Text()):
		return true
	}
	return w.loginOf(flow).Media == request.Form || page(ex) || redirects(ex)
}

// fromForm is the request with what the form of its page holds; nil: there is
// no such form.
func (w *World) fromForm(ctx context.Context, who *identity.Identity, r *request.Request) (*request.Request, error) {
	shown := &api.Operation{Method: http.MethodGet, Path: r.Operation.Path}
	ex, err := w.SendWith(ctx, who.Name, identity.Credential{}, &request.Request{Operation: shown, Path: r.Path})
	if err != nil || !ex.OK() || !page(ex) {
		return nil, err
	}
	hidden := hiddenFields(ex.Text())
	if token := metaToken(ex.Text()); token != "" && len(hidden) == 0 {
		hidden = map[string]string{"": token}
	}
	if len(hidden) == 0 {
		return nil, nil
	}
	filled := r.Clone()
	body, _ := filled.Body.(map[string]any)
	if body == nil {
		body = map[string]any{}
	}
	for name, v := range hidden {
		if name != "" {
			body[name] = v
		}
		if forgery.MatchString(name) || name == "" {
			w.Masker.Register("$"+strings.ToUpper(who.Name)+"_CSRF", v)
			for _, h := range forgeryHeaders {
				filled = filled.With(request.Place{In: "header", Name: h}, v)
			}
		}
	}
	filled.Body = body
	for _, cookie := range (&http.Response{Header: ex.Header}).Cookies() {
		if cookie.Value != "" && cookie.MaxAge >= 0 {
			filled = filled.With(request.Place{In: "cookie", Name: cookie.Name}, cookie.Value)
			w.Masker.Register("$"+strings.ToUpper(who.Name)+"_SESSION", cookie.Value)
		}
	}
	return filled, nil
}

var (
	inputTag  = regexp.MustCompile(`(?is)<input\b[^>]*>`)
	metaTag   = regexp.MustCompile(`(?is)<meta\b[^>]*>`)
	attribute = regexp.MustCompile(`(?is)\b(name|type|value|content)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
	tokenWord = regexp.MustCompile(`(?i)csrf|xsrf|authenticity|^_?token$|verification`)
)

// Bounds of reading a page.
const (
	maxTags   = 500  // inputs and metas that are looked at
	maxHidden = 4096 // bytes of a value
)

func attributes(tag string) map[string]string {
	found := map[string]string{}
	for _, m := range attribute.FindAllStringSubmatch(tag, -1) {
		found[strings.ToLower(m[1])] = html.UnescapeString(strings.Trim(m[2], `"'`))
	}
	return found
}

// hiddenFields are the fields that a browser sends without being asked.
func hiddenFields(text string) map[string]string {
	fields := map[string]string{}
	for _, tag := range inputTag.FindAllString(text, maxTags) {
		a := attributes(tag)
		if strings.EqualFold(a["type"], "hidden") && a["name"] != "" && a["value"] != "" && len(a["value"]) <= maxHidden {
			fields[a["name"]] = a["value"]
		}
	}
	return fields
}

// metaToken is the token against forgery in the head of a page.
func metaToken(text string) string {
	for _, tag := range metaTag.FindAllString(text, maxTags) {
		if a := attributes(tag); tokenWord.MatchString(a["name"]) && len(a["content"]) <= maxHidden {
			return a["content"]
		}
	}
	return ""
}

// pageToken is the token against forgery that a page holds, in its head or in
// a form.
func pageToken(ex *wire.Exchange) string {
	if !page(ex) {
		return ""
	}
	if token := metaToken(ex.Text()); token != "" {
		return token
	}
	for name, v := range hiddenFields(ex.Text()) {
		if tokenWord.MatchString(name) {
			return v
		}
	}
	return ""
}

// landing is what a login leads to, a page or data, read with the new credential; its
// token against forgery, or "".
func (w *World) landing(ctx context.Context, who *identity.Identity, c identity.Credential, flow *loginFlow, login *wire.Exchange) (string, error) {
	if !redirects(login) {
		return "", nil
	}
	from, err := url.Parse(login.Request.URL)
	if err != nil {
		return "", nil
	}
	to, err := from.Parse(login.Header.Get("Location"))
	if err != nil || to.Host != from.Host || to.Path == "" {
		return "", nil
	}
	// Operations are named below the base of the target.
	path := strings.TrimPrefix(to.Path, strings.TrimSuffix(from.Path, w.loginOf(flow).Operation.Path))
	op := w.operation("GET " + path)
	if _, no := w.Forbidden(op); no || w.Outline.Purpose(op) == outline.Logout || strings.Contains(path, "{") {
		return "", nil
	}
	ex, err := w.SendWith(ctx, who.Name, c, &request.Request{Operation: op, Query: to.Query()})
	if err != nil || !ex.OK() {
		return "", err
	}
	if token := forgeryToken(ex); token != "" {
		return token, nil
	}
	return pageToken(ex), nil
}
