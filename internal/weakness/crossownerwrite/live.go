package crossownerwrite

import (
	"context"

	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	slot, ok := p.TargetSlot(op)
	switch _, admin := p.Outline.Administrative(op); {
	case p.Outline.ReadsOnly(op):
		return "it changes nothing"
	case !ok || slot.Resource == nil:
		return "it takes no identifier of an object"
	case admin:
		return "it is for administrators: missing-function-authorization"
	}
	if why := p.PublicByDesign(op); why != "" {
		return why
	}
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Logout, outline.Refresh:
		return "it gives or ends access, and changes no object"
	case outline.Health, outline.Documentation:
		return "it changes nothing"
	case outline.Create:
		if slot.In != "path" {
			return "it creates: owner-from-client"
		}
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	// One after another: a change that another check makes to the same
	// owner's objects must not be taken for an effect.
	return p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		slot, _ := p.TargetSlot(op)
		return p.EachPair(ctx, op, func(ctx context.Context, pair world.Pair) (*weakness.Found, error) {
			a := &attack{p: p, op: op, slot: slot, pair: pair}
			return a.look(ctx)
		})
	})
}

// attack is one operation tried by one stranger.
type attack struct {
	p    *weakness.LivePass
	op   *weakness.Operation
	slot outline.Slot
	pair world.Pair

	signedUp int
	late     bool // effects show after a while: what is read lags behind
}

// look lets the stranger change a fresh object of the owner's, and when that
// had an effect another one, with the controls.
func (a *attack) look(ctx context.Context) (*weakness.Found, error) {
	if owned, err := a.learn(ctx); err != nil || !owned {
		return nil, err
	}
	watch, err := a.watch(ctx)
	if err != nil || watch == nil {
		return nil, err
	}
	first, err := a.strike(ctx, watch, a.pair.Stranger.Name)
	if err != nil {
		return nil, err
	}
	if first.effect == "" && world.Succeeded(first.sent) {
		a.late = true
		late, err := a.strike(ctx, watch, a.pair.Stranger.Name)
		if err != nil {
			return nil, err
		}
		if late.effect != "" {
			first = late
		} else {
			a.late = false
		}
	}
	if first.effect == "" {
		return nil, a.harmless(ctx, watch, first)
	}
	if watch, err = a.watch(ctx); err != nil || watch == nil {
		return nil, err
	}
	return a.confirm(ctx, watch, first)
}

// learn makes the owner call the operation once on an object of its own:
// what the API refuses to the owner says nothing about strangers. It is
// false where ordinary identities own no such object.
func (a *attack) learn(ctx context.Context) (owned bool, err error) {
	owner := a.pair.Owner
	if a.slot.Resource == a.p.Outline.Accounts {
		if owner, err = a.throwaway(ctx); err != nil {
			return false, err
		}
	} else if obj, err := a.p.Own(ctx, a.slot.Resource, owner); err == nil && (obj.Owner != owner || !obj.Made && a.p.Reserved(a.slot.Resource)) {
		a.p.NotApplicable(a.op, "a %s is made by administrators alone: nothing that ordinary identities own", a.slot.Resource.Name)
		return false, nil
	}
	_, err = a.p.Base(ctx, a.op, owner)
	return err == nil, err
}

// watch makes a fresh object and sees it as its owner does.
func (a *attack) watch(ctx context.Context) (*world.Watch, error) {
	var obj *world.Object
	var err error
	if a.slot.Resource == a.p.Outline.Accounts {
		who, err := a.throwaway(ctx)
		if err != nil {
			return nil, err
		}
		if obj, err = a.p.Account(who); err != nil {
			return nil, err
		}
	} else if obj, err = a.p.Fresh(ctx, a.slot.Resource, a.pair.Owner); err != nil {
		return nil, err
	}
	watch, err := a.p.Watch(ctx, obj, a.op)
	if err != nil && !world.Stops(err) {
		a.p.Inconclusive(a.op, "what becomes of %s cannot be seen: %v", obj.Label(), err)
		return nil, nil
	}
	return watch, err
}

// harmless records what a strike without effect means.
func (a *attack) harmless(ctx context.Context, watch *world.Watch, s *strike) error {
	if !world.Succeeded(s.sent) {
		a.p.Clean(a.op, "%s gets %s for %s", a.pair.Stranger, world.Status(s.sent), watch.Object.Label())
		return nil
	}
	// Perhaps the reading does not show what is written, even to the owner.
	own, err := a.strike(ctx, watch, watch.Object.Owner.Name)
	if err != nil {
		return err
	}
	if own.effect == "" {
		a.p.Inconclusive(a.op, "%s is answered %s, and %s shows no effect of it, nor of %s's own call", a.pair.Stranger, world.Status(s.sent), watch.Request.Operation, watch.Object.Owner)
		return nil
	}
	a.p.Clean(a.op, "%s is answered %s, and %s stays as it was", a.pair.Stranger, world.Status(s.sent), watch.Object.Label())
	return nil
}

// confirm does it again on another object, after what must have no effect.
func (a *attack) confirm(ctx context.Context, watch *world.Watch, first *strike) (*weakness.Found, error) {
	privacy, err := a.privacy(ctx, watch)
	if err != nil {
		return nil, err
	}
	random, err := a.strikeWith(ctx, watch, a.pair.Stranger.Name, func(r *request.Request) *request.Request { return a.elsewhere(r) })
	if err != nil {
		return nil, err
	}
	if random.effect != "" {
		a.p.Inconclusive(a.op, "a random identifier has the same effect: %s", random.effect)
		return nil, nil
	}
	anonymous, err := a.strike(ctx, watch, a.p.Anonymous().Name)
	if err != nil {
		return nil, err
	}
	if anonymous.effect != "" {
		// Whoever needs no credential at all is no stranger of equal role.
		a.p.Clean(a.op, "anonymous does it too: missing-authentication decides whether that is meant")
		return nil, nil
	}
	again, err := a.strike(ctx, watch, a.pair.Stranger.Name)
	if err != nil {
		return nil, err
	}
	if again.kind != first.kind {
		a.p.Inconclusive(a.op, "%s once, and not again", first.effect)
		return nil, nil
	}
	return a.found(watch, again, random, privacy)
}
