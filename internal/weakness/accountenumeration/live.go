package accountenumeration

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp:
		return ""
	case outline.Reset:
		if op.Protected() {
			return "it is for those who are logged in"
		}
		return ""
	}
	return "it neither logs in nor signs up nor resets a password"
}

// live asks in turn: attempts to log in are limited by address.
func live(ctx context.Context, p *weakness.LivePass) error {
	var who *identity.Identity
	var none error // why there is no such account
	return p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		if who == nil && none == nil {
			// Wrong passwords may lock an account: it is one of the scan's own.
			var err error
			if who, err = p.SignUp(ctx, "frank"); err != nil {
				who, none = nil, err
			}
			if world.Stops(err) {
				return err
			}
		}
		switch p.Outline.Purpose(op) {
		case outline.Login:
			return login(ctx, p, op, who)
		case outline.SignUp:
			return signUp(ctx, p, op, who)
		}
		if who == nil {
			p.Untested(op, "no account of the scan's own to reset: %v", none)
			return nil
		}
		return reset(ctx, p, op, who)
	})
}

// asker asks for a name that has an account and for ones that have none.
type asker struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	who    *identity.Identity
	known  *request.Request
	names  []request.Place
	rounds int
}

// Rounds of asking: what differs in all of them differs by design. An account
// that was given to the scan is asked for less often, lest it be locked.
const (
	rounds = 3
	few    = 2
)

// ask alternates between the known name and unknown ones of the same form.
func (a *asker) ask(ctx context.Context) (known, unknown *answers, err error) {
	known, unknown = &answers{}, &answers{}
	for range a.rounds {
		if err := a.send(ctx, known, a.known); err != nil {
			return nil, nil, err
		}
		r := a.known
		for _, place := range a.names {
			v, _ := r.Value(place)
			r = r.With(place, a.p.Similar(v))
		}
		if err := a.send(ctx, unknown, r); err != nil {
			return nil, nil, err
		}
	}
	return known, unknown, nil
}

func (a *asker) send(ctx context.Context, to *answers, r *request.Request) error {
	ex, err := a.p.Send(ctx, a.p.Anonymous(), r)
	if err != nil {
		return err
	}
	to.add(ex, r, a.names)
	return nil
}

// judge records whether the answers tell the known name from unknown ones.
func (a *asker) judge(what string, known, unknown *answers, honest *wire.Exchange) {
	p, op := a.p, a.op
	if ex := limited(known, unknown); ex != nil {
		p.Untested(op, "limited: it answers %s", world.Status(ex))
		return
	}
	how, told, steady := apart(known, unknown)
	switch {
	case !steady:
		p.Inconclusive(op, "equal questions are answered in different ways")
		return
	case !told:
		p.Clean(op, "%s for a known and for unknown names alike: %s", what, world.Status(known.last()))
		return
	case public(p, op, a.names) != "":
		p.Clean(op, "%s tells who has an account, and %s", how, public(p, op, a.names))
		return
	}
	f := weakness.Found{
		Operation: op, Severity: finding.Medium, Verdict: finding.Proven, Identity: p.Anonymous().Name,
		Summary: fmt.Sprintf("%s is answered %s for %s's account and %s for names that nobody has, %d times: %s tells who has an account.",
			what, world.Status(known.last()), a.who, world.Status(unknown.last()), a.rounds, how),
		Exchanges: []weakness.Shown{weakness.Show(known.last(), "%s for an account that there is", what), weakness.Show(unknown.last(), "%s for a name that nobody has", what)},
		Control:   []weakness.Shown{weakness.Show(unknown.exchanges[0], "another name that nobody has is answered as that one")},
		Recipe:    append(p.SignedUp(a.who), a.steps(what, unknown)...),
	}
	if honest != nil {
		f.Control = append(f.Control, weakness.Show(honest, "with the right password %s is logged in: the account is there", a.who))
	}
	p.Report(f)
}

// public is where the design lets everybody see who has an account, by the
// names that were asked for; "" where it does not.
func public(p *weakness.LivePass, op *weakness.Operation, names []request.Place) string {
	res := p.Designed(op, p.Outline.Accounts)
	if res == nil || res.Access != design.Everybody {
		return ""
	}
	for _, place := range names {
		if may, stated, _ := res.MayShow(place.Base()); stated && !may {
			return ""
		}
	}
	return fmt.Sprintf("%s says that %s are public", res.Place, res.Name)
}

func (a *asker) steps(what string, unknown *answers) []evidence.Step {
	nobody := a.p.Anonymous()
	return []evidence.Step{
		a.p.Step(nobody, a.known, what+": answered in one way"),
		a.p.Step(nobody, unknown.request, what+": answered in another, as the name is unknown"),
	}
}
