package operatorinjection

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// login asks for the password with an operator, the own user name staying
// literal; and for the user name with one that matches only the own.
func login(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) error {
	who, err := subject(ctx, p)
	if err != nil {
		return err
	}
	honest, err := p.LoginRequest(ctx, op, who)
	if err != nil {
		return err
	}
	ex, err := p.Send(ctx, p.Anonymous(), honest)
	if err != nil {
		return err
	}
	if !p.Worked(op, ex) {
		p.Untested(op, "the honest login of %s answers %s", who, world.Status(ex))
		return nil
	}
	b := &probe{p: p, op: op, who: p.Anonymous(), account: who, base: honest, alike: p.ByOutcome(op)}
	all := honest.Places()
	slices.SortStableFunc(all, func(a, b request.Place) int { return rank(op, a) - rank(op, b) })
	for _, place := range all {
		var found bool
		if secret := rank(op, place) == 0; secret {
			found, err = b.look(ctx, place)
		} else {
			found, err = b.ownOnly(ctx, place)
		}
		if err != nil || found {
			return err
		}
		b.tried++
	}
	p.Clean(op, "operators in place of name and password are refused or match nothing")
	return nil
}

// subject is whose login is tried: an account of the scan's own where one
// can be made, so that a lock-out hurts nobody.
func subject(ctx context.Context, p *weakness.LivePass) (*identity.Identity, error) {
	who, err := p.Spare(ctx)
	if err == nil || world.Stops(err) {
		return who, err
	}
	for _, who := range p.All() {
		if p.HasLogin(who) {
			return who, nil
		}
	}
	return nil, fmt.Errorf("no account whose password is known")
}

// writing carries only operators that can match what the scan itself made.
func writing(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) error {
	if p.Outline.Purpose(op) == outline.Delete && p.Mode != world.Full {
		// A handler that drops an identifier it cannot read deletes them all.
		p.Untested(op, "an operator in place of an identifier could delete more than the scan's own; --mode full sends it")
		return nil
	}
	base, err := p.BaseAny(ctx, op)
	if err != nil {
		return err
	}
	b := &probe{p: p, op: op, who: base.Who, base: base.Request, alike: p.ByOutcome(op)}
	for _, slot := range p.Outline.Slots(op) {
		if slot.In != "body" && slot.In != "query" {
			continue
		}
		place := request.Place{In: slot.In, Name: slot.Name}
		if _, there := base.Request.Value(place); !there {
			continue
		}
		b.tried++
		if found, err := b.ownOnly(ctx, place); err != nil || found {
			return err
		}
	}
	if b.tried == 0 {
		p.NotApplicable(op, "it changes something, and takes no identifier in its query or body that an operator could stand for")
		return nil
	}
	p.Clean(op, "operators in place of %d identifiers match nothing or are refused", b.tried)
	return nil
}

// ownOnly asks with {"$in": [own]} against {"$in": [random]}, which can
// match nothing of others.
func (b *probe) ownOnly(ctx context.Context, place request.Place) (bool, error) {
	own, ok := b.base.Value(place)
	if _, list := own.([]any); list || !ok {
		return false, nil // who takes an object for no list may change all that the caller has
	}
	random := b.p.Similar(own)
	for _, f := range forms(place, b.base.Media) {
		if f.name == bracket && b.account == nil {
			continue // who does not parse brackets misses the identifier, and may change all that the caller has
		}
		in := weakness.Question{Name: `{"$in": [own]} against {"$in": [random]}`, True: f.put(b.base, place, "$in", []any{own}), False: f.put(b.base, place, "$in", []any{random})}
		first, err := b.p.Divide(ctx, b.who, in, b.alike)
		if err != nil {
			return false, err
		}
		if first == nil {
			continue
		}
		eq := weakness.Question{Name: `{"$eq": own} against {"$eq": random}`, True: f.put(b.base, place, "$eq", own), False: f.put(b.base, place, "$eq", random)}
		second, err := b.p.Divide(ctx, b.who, eq, b.alike)
		if err != nil {
			return false, err
		}
		if second == nil {
			continue
		}
		control, err := b.p.Send(ctx, b.who, f.put(b.base, place, "xin", []any{own}))
		if err != nil {
			return false, err
		}
		if b.p.Worked(b.op, control) {
			continue
		}
		b.report(place, first, second, []weakness.Shown{weakness.Show(control, "an object that is no operator matches nothing")})
		return true, nil
	}
	return false, nil
}
