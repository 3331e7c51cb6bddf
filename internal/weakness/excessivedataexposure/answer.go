package excessivedataexposure

import (
	"context"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// answered is a request and the answer that its caller wants; again sends it,
// or another like it. Who
// may be a spare identity, where the account of the asked one would change.
type answered struct {
	who      *identity.Identity
	request  *request.Request
	exchange *wire.Exchange
	again    func() (*request.Request, *wire.Exchange, error)
}

// honest gets an answer that is meant for who.
func (l look) honest(ctx context.Context) (*answered, error) {
	switch l.p.Outline.Purpose(l.op) {
	case outline.Login:
		if !l.knowsPassword() {
			return nil, &world.Unbuildable{Operation: l.op, Who: l.who.Name, Why: "the password of " + l.who.Name + " is not known"}
		}
		r, err := l.p.LoginRequest(ctx, l.op, l.who)
		if err != nil {
			return nil, err
		}
		again := l.sends(ctx, l.p.Anonymous(), r)
		_, ex, err := again()
		if err == nil && !l.p.Worked(l.op, ex) {
			err = &world.Unbuildable{Operation: l.op, Who: l.who.Name, Why: "answers " + world.Status(ex) + " to " + l.who.Name, Exchange: ex}
		}
		return &answered{l.who, r, ex, again}, err
	case outline.SignUp:
		obj, err := l.signUp(ctx, 0)
		if err != nil {
			return nil, err
		}
		return &answered{l.who, obj.Request, obj.Exchange, func() (*request.Request, *wire.Exchange, error) {
			other, err := l.signUp(ctx, 1)
			if err != nil {
				return nil, nil, err
			}
			return other.Request, other.Exchange, nil
		}}, nil
	}
	if res := l.p.Outline.Resource(l.op); res != nil && l.p.Outline.ReadsOnly(l.op) && !l.who.IsAnonymous() {
		if _, err := l.p.Own(ctx, res, l.who); world.Stops(err) { // else the list is empty
			return nil, err
		}
	}
	base, err := l.p.Base(ctx, l.op, l.who)
	if err != nil {
		return nil, err
	}
	if !l.p.Outline.ReadsOnly(l.op) {
		return &answered{base.Who, base.Request, base.Exchange, func() (*request.Request, *wire.Exchange, error) { return l.repeat(ctx, base) }}, nil
	}
	again := l.sends(ctx, base.Who, base.Request)
	if purpose := l.p.Outline.Purpose(l.op); purpose != outline.List && purpose != outline.Search {
		return &answered{base.Who, base.Request, base.Exchange, again}, nil
	}
	_, ex, err := again() // since then there may be more in it
	return &answered{base.Who, base.Request, ex, again}, err
}

// repeat performs a change again, on another object of the scan's own.
func (l look) repeat(ctx context.Context, base *world.Base) (*request.Request, *wire.Exchange, error) {
	var about []*world.Object
	if res, ok := l.p.Target(l.op); ok {
		obj, err := l.p.Disposable(ctx, res, base.Who)
		if err != nil {
			return nil, nil, err
		}
		about = append(about, obj)
	}
	r, err := l.p.Build(ctx, l.op, base.Who, about...)
	if err != nil {
		return nil, nil, err
	}
	return l.sends(ctx, base.Who, r)()
}

// sends sends the same request each time.
func (l look) sends(ctx context.Context, who *identity.Identity, r *request.Request) func() (*request.Request, *wire.Exchange, error) {
	return func() (*request.Request, *wire.Exchange, error) {
		ex, err := l.p.Send(ctx, who, r)
		return r, ex, err
	}
}

// signUp is the n-th account that the scan made through the operation.
func (l look) signUp(ctx context.Context, n int) (*world.Object, error) {
	for range 2 {
		var made []*world.Object
		for _, obj := range l.p.Created() {
			if obj.Request != nil && obj.Request.Operation == l.op && obj.Exchange != nil {
				made = append(made, obj)
			}
		}
		if len(made) > n {
			return made[n], nil
		}
		if _, err := l.p.SignUp(ctx, world.AccountPrefix); err != nil {
			return nil, err
		}
	}
	return nil, &world.Unbuildable{Operation: l.op, Who: "anonymous", Why: "another operation signs up"}
}
