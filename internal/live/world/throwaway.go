package world

import (
	"context"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// SignUpBy makes an account through op and logs it in, with the request as
// change returns it; nil changes nothing. Like that of [World.SignUp] the
// identity is unproven and not among [World.Identities]. When signing up is
// refused, the error is an [Unbuildable] with the refusal; when only logging
// in is, the identity is returned with the error.
func (w *World) SignUpBy(ctx context.Context, op *api.Operation, name string, change func(*request.Request) *request.Request) (*identity.Identity, *request.Request, *wire.Exchange, error) {
	if w.Mode == Passive {
		return nil, nil, nil, ErrPassive
	}
	r, ex, err := w.signUpRequest(ctx, op, change)
	if err != nil {
		return nil, r, ex, err
	}
	if !Succeeded(ex) {
		return nil, r, ex, &Unbuildable{op, "anonymous", "answers " + Status(ex), ex}
	}
	who := identity.New(name, "", "", identity.SignedUp, identity.Credential{})
	w.Adopt(who, r, ex)
	if tok := tokenIn(ex, design.Token{}); tok != "" && len(w.Outline.Login) == 0 {
		ways := w.ways(tok)
		who.SetCredential(ways[0])
		w.Masker.Register("$"+strings.ToUpper(name)+"_TOKEN", tok)
		return who, r, ex, w.choose(ctx, who, ways)
	}
	return who, r, ex, w.LogIn(ctx, who)
}

func (w *World) signUpRequest(ctx context.Context, op *api.Operation, change func(*request.Request) *request.Request) (*request.Request, *wire.Exchange, error) {
	w.mu.Lock()
	known := w.templates[op] != nil
	w.mu.Unlock()
	if change == nil || !known {
		// The honest request is learned first.
		r, ex, err := w.Try(ctx, op, w.anonymous)
		if err != nil || change == nil {
			return r, ex, err
		}
		spare := identity.New("unused", "", "", identity.SignedUp, identity.Credential{})
		w.Adopt(spare, r, ex)
	}
	r, err := w.Build(ctx, op, w.anonymous)
	if err != nil {
		return nil, nil, err
	}
	r = change(r)
	ex, err := w.Send(ctx, w.anonymous, r)
	return r, ex, err
}
