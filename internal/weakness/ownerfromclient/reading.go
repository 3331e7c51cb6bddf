package ownerfromclient

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// reading lets the stranger ask in the owner's name.
func (a *attempt) reading(ctx context.Context) (*weakness.Found, error) {
	obj, err := a.victim(ctx)
	if err != nil || obj == nil {
		return nil, err
	}
	view, err := a.p.View(ctx, obj, a.op)
	if err != nil {
		return nil, err
	}
	if view, err = a.p.Distinct(ctx, view, a.pair.Stranger); err != nil {
		return nil, err
	}
	if len(view.Marks) == 0 {
		a.p.Inconclusive(a.op, "the answer to %s shows nothing of the own %s that could be recognised", a.pair.Owner, a.res.Name)
		return nil, nil
	}
	all, err := a.candidates(ctx, object(obj, view), purposeIn(a))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		a.p.Inconclusive(a.op, "nothing is known that would name %s", a.pair.Owner)
		return nil, nil
	}
	base, err := a.asOneself(ctx, obj, all)
	if err != nil {
		return nil, err
	}
	honest, err := a.p.Send(ctx, a.pair.Stranger, base)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(honest, base, view.Marks)) > 0 {
		a.p.Clean(a.op, "%s is shown it without naming %s: shared, or cross-owner-read", a.pair.Stranger, a.pair.Owner)
		return nil, nil
	}
	c, err := a.search(base, all, func(r *request.Request) (bool, *wire.Exchange, error) {
		ex, err := a.p.Send(ctx, a.pair.Stranger, r)
		return err == nil && len(world.Shows(ex, r, view.Marks)) > 0, ex, err
	})
	if err != nil || c == nil {
		return nil, err
	}
	return a.confirmReading(ctx, view, base, honest, *c)
}

// object is what is known of an object: as it is shown, else as it was made.
func object(obj *world.Object, view *world.View) any {
	values := map[string]any{}
	for k, v := range obj.Values {
		values[k] = v
	}
	if doc, ok := view.Body.(map[string]any); ok {
		for k, v := range doc {
			if scalar(v) {
				values[k] = v
			}
		}
	}
	return values
}

// asOneself is the stranger's request about the same, with the own values
// where the owner's would stand.
func (a *attempt) asOneself(ctx context.Context, obj *world.Object, all []candidate) (*request.Request, error) {
	r, err := a.p.Build(ctx, a.op, a.pair.Stranger, obj)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		if _, there := r.Value(c.place); there {
			r = with(r, []candidate{c}, func(c candidate) any { return c.own })
		}
	}
	return r, nil
}

// search finds the place by which the request works: known ones one at a
// time, because a filter of them all would match nothing, then the others at
// once and, if that works, one at a time.
func (a *attempt) search(base *request.Request, all []candidate, works func(*request.Request) (bool, *wire.Exchange, error)) (*candidate, error) {
	const mostSingly = 4 // names that a strict API is asked about one by one
	var others, singly []candidate
	for _, c := range all {
		if c.known {
			singly = append(singly, c)
		} else {
			others = append(others, c)
		}
	}
	if one, err := firstThat(base, singly, works); err != nil || one != nil {
		return one, err
	}
	if len(others) > 0 {
		yes, ex, err := works(with(base, others, theirs))
		if err != nil {
			return nil, err
		}
		switch {
		case yes:
			if one, err := firstThat(base, others, works); err != nil || one != nil {
				return one, err
			}
			a.p.Inconclusive(a.op, "naming %s in many places at once works, and in none of them alone", a.pair.Owner)
			return nil, nil
		case !world.Succeeded(ex):
			if one, err := firstThat(base, others[:min(len(others), mostSingly)], works); err != nil || one != nil {
				return one, err
			}
		}
	}
	a.p.Clean(a.op, "%s names %s in %d places, declared and not, in vain", a.pair.Stranger, a.pair.Owner, len(all))
	return nil, nil
}

func firstThat(base *request.Request, some []candidate, works func(*request.Request) (bool, *wire.Exchange, error)) (*candidate, error) {
	for _, c := range some {
		yes, _, err := works(with(base, []candidate{c}, theirs))
		if err != nil {
			return nil, err
		}
		if yes {
			return &c, nil
		}
	}
	return nil, nil
}

func (a *attempt) confirmReading(ctx context.Context, view *world.View, base *request.Request, honest *wire.Exchange, c candidate) (*weakness.Found, error) {
	p, stranger := a.p, a.pair.Stranger
	named := base.With(c.place, c.theirs)
	again, err := p.Send(ctx, stranger, named)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(again, named, view.Marks)) == 0 {
		p.Inconclusive(a.op, "%s works once, and not again", c.place)
		return nil, nil
	}
	random := base.With(c.place, p.Similar(c.theirs))
	control, err := p.Send(ctx, stranger, random)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(control, random, view.Marks)) > 0 {
		p.Inconclusive(a.op, "a random value in %s shows the same", c.place)
		return nil, nil
	}
	nobody, err := p.Send(ctx, p.Anonymous(), named)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(nobody, named, view.Marks)) > 0 {
		p.Clean(a.op, "anonymous reads it too: missing-authentication decides whether that is meant")
		return nil, nil
	}
	privacy := world.Privacy{State: world.Private, Why: fmt.Sprintf("%s shows it to %s and not to %s", a.op, a.pair.Owner, stranger)}
	if stated, is := p.PrivacyByDesign(view, stranger); is {
		privacy = stated
	} else if _, needed := view.Request.Value(c.place); needed {
		// Both have to name somebody, so the answers alone do not tell.
		if privacy, err = p.Privacy(ctx, view, stranger); err != nil {
			return nil, err
		}
	}
	if privacy.State == world.Shared || privacy.State == world.Public {
		p.Clean(a.op, "%s: %s", privacy.State, privacy.Why)
		return nil, nil
	}
	obj := view.Object
	found := &weakness.Found{
		Operation: a.op, Severity: finding.High, Verdict: finding.Likely, Field: c.place.String(), Identity: stranger.Name,
		Summary: fmt.Sprintf("%s read %s with %s: %s.", stranger, obj.Label(), a.inName(c), privacy.Why),
		Exchanges: []weakness.Shown{
			weakness.Show(view.Exchange, "%s, the owner, reads the %s", a.pair.Owner, obj.Resource.Name),
			weakness.Show(again, "%s reads it with %s", stranger, a.inName(c)),
		},
		Control: []weakness.Shown{
			weakness.Show(honest, "%s without it gets nothing of %s's", stranger, a.pair.Owner),
			weakness.Show(control, "nor with a random value"),
		},
		Recipe: append(p.Made(obj), p.Step(stranger, base, "nothing of "+a.pair.Owner.Name+"'s", obj), p.Step(stranger, named, "the canary of "+a.pair.Owner.Name, obj)),
	}
	if privacy.State == world.Private {
		found.Severity, found.Verdict = finding.Critical, finding.Proven
	}
	return found, nil
}
