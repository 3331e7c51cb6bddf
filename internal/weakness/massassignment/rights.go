package massassignment

import (
	"context"
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// gain is an account of the scan's own that may have rights now.
type gain struct {
	o      *outcome
	by     []property
	lifted bool // the guard let it pass
}

// gained records what of a write may give its account rights: what is read
// back, or all where the guard lets it pass and nothing is.
func (l *look) gained(o *outcome, some []property, lifted bool) {
	if !l.s.account || o.who.IsAnonymous() || o.object == nil {
		return
	}
	var stored, powers []property
	for _, c := range some {
		if !lexicon.Power(c.name) {
			continue
		}
		powers = append(powers, c)
		if grants(c.name) && (lifted || !c.offered) && c.is(o, c.first) && !c.is(l.honest, c.first) {
			stored = append(stored, c)
		}
	}
	if lifted && len(stored) == 0 {
		stored = powers
	}
	if len(stored) == 0 {
		return
	}
	for _, c := range stored {
		l.p.Gained(o.who, c.name+" = "+request.Text(c.first))
	}
	l.gains = append(l.gains, gain{o, stored, lifted})
}

// takeBack takes away what accounts gained, as far as the API has a way. What
// cannot be taken back is told with the accounts that are left behind.
func (l *look) takeBack(ctx context.Context) error {
	for i, g := range l.gains {
		if slices.ContainsFunc(l.gains[i+1:], func(later gain) bool { return later.o.who == g.o.who }) {
			continue // an account that was changed several times: by the last
		}
		for _, before := range l.gains[:i] {
			if before.o.who == g.o.who {
				g.by, g.lifted = append(slices.Clone(before.by), g.by...), g.lifted || before.lifted
			}
		}
		done, err := l.giveBack(ctx, g)
		if err != nil {
			return err
		}
		if !done {
			return nil // the others of this operation have no other way
		}
		l.p.Returned(g.o.who)
	}
	return nil
}

// giveBack writes the honest values over those that were gained, and looks
// whether the rights are gone.
func (l *look) giveBack(ctx context.Context, g gain) (bool, error) {
	const most = 6 // attempts
	if holds, err := l.holds(ctx, g); err != nil || !holds {
		return !holds, err
	}
	attempts, err := l.ways(ctx, g)
	if err != nil {
		return false, err
	}
	for _, a := range attempts[:min(most, len(attempts))] {
		ex, err := l.p.Send(ctx, a.who, a.request)
		if err != nil {
			return false, err
		}
		if !world.Succeeded(ex) {
			continue
		}
		if holds, err := l.holds(ctx, g); err != nil || !holds {
			return !holds, err
		}
	}
	return false, nil
}

// holds tells whether the account still has what it gained.
func (l *look) holds(ctx context.Context, g gain) (bool, error) {
	passes, err := l.guard.lifted(ctx, l.p, g.o.who)
	if err == nil && passes && identity.Claims(g.o.who.Credential().Secret) != nil {
		// A token says what was true when it was issued.
		if err = l.p.LogIn(ctx, g.o.who); err == nil {
			passes, err = l.guard.lifted(ctx, l.p, g.o.who)
		}
	}
	if world.Stops(err) {
		return true, err
	}
	if err != nil || passes {
		return true, nil
	}
	near := l.op
	if g.o.reading != nil {
		near = g.o.reading.Operation
	}
	now := &outcome{who: g.o.who, object: g.o.object}
	if err := now.look(ctx, l.p, near); err != nil {
		return true, err
	}
	if now.body == nil {
		return !g.lifted, nil // what is gone was seen at the guard alone
	}
	return slices.ContainsFunc(g.by, func(c property) bool { return grants(c.name) && c.is(now, c.first) }), nil
}

// attempt is a request that may take rights back.
type attempt struct {
	who     *identity.Identity
	request *request.Request
}

// ways lists them: updates of the account by itself, then by who may do more,
// which must name the account; a PATCH with what is to change alone first.
func (l *look) ways(ctx context.Context, g gain) ([]attempt, error) {
	account, err := l.p.Account(g.o.who)
	if err != nil {
		return nil, nil
	}
	var all []attempt
	for i, who := range append([]*identity.Identity{g.o.who}, l.p.Highs()...) {
		for _, op := range l.p.API.Operations {
			if !l.updates(op, account, i > 0) {
				continue
			}
			r, err := l.p.Build(ctx, op, who, account)
			if world.Stops(err) {
				return nil, err
			}
			if err != nil {
				continue
			}
			if op.Method == "PATCH" {
				alone := r.Clone()
				alone.Body = map[string]any{}
				all = append(all, attempt{who, l.honestly(alone, g.by)})
			}
			all = append(all, attempt{who, l.honestly(r, g.by)})
		}
	}
	return all, nil
}

// updates tells whether the operation changes the account, and no other.
func (l *look) updates(op *weakness.Operation, account *world.Object, byOther bool) bool {
	purpose := l.p.Outline.Purpose(op)
	if _, no := l.p.Forbidden(op); no || op.Body == nil || purpose != outline.Update && purpose != outline.Action {
		return false
	}
	slot, named := l.p.TargetSlot(op)
	if !named {
		return !byOther && purpose == outline.Update && l.p.ChangesCaller(op)
	}
	_, known := account.Value(slot.Name)
	return known && slot.Resource == l.p.Outline.Accounts
}

// honestly puts in the values that an honest request leaves the document
// with.
func (l *look) honestly(r *request.Request, by []property) *request.Request {
	for _, c := range by {
		was, shown := l.honest.body[c.name]
		if !shown {
			was = none(c.first)
		}
		r = r.With(c.place(), was)
	}
	return r
}
