package world

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// AccountPrefix begins the names of accounts that the scan signs up, so that
// the owner of the target finds them.
const AccountPrefix = "ashlar"

// names of identities that are signed up, in order.
var names = []string{"alice", "bob"}

// Become gets every identity its credential and proves that it works and
// matters. Where the design gives fewer than two ordinary ones, they are
// signed up, if the contract has operations for that.
func (w *World) Become(ctx context.Context) error {
	for _, d := range w.design.Identities {
		who, err := w.configured(ctx, d)
		if err != nil {
			return err
		}
		w.identities = append(w.identities, who)
	}
	if err := w.prove(ctx, w.identities); err != nil {
		return err
	}
	if missing := 2 - len(w.Low()); missing > 0 {
		if err := w.signUpPeers(ctx, missing); err != nil {
			return err
		}
	}
	return w.learnSelves(ctx)
}

func (w *World) configured(ctx context.Context, d design.Identity) (*identity.Identity, error) {
	who := identity.New(d.Name, d.Role, d.Tenant, identity.Configured, identity.Credential{})
	token := "$" + strings.ToUpper(d.Name) + "_TOKEN"
	switch {
	case d.Bearer != "":
		who.SetCredential(identity.Bearer(d.Bearer))
	case d.Basic != nil:
		who.SetCredential(identity.Basic(d.Basic.User, d.Basic.Password))
		w.Masker.Register("$"+strings.ToUpper(d.Name)+"_PASSWORD", d.Basic.Password)
		who.Learn(map[string]any{"username": d.Basic.User})
	case d.APIKey != nil && d.APIKey.In == "query":
		who.SetCredential(identity.InQuery(d.APIKey.Name, d.APIKey.Value))
	case d.APIKey != nil && d.APIKey.In == "cookie":
		who.SetCredential(identity.InCookie(d.APIKey.Name, d.APIKey.Value))
	case d.APIKey != nil:
		who.SetCredential(identity.InHeader(d.APIKey.Name, "", d.APIKey.Value))
	case len(d.Cookies) > 0:
		c := identity.Credential{Cookie: d.Cookies}
		for name, v := range d.Cookies {
			w.Masker.Register(token, v)
			if len(v) > len(c.Secret) {
				c.Secret = d.Cookies[name]
			}
		}
		who.SetCredential(c)
	case len(d.Headers) > 0:
		c := identity.Credential{Header: map[string][]string{}}
		for name, v := range d.Headers {
			w.Masker.Register(token, v)
			c.Header.Set(name, v)
			if len(v) > len(c.Secret) {
				c.Secret = v
			}
		}
		who.SetCredential(c)
	case d.Login != nil:
		if err := w.configuredLogin(ctx, who, d.Login); err != nil {
			return nil, err
		}
	}
	if c := who.Credential(); c.Secret != "" {
		w.Masker.Register(token, c.Secret)
		who.Learn(claimed(identity.Claims(c.Secret)))
	}
	return who, nil
}

func (w *World) configuredLogin(ctx context.Context, who *identity.Identity, l *design.Login) error {
	flow := w.flowOf(l, l.Flow)
	w.learnFromFlow(who, flow)
	err := w.login(ctx, who, flow)
	if err == nil {
		w.flows[who] = flow
		return nil
	}
	if Stops(err) {
		return err
	}
	var u *Unbuildable
	if errors.As(err, &u) && u.Exchange != nil && w.LoggedIn(u.Exchange) {
		w.flows[who] = flow // the password is right, whatever it is good for
	}
	who.SetAlive(false, err.Error())
	return nil
}

// learnFromFlow takes the account's own e-mail, name and password from the
// body of the login.
func (w *World) learnFromFlow(who *identity.Identity, flow *loginFlow) {
	values := scalars(flow.request.Body)
	for k, v := range values {
		if Password(flow.request.Operation, k) || passwordWord(k) {
			w.Masker.Register("$"+strings.ToUpper(who.Name)+"_PASSWORD", request.Text(v))
		}
	}
	who.Learn(values)
}

// signUpPeers makes n equal identities, so that equals can be tested against
// each other.
func (w *World) signUpPeers(ctx context.Context, n int) error {
	if w.Mode == Passive {
		w.Note("warning", "passive mode signs nobody up: equals are not tested against each other; give two identities in ashlar.yaml, or use --mode safe")
		return nil
	}
	for _, name := range names {
		if n == 0 {
			break
		}
		if w.identity(name) != nil {
			continue
		}
		who, err := w.SignUp(ctx, name)
		if err != nil {
			if Stops(err) {
				return err
			}
			w.Note("warning", "no second identity: %v; give two of equal role in ashlar.yaml", err)
			return nil
		}
		w.identities = append(w.identities, who)
		n--
	}
	return w.prove(ctx, slices.DeleteFunc(slices.Clone(w.identities), func(i *identity.Identity) bool { return i.Origin != identity.SignedUp }))
}

// SignUp makes an account of that name, logs it in and returns it unproven.
// It is not among [World.Identities].
func (w *World) SignUp(ctx context.Context, name string) (*identity.Identity, error) {
	if w.Mode == Passive {
		return nil, errors.New("nobody is signed up in passive mode")
	}
	if w.design.SignUp != nil {
		return w.signUpAsWritten(ctx, name, *w.design.SignUp)
	}
	var last error = errors.New("the contract has no operation that signs up, or none that logs in")
	for _, op := range w.Outline.SignUp {
		if _, no := w.Forbidden(op); no {
			continue
		}
		who, err := w.signUpWith(ctx, op, name)
		if err == nil || Stops(err) {
			return who, err
		}
		last = err
	}
	return nil, last
}

// Spare is an identity that the scan signed up to be changed, locked out or
// deleted, made when it is first asked for. It is not among
// [World.Identities].
func (w *World) Spare(ctx context.Context) (*identity.Identity, error) {
	ctx, unlock := w.lockMaking(ctx)
	defer unlock()
	if w.spare == nil && w.spareErr == nil {
		spare, err := w.SignUp(ctx, "carol")
		if Stops(err) {
			return nil, err
		}
		w.spare, w.spareErr = spare, err
	}
	return w.spare, w.spareErr
}

func (w *World) signUpWith(ctx context.Context, op *api.Operation, name string) (*identity.Identity, error) {
	who := identity.New(name, "", "", identity.SignedUp, identity.Credential{})
	r, ex, _, err := w.try(ctx, op, w.anonymous, nil)
	if err != nil {
		return nil, err
	}
	w.Adopt(who, r, ex)
	if tok := tokenIn(ex, design.Token{}); tok != "" && len(w.Outline.Login) == 0 {
		ways := w.ways(tok)
		who.SetCredential(ways[0])
		w.Masker.Register("$"+strings.ToUpper(name)+"_TOKEN", tok)
		return who, w.choose(ctx, who, ways)
	}
	return who, w.LogIn(ctx, who)
}

// Adopt records a sign-up that was sent as the account of who.
func (w *World) Adopt(who *identity.Identity, r *request.Request, ex *wire.Exchange) {
	sent := scalars(r.Body)
	for k, v := range sent {
		if Password(r.Operation, k) || passwordWord(k) {
			w.Masker.Register("$"+strings.ToUpper(who.Name)+"_PASSWORD", request.Text(v))
		}
	}
	w.learnAccount(who, ex)
	who.Learn(sent)
	w.mu.Lock()
	defer w.mu.Unlock()
	obj := &Object{Resource: w.Outline.Accounts, Owner: who, Values: who.Account(), Made: true, account: true, Request: r, Exchange: ex}
	w.created = append(w.created, obj)
}

// LogIn gets an account that the scan signed up its credential.
func (w *World) LogIn(ctx context.Context, who *identity.Identity) error {
	if w.design.Login != nil {
		return w.logInAsWritten(ctx, who, w.design.Login)
	}
	var last error = errors.New("the contract has no operation that logs in")
	for _, op := range w.Outline.Login {
		r, err := w.LoginRequest(ctx, op, who)
		if err == nil {
			flow := &loginFlow{request: r}
			if err = w.login(ctx, who, flow); err == nil {
				w.mu.Lock()
				w.flows[who] = flow
				w.mu.Unlock()
				return nil
			}
		}
		if Stops(err) {
			return err
		}
		last = err
	}
	return last
}

// LoginRequest is an honest login of an account that is known.
func (w *World) LoginRequest(ctx context.Context, op *api.Operation, who *identity.Identity) (*request.Request, error) {
	w.mu.Lock()
	flow := w.flows[who]
	w.mu.Unlock()
	if flow != nil {
		if r := w.loginOf(flow); r.Operation == op {
			return r.Clone(), nil
		}
	}
	b := &builder{w: w, op: op, who: who, refs: map[string]any{}, unique: w.Random()[:10], lessons: w.loginValues(op, who)}
	return b.fresh(fill.Full)
}

// loginValues maps what the login asks for to what is known of the account:
// "login" or "identifier" takes the user name, else the e-mail.
func (w *World) loginValues(op *api.Operation, who *identity.Identity) map[string]any {
	account := who.Account()
	values := map[string]any{}
	content := bodyContent(op)
	var asked []string
	if content != nil && content.Schema != nil {
		for _, p := range content.Schema.Properties {
			asked = append(asked, p.Name)
		}
	}
	for _, p := range op.Parameters {
		asked = append(asked, p.Name)
	}
	for _, name := range asked {
		if v, ok := account[name]; ok {
			values[name] = v
			continue
		}
		for _, k := range sortedKeys(account) {
			_, found := values[name]
			same := lexicon.Password(name) && lexicon.Password(k) || !found && samePassword(op, name, k) ||
				lexicon.Email(name) && lexicon.Email(k) || plain(name) == plain(k)
			if same {
				values[name] = account[k]
			}
		}
		if _, ok := values[name]; !ok && (lexicon.Username(name) || lexicon.Account(name) || plain(name) == "identifier" || plain(name) == "login") {
			if v, ok := pick(account, "username", ""); ok {
				values[name] = v
			}
			for k, v := range account {
				if lexicon.Username(k) {
					values[name] = v
				}
			}
			if _, ok := values[name]; !ok {
				for k, v := range account {
					if lexicon.Email(k) {
						values[name] = v
					}
				}
			}
		}
	}
	return values
}

// learnSelves reads what the API tells each identity of itself.
func (w *World) learnSelves(ctx context.Context) error {
	for _, op := range w.API.Operations {
		if w.Outline.Purpose(op) != outline.Self || op.Method != "GET" || len(op.PathParameters()) > 0 {
			continue
		}
		if res := w.Outline.Resource(op); res != nil && res != w.Outline.Accounts {
			continue
		}
		for _, who := range w.Identities() {
			base, err := w.Base(ctx, op, who)
			if Stops(err) {
				return err
			}
			if err != nil {
				continue
			}
			if doc, ok := selfDocument(base.Exchange); ok {
				who.Learn(unsecret(scalars(doc)))
				w.learnTenant(who)
			}
		}
	}
	return nil
}

func selfDocument(ex *wire.Exchange) (any, bool) {
	body, ok := ex.JSON()
	if !ok {
		return nil, false
	}
	doc, ok := compare.Unwrap(body).(map[string]any)
	return doc, ok
}
