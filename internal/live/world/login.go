package world

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// loginFlow is how an identity gets its credential.
type loginFlow struct {
	request *request.Request // guarded by the world's mutex: a form or a new password replaces it
	token   design.Token     // zero: found by name and shape
	send    design.Send      // zero: as the contract declares, else Bearer

	others []string // passwords that the account may have instead, the latest last; guarded by the world's mutex
}

// loginOf is the request of the flow, as it worked last.
func (w *World) loginOf(flow *loginFlow) *request.Request {
	w.mu.Lock()
	defer w.mu.Unlock()
	return flow.request
}

// worked keeps the request that a login was let in with.
func (w *World) worked(flow *loginFlow, r *request.Request) {
	w.mu.Lock()
	defer w.mu.Unlock()
	flow.request = r
}

// operation returns the operation of a flow, "POST /auth/login", declared or
// not.
func (w *World) operation(name string) *api.Operation {
	method, path, _ := strings.Cut(name, " ")
	for _, op := range w.API.Operations {
		if op.Method == method && api.Erased(op.Path) == api.Erased(path) {
			return op
		}
	}
	return &api.Operation{Method: method, Path: path}
}

// flowOf reads a flow of the design.
func (w *World) flowOf(l *design.Login, f design.Flow) *loginFlow {
	r := &request.Request{Operation: w.operation(f.Operation), Query: url.Values{}, Body: f.Body}
	if content := bodyContent(r.Operation); content != nil && content.MediaType == request.Form {
		r.Media = request.Form // the contract knows better what it is sent as
	}
	if f.Form != nil {
		r.Media = request.Form
		form := map[string]any{}
		for k, v := range f.Form {
			form[k] = v
		}
		r.Body = form
	}
	return &loginFlow{request: r, token: l.Token, send: l.Send}
}

// login runs the flow of who and sets the credential. Several are tried
// where neither design nor contract says how the token is sent.
func (w *World) login(ctx context.Context, who *identity.Identity, flow *loginFlow) error {
	asked := time.Now()
	ex, err := w.enter(ctx, who, flow)
	if err != nil {
		return err
	}
	if !Succeeded(ex) && !redirects(ex) {
		return &Unbuildable{w.loginOf(flow).Operation, who.Name, "login answers " + Status(ex), ex}
	}
	credentials := w.credentials(ex, flow)
	if len(credentials) == 0 {
		return &Unbuildable{w.loginOf(flow).Operation, who.Name, "login answers " + Status(ex) + " and no token or cookie is found in it", ex}
	}
	w.learnAccount(who, ex)
	for _, c := range credentials {
		w.Masker.Register("$"+strings.ToUpper(who.Name)+"_TOKEN", c.Secret)
	}
	guarded, err := w.againstForgery(ctx, who, withPage(credentials[0], w.loginOf(flow)), flow, ex)
	if err != nil {
		return err
	}
	credentials[0] = guarded
	who.SetCredential(credentials[0])
	w.begin(who, asked, ex, credentials[0])
	if len(credentials) > 1 {
		return w.choose(ctx, who, credentials)
	}
	return nil
}

// redirects tells whether the answer leads a browser on, as those to forms do
// where all went well. Some do where it did not: what follows decides.
func redirects(ex *wire.Exchange) bool {
	return ex.Status == http.StatusFound || ex.Status == http.StatusSeeOther
}

// choose keeps the first credential that some operation takes.
func (w *World) choose(ctx context.Context, who *identity.Identity, credentials []identity.Credential) error {
	for _, c := range credentials {
		proof, err := w.witness(ctx, who, c)
		if err != nil {
			return err
		}
		if proof != nil {
			who.SetCredential(c)
			return nil
		}
	}
	return nil
}

// credentials lists what the answer of a login may be used as, likeliest
// first.
func (w *World) credentials(ex *wire.Exchange, flow *loginFlow) []identity.Credential {
	if cookie := flow.token.Cookie; cookie != "" {
		for _, c := range (&http.Response{Header: ex.Header}).Cookies() {
			if c.Name == cookie {
				return sent(flow.send, c.Value)
			}
		}
		return nil
	}
	if token := tokenIn(ex, flow.token); token != "" {
		if flow.send != (design.Send{}) {
			return sent(flow.send, token)
		}
		return w.ways(token)
	}
	return cookieCredential(ex)
}

func sent(s design.Send, token string) []identity.Credential {
	switch {
	case s.Cookie != "":
		return []identity.Credential{identity.InCookie(s.Cookie, token)}
	case s.Query != "":
		return []identity.Credential{identity.InQuery(s.Query, token)}
	case s.Header != "":
		return []identity.Credential{identity.InHeader(s.Header, strings.TrimSuffix(s.Value(""), ""), token)}
	}
	return []identity.Credential{identity.Bearer(token)}
}

// ways lists how a token may be sent: as the contract's schemes say, then
// what is common.
func (w *World) ways(token string) []identity.Credential {
	var ways []identity.Credential
	for _, name := range slices.Sorted(maps.Keys(w.API.Schemes)) {
		s := w.API.Schemes[name]
		switch {
		case s.Type == "apiKey" && s.In == "header" && strings.EqualFold(s.Name, "Authorization"):
			ways = append(ways, identity.Bearer(token), identity.InHeader(s.Name, "", token))
		case s.Type == "apiKey" && s.In == "header":
			ways = append(ways, identity.InHeader(s.Name, "", token), identity.InHeader(s.Name, "Bearer ", token))
		case s.Type == "apiKey" && s.In == "query":
			ways = append(ways, identity.InQuery(s.Name, token))
		case s.Type == "apiKey" && s.In == "cookie":
			ways = append(ways, identity.InCookie(s.Name, token))
		case s.Type == "http" && strings.EqualFold(s.Scheme, "bearer"), s.Type == "oauth2", s.Type == "openIdConnect":
			return []identity.Credential{identity.Bearer(token)}
		}
	}
	return append(ways, identity.Bearer(token),
		identity.InHeader("Authorization", "Token ", token), identity.InHeader("Authorization", "JWT ", token),
		identity.InHeader("Authorization", "", token), identity.InHeader("X-Access-Token", "", token),
		identity.InHeader("X-Auth-Token", "", token), identity.InHeader("X-Api-Key", "", token))
}

// tokenNames in order of preference.
var tokenNames = []string{"accesstoken", "token", "jwt", "authtoken", "idtoken", "bearertoken", "bearer", "apikey", "sessiontoken", "sessionid", "session", "authorization", "auth", "key"}

// tokenIn finds the token in an answer: where the design says, else by name,
// else by the shape of a JWT, else in a header.
func tokenIn(ex *wire.Exchange, where design.Token) string {
	if where.Header != "" {
		return withoutScheme(ex.Header.Get(where.Header))
	}
	body, _ := ex.JSON()
	if keys := where.Keys(); keys != nil {
		v := body
		for _, k := range keys {
			v, _ = compare.Get(v, "/"+strings.NewReplacer("~", "~0", "/", "~1").Replace(k))
		}
		s, _ := v.(string)
		return withoutScheme(s)
	}
	best, rank := "", len(tokenNames)+1
	for _, leaf := range compare.Leaves(body) {
		s, ok := leaf.Value.(string)
		if !ok || len(s) < 8 || strings.ContainsAny(withoutScheme(s), " \n") {
			continue
		}
		i := slices.Index(tokenNames, plain(leaf.Pointer[strings.LastIndexByte(leaf.Pointer, '/')+1:]))
		if i < 0 && identity.Claims(s) != nil {
			i = len(tokenNames)
		}
		if i >= 0 && i < rank {
			best, rank = withoutScheme(s), i
		}
	}
	if best != "" {
		return best
	}
	for _, name := range []string{"Authorization", "X-Auth-Token", "X-Access-Token", "X-Token", "Access-Token"} {
		if v := ex.Header.Get(name); v != "" {
			return withoutScheme(v)
		}
	}
	return ""
}

func withoutScheme(v string) string {
	if scheme, token, ok := strings.Cut(v, " "); ok && slices.Contains([]string{"bearer", "token", "jwt"}, strings.ToLower(scheme)) {
		return token
	}
	return v
}

// unsecret leaves out what an answer should not tell of an account: a hash
// that comes back under the name of the password is not what logs in.
func unsecret(values map[string]any) map[string]any {
	maps.DeleteFunc(values, func(name string, _ any) bool { return lexicon.Sensitive(name) })
	return values
}

// learnAccount takes what an answer about the caller says of the account:
// the user document inside it, and the claims of a JWT.
func (w *World) learnAccount(who *identity.Identity, ex *wire.Exchange) {
	body, _ := ex.JSON()
	learned := map[string]any{}
	if doc, ok := compare.Unwrap(body).(map[string]any); ok {
		for k, v := range doc {
			if nested, ok := v.(map[string]any); ok && (lexicon.Account(k) || plain(k) == "data") {
				maps.Copy(learned, unsecret(scalars(nested)))
			}
		}
		for k, v := range scalars(doc) {
			if _, known := learned[k]; !known && !slices.Contains(tokenNames, plain(k)) && !lexicon.Sensitive(k) {
				learned[k] = v
			}
		}
	}
	delete(learned, "message")
	delete(learned, "status")
	delete(learned, "success")
	who.Learn(learned)
	for _, leaf := range compare.Leaves(body) {
		if s, ok := leaf.Value.(string); ok {
			if claims := identity.Claims(s); claims != nil {
				who.Learn(claimed(claims))
			}
		}
	}
	w.learnTenant(who)
}

// learnTenant takes the tenant from what is known of the account, where the
// design does not say it. Only an identifier counts: a company's name is what
// the scan itself wrote at sign-up.
func (w *World) learnTenant(who *identity.Identity) {
	if who.Tenant != "" {
		return
	}
	account := who.Account()
	for _, name := range slices.Sorted(maps.Keys(account)) {
		if lexicon.Tenant(name) && (lexicon.Identifier(name) || plain(name) == "tenant") {
			who.Tenant = request.Text(account[name])
			return
		}
	}
}

// claimed leaves out what RFC 7519 registers about the token itself; "sub"
// is the account's identifier.
func claimed(claims map[string]any) map[string]any {
	out := map[string]any{}
	for k, v := range claims {
		switch k {
		case "exp", "iat", "nbf", "jti", "iss", "aud", "type", "fresh", "csrf", "typ":
			continue
		}
		if nested, ok := v.(map[string]any); ok {
			maps.Copy(out, scalars(nested))
			continue
		}
		if id, ok := scalarID(v); ok {
			out[k] = id
		}
	}
	if sub, ok := out["sub"]; ok && out["id"] == nil && out["_id"] == nil {
		out["id"] = sub
	}
	return out
}

// compareOperations orders candidates for a witness.
func compareOperations(a, b *api.Operation, rank func(*api.Operation) int) int {
	return cmp.Or(cmp.Compare(rank(a), rank(b)), strings.Compare(a.Path, b.Path))
}

// HasLogin tells whether the identity logs in with a name and password that
// the scan knows.
func (w *World) HasLogin(who *identity.Identity) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.flows[who] != nil
}
