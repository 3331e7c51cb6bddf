package crossownerread

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
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
		return p.EachPair(ctx, op, func(ctx context.Context, pair world.Pair) (*weakness.Found, error) {
			return look(ctx, p, op, pair)
		})
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
	seen, err := readTwice(ctx, p, pair, view)
	if err != nil || seen == nil {
		return nil, err
	}
	return judge(ctx, p, pair, view, slot, seen)
}

// seen is the owner's object in an answer to the stranger.
type seen struct {
	request *request.Request
	last    *wire.Exchange
}

// readTwice asks as the stranger for what the owner asked for, and then by way
// of the stranger's own place where the path names the owner. A 200 alone
// proves little: some APIs answer it with a public view. The owner's canary
// proves it, and it must come twice.
func readTwice(ctx context.Context, p *weakness.LivePass, pair world.Pair, view *world.View) (*seen, error) {
	requests := []*request.Request{view.Request}
	if own, ok := p.Through(view.Request, pair.Stranger); ok {
		requests = append(requests, own)
	}
	var last *wire.Exchange
	for _, r := range requests {
		shown := 0
		for range 2 {
			var err error
			if last, err = p.Send(ctx, pair.Stranger, r); err != nil {
				return nil, err
			}
			if len(world.Shows(last, r, view.Marks)) == 0 {
				break
			}
			shown++
		}
		if shown == 2 {
			return &seen{r, last}, nil
		}
	}
	p.Clean(view.Request.Operation, "%s gets %s for %s", pair.Stranger, world.Status(last), view.Object.Label())
	return nil, nil
}

// judge decides what it means that the stranger has read the object.
func judge(ctx context.Context, p *weakness.LivePass, pair world.Pair, view *world.View, slot outline.Slot, seen *seen) (*weakness.Found, error) {
	op, obj := view.Request.Operation, view.Object
	anonymous, err := p.Send(ctx, p.Anonymous(), seen.request)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(anonymous, seen.request, view.Marks)) > 0 {
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
	if privacy.State == world.Unknown && slot.Resource == p.Outline.Accounts && !personal(seen.last) {
		p.Clean(op, "%s is shown a profile without what people keep to themselves, and %s", pair.Stranger, privacy.Why)
		return nil, nil
	}
	place := request.Place{In: slot.In, Name: slot.Name}
	value, _ := seen.request.Value(place)
	random := seen.request.With(place, p.Similar(value))
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
			weakness.Show(view.Exchange, "%s, the owner, reads the %s", pair.Owner, obj.Kind()),
			weakness.Show(seen.last, "%s reads it too", pair.Stranger),
		},
		Control: []weakness.Shown{weakness.Show(control, "%s with a random identifier gets nothing of it", pair.Stranger)},
		Recipe: append(p.Made(obj),
			p.Step(pair.Owner, view.Request, "the "+obj.Kind()+" with its canary", obj),
			p.Step(pair.Stranger, seen.request, "the same canary: it is not the owner who reads", obj)),
	}
	if slot.In != "path" {
		found.Field = place.String()
	}
	if privacy.State == world.Private {
		found.Severity, found.Verdict = finding.Critical, finding.Proven
	}
	return found, nil
}

// personal tells whether an answer holds what is not for everybody who has an
// account too: ways to reach someone, money, secrets, canaries of the scan.
func personal(ex *wire.Exchange) bool {
	body, _ := ex.JSON()
	return slices.ContainsFunc(compare.Leaves(body), func(leaf compare.Leaf) bool {
		name := world.PropertyName(leaf.Pointer)
		if _, number := leaf.Value.(float64); number && lexicon.Value(name) {
			return true // a balance, not whether someone is active
		}
		text, _ := leaf.Value.(string)
		return text != "" && (lexicon.Contact(name) || lexicon.Sensitive(name))
	})
}
