package missingauthentication

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	purpose := p.Outline.Purpose(op)
	_, admin := p.Outline.Administrative(op)
	_, about := p.Target(op)
	public, known := p.PublicByDesign(op), p.KnownByDesign(op)
	switch {
	case public != "":
		return public
	case purpose == outline.Login, purpose == outline.SignUp, purpose == outline.Refresh, purpose == outline.Reset && !op.Protected():
		return "it is for those who have no credential yet"
	case purpose == outline.Health, purpose == outline.Documentation:
		return "it is for everybody"
	case purpose == outline.Logout:
		return "it only ends a session"
	case op.Method == "HEAD":
		return "its answer has no body"
	case known != "", purpose != outline.Create && p.OwnedByDesign(op, nil) != "":
		return ""
	case op.Security != nil && !op.Protected():
		return "the contract asks for no credential here"
	case op.Protected(), admin, about, p.Outline.ReadsOnly(op) && p.Outline.Resource(op) != nil, purpose == outline.Self:
		return ""
	}
	return "nothing says that it needs a credential"
}

// live writes before it reads: afterwards lists are not empty, and what
// changes meanwhile would look different.
func live(ctx context.Context, p *weakness.LivePass) error {
	if err := each(ctx, p, false); err != nil {
		return err
	}
	return each(ctx, p, true)
}

func each(ctx context.Context, p *weakness.LivePass, reads bool) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		if p.Outline.ReadsOnly(op) != reads {
			return nil
		}
		if len(p.Identities()) == 0 {
			p.Inconclusive(op, "%v", p.NoneAlive())
			return nil
		}
		l := look{p, op, caller{p.Anonymous().Name, identity.Credential{}, "without a credential"}}
		var err error
		switch {
		case reads:
			err = l.reading(ctx)
		case p.Outline.Purpose(op) == outline.Reset || p.ChangesCaller(op):
			err = l.refusalOnly(ctx, p.Identities()[0], fmt.Errorf("an honest call would change the account of %s", p.Identities()[0]))
		default:
			err = l.writing(ctx)
		}
		return err
	})
}

// look looks at one operation with the eyes of one who is nobody.
type look struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	nobody caller
}

// caller is one whom the API does not know.
type caller struct {
	name string
	with identity.Credential
	how  string // without a credential
}

func (l look) send(ctx context.Context) func(*request.Request) (*wire.Exchange, error) {
	return func(r *request.Request) (*wire.Exchange, error) {
		return l.p.SendWith(ctx, l.nobody.name, l.nobody.with, r)
	}
}

// unissued is the same look with a credential of who's that nobody issued:
// some APIs only look whether there is one. Not ok: it has no part to alter.
func (l look) unissued(who *identity.Identity) (look, bool) {
	c := who.Credential()
	altered := identity.Malformed(c.Secret)
	if l.nobody.name != identity.AnonymousName || altered == c.Secret {
		return l, false
	}
	l.nobody = caller{who.Name + " (malformed)", c.Replaced(altered), "with a credential that nobody issued"}
	return l, true
}

// refusalOnly is for what cannot be called honestly: a refusal is still a
// refusal. Else why says what was in the way.
func (l look) refusalOnly(ctx context.Context, who *identity.Identity, why error) error {
	if world.Stops(why) {
		return why
	}
	var ex *wire.Exchange
	var err error
	var r *request.Request
	// What an honest call was refused for once may be refused again.
	var u *world.Unbuildable
	tried := errors.As(why, &u) && u.Exchange != nil && len(l.op.PathParameters()) == 0
	if tried || l.p.ChangesCaller(l.op) && len(l.p.Outline.Slots(l.op)) == 0 {
		if r, err = l.p.Build(ctx, l.op, who); err == nil {
			ex, err = l.send(ctx)(r)
		}
	} else {
		ex, _, err = l.p.Refuses(ctx, l.op, who, l.send(ctx))
	}
	switch {
	case world.Stops(err):
		return err
	case err == nil && (ex.Status == 401 || ex.Status == 403):
		l.p.Clean(l.op, "%s gets %s", l.nobody.name, world.Status(ex))
		return nil
	}
	return why
}

// reading compares what nobody is shown with what an identity is.
func (l look) reading(ctx context.Context) error {
	base, err := l.base(ctx)
	if err != nil {
		return l.refusalOnly(ctx, l.p.Identities()[0], err)
	}
	// An empty list is the same for everybody.
	view, err := l.own(ctx, base.Who)
	if err != nil {
		return err
	}
	r := base.Request
	if view != nil {
		r = view.Request
	}
	first, err := l.send(ctx)(r)
	if err != nil {
		return err
	}
	if !world.Succeeded(first) {
		if other, ok := l.unissued(base.Who); ok {
			if ex, err := other.send(ctx)(r); err != nil || !world.Succeeded(ex) {
				l.p.Clean(l.op, "%s gets %s, and a credential that nobody issued %s", l.nobody.name, world.Status(first), world.Status(orNothing(ex)))
				return err
			}
			return other.compare(ctx, base.Who, r, view)
		}
		l.p.Clean(l.op, "%s gets %s", l.nobody.name, world.Status(first))
		return nil
	}
	return l.compare(ctx, base.Who, r, view)
}

// base is an honest request of one who is known: where the contract asks for
// no credential and the design does, anonymous is no example.
func (l look) base(ctx context.Context) (*world.Base, error) {
	base, err := l.p.BaseAny(ctx, l.op)
	if err != nil || !base.Who.IsAnonymous() {
		return base, err
	}
	for _, who := range slices.Concat(l.p.Low(), l.p.Highs()) {
		if known, kerr := l.p.Base(ctx, l.op, who); kerr == nil || world.Stops(kerr) {
			return known, kerr
		}
	}
	return base, nil
}

func orNothing(ex *wire.Exchange) *wire.Exchange {
	if ex == nil {
		return &wire.Exchange{}
	}
	return ex
}

// own is what the operation shows who of an own object; nil: it shows none.
func (l look) own(ctx context.Context, who *identity.Identity) (*world.View, error) {
	res := l.p.Outline.Resource(l.op)
	if target, ok := l.p.Target(l.op); ok {
		res = target
	}
	if res == nil {
		return nil, nil
	}
	obj, err := l.p.Own(ctx, res, who)
	if err == nil && obj.Owner == who {
		var view *world.View
		if view, err = l.p.View(ctx, obj, l.op); err == nil {
			return view, nil
		}
	}
	if world.Stops(err) {
		return nil, err
	}
	return nil, nil
}

// compare decides what it means that nobody got an answer. It must come twice.
func (l look) compare(ctx context.Context, who *identity.Identity, r *request.Request, view *world.View) error {
	content, theirs, err := l.p.Beside(ctx, who, r, func() (*wire.Exchange, error) { return l.send(ctx)(r) })
	if err != nil {
		return err
	}
	last := theirs[len(theirs)-1]
	same, shown := true, view != nil && len(view.Marks) > 0
	for _, ex := range theirs {
		same = same && content.Same(ex)
		shown = shown && world.Succeeded(ex) && len(world.Shows(ex, r, view.Marks)) > 0
	}
	got := evidence{who: who, request: r, honest: content.Exchange, theirs: last, content: content}
	switch {
	case !same && !shown && content.Trivial() && content.Alike(last) == content.Alike(content.Exchange):
		return l.trivial(ctx, got)
	case !same && !shown:
		l.p.Clean(l.op, "%s gets %s with other content", l.nobody.name, world.Status(last))
		return nil
	}
	p, err := l.protection(ctx, who, view, shown)
	if err != nil {
		return err
	}
	if p.not != "" {
		l.p.Clean(l.op, "%s", p.not)
		return nil
	}
	return l.report(ctx, p, got)
}

// declares tells whether the contract asks for a credential anywhere: then
// its silence elsewhere means something.
func declares(m *api.Model) bool {
	return slices.ContainsFunc(m.Operations, (*api.Operation).Protected)
}
