package crossownerread

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	slot, ok := p.TargetSlot(op)
	switch _, admin := p.Outline.Administrative(op); {
	case !p.Outline.ReadsOnly(op):
		return "it does not only read"
	case !ok || slot.Resource == nil:
		return "it takes no identifier of an object"
	case (slot.In == "query" || slot.In == "body") && slot.Resource == p.Outline.Accounts:
		return "it filters by an account: owner-from-client"
	case admin:
		return "it is for administrators: missing-function-authorization"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		pairs := p.Pairs()
		if len(pairs) == 0 {
			p.Inconclusive(op, "no two identities of equal role are alive")
		}
		var best *weakness.Found
		for _, pair := range pairs {
			found, err := look(ctx, p, op, pair)
			if err != nil {
				return err
			}
			if found != nil && (best == nil || found.Verdict == finding.Proven) {
				best = found
			}
			if best != nil && best.Verdict == finding.Proven {
				break
			}
		}
		if best != nil {
			p.Report(*best)
		}
		return nil
	})
}

// look lets the stranger of the pair read the owner's object.
func look(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, pair world.Pair) (*weakness.Found, error) {
	slot, _ := p.TargetSlot(op)
	obj, err := p.Own(ctx, slot.Resource, pair.Owner)
	if err != nil {
		return nil, err
	}
	if obj.Owner != pair.Owner {
		p.NotApplicable(op, "only %s makes a %s: nothing that ordinary identities own", obj.Owner, slot.Resource.Name)
		return nil, nil
	}
	view, err := p.View(ctx, obj, op)
	if err != nil {
		return nil, err
	}
	view, err = p.Distinct(ctx, view, pair.Stranger)
	if err != nil {
		return nil, err
	}
	if view.Common {
		p.NotApplicable(op, "a catalogue: %s and %s are shown the same %s", pair.Owner, pair.Stranger, slot.Resource.Name)
		return nil, nil
	}
	if len(view.Marks) == 0 {
		p.Inconclusive(op, "the answer to %s shows nothing that could be recognised", pair.Owner)
		return nil, nil
	}
	// A 200 alone proves little: some APIs answer it with a public view. The
	// owner's canary proves it, and it must come twice.
	var last *wire.Exchange
	for range 2 {
		if last, err = p.Send(ctx, pair.Stranger, view.Request); err != nil {
			return nil, err
		}
		if len(world.Shows(last, view.Request, view.Marks)) == 0 {
			p.Clean(op, "%s gets %s for %s", pair.Stranger, world.Status(last), obj.Label())
			return nil, nil
		}
	}
	return judge(ctx, p, pair, view, slot, last)
}

// judge decides what it means that the stranger has read the object.
func judge(ctx context.Context, p *weakness.LivePass, pair world.Pair, view *world.View, slot outline.Slot, seen *wire.Exchange) (*weakness.Found, error) {
	op, obj := view.Request.Operation, view.Object
	anonymous, err := p.Send(ctx, p.Anonymous(), view.Request)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(anonymous, view.Request, view.Marks)) > 0 {
		// Whoever needs no credential at all is no stranger of equal role.
		p.Clean(op, "anonymous reads it too: missing-authentication decides whether that is meant")
		return nil, nil
	}
	privacy, err := p.Privacy(ctx, view, pair.Stranger)
	if err != nil {
		return nil, err
	}
	if privacy.State == world.Shared || privacy.State == world.Public {
		p.Clean(op, "%s: %s", privacy.State, privacy.Why)
		return nil, nil
	}
	place := request.Place{In: slot.In, Name: slot.Name}
	value, _ := view.Request.Value(place)
	random := view.Request.With(place, p.Similar(value))
	control, err := p.Send(ctx, pair.Stranger, random)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(control, random, view.Marks)) > 0 {
		p.Inconclusive(op, "a random identifier shows the same")
		return nil, nil
	}
	found := &weakness.Found{
		Operation: op, Severity: finding.High, Verdict: finding.Likely, Identity: pair.Stranger.Name,
		Summary: fmt.Sprintf("%s read %s: %s", pair.Stranger, obj.Label(), privacy.Why),
		Exchanges: []weakness.Shown{
			weakness.Show(view.Exchange, "%s reads the own %s", pair.Owner, obj.Kind()),
			weakness.Show(seen, "%s reads it too", pair.Stranger),
		},
		Control: []weakness.Shown{weakness.Show(control, "%s with a random identifier gets nothing of it", pair.Stranger)},
		Recipe: append(p.Made(obj),
			p.Step(pair.Owner, view.Request, "the own "+obj.Kind()+" with the canary", obj),
			p.Step(pair.Stranger, view.Request, "the same canary: it is not the owner who reads", obj)),
	}
	if slot.In != "path" {
		found.Field = place.String()
	}
	if privacy.State == world.Private {
		found.Severity, found.Verdict = finding.Critical, finding.Proven
	}
	return found, nil
}
