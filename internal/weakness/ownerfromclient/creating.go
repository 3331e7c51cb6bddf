package ownerfromclient

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// creation is one object that somebody made, and how the owner sees it.
type creation struct {
	request *request.Request
	made    *wire.Exchange
	object  *world.Object    // nil: refused, or nothing was made
	asked   *request.Request // by which the owner sees it; nil: the owner does not
	seen    *wire.Exchange
}

// creating lets the stranger make an object in the owner's name.
func (a *attempt) creating(ctx context.Context) (*weakness.Found, error) {
	obj, err := a.victim(ctx)
	if err != nil || obj == nil {
		return nil, err
	}
	if _, err := a.p.Base(ctx, a.op, a.pair.Stranger); err != nil {
		return nil, err
	}
	honest, err := a.create(ctx, a.pair.Stranger, nil)
	if err != nil {
		return nil, err
	}
	if honest.object == nil {
		a.once = true
		if honest, err = a.create(ctx, a.pair.Stranger, nil); err != nil {
			return nil, err
		}
	}
	if honest.object == nil {
		a.p.Untested(a.op, "answers %s to %s", world.Status(honest.made), a.pair.Stranger)
		return nil, nil
	}
	if len(honest.object.Canaries) == 0 && honest.object.ID() == "" {
		a.p.Inconclusive(a.op, "it takes no text and answers no identifier by which %s could recognise what %s makes", a.pair.Owner, a.pair.Stranger)
		return nil, nil
	}
	all, err := a.candidates(ctx, obj.Values, "body")
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		a.p.Inconclusive(a.op, "nothing is known that would name %s", a.pair.Owner)
		return nil, nil
	}
	if honest.asked != nil {
		return a.attribution(ctx, honest, all)
	}
	c, err := a.search(honest.request, all, func(r *request.Request) (bool, *wire.Exchange, error) {
		made, err := a.create(ctx, a.pair.Stranger, differences(honest.request, r, all))
		if err != nil {
			return false, nil, err
		}
		return made.asked != nil, made.made, nil
	})
	if err != nil || c == nil {
		return nil, err
	}
	return a.confirmCreating(ctx, honest, *c)
}

// differences are the candidates whose values r has and the honest request
// has not: each object is made by a request with canaries of its own.
func differences(honest, r *request.Request, all []candidate) func(*request.Request) *request.Request {
	var some []candidate
	for _, c := range all {
		was, _ := honest.Value(c.place)
		if v, there := r.Value(c.place); there && !compare.Equal(v, was, nil) {
			some = append(some, c)
		}
	}
	return func(r *request.Request) *request.Request { return with(r, some, theirs) }
}

// create makes an object as who, the request changed, and looks for it as
// the owner of the pair.
func (a *attempt) create(ctx context.Context, who *identity.Identity, change func(*request.Request) *request.Request) (*creation, error) {
	var about []*world.Object
	var err error
	if a.once {
		if about, err = a.p.Needed(ctx, a.op, a.pair.Stranger); err != nil {
			return nil, err
		}
	}
	r, canaries, err := a.p.Plant(ctx, a.op, a.pair.Stranger, about...)
	if err != nil {
		return nil, err
	}
	if change != nil {
		r = change(r)
	}
	c := &creation{request: r}
	if c.made, err = a.p.Send(ctx, who, r); err != nil {
		return nil, err
	}
	for _, obj := range a.p.Created() {
		if obj.Exchange == c.made {
			c.object = obj
		}
	}
	if c.object == nil {
		return c, nil
	}
	c.object.Canaries = canaries
	if err := a.ownerSees(ctx, c); err != nil {
		return nil, err
	}
	if c.asked != nil && change != nil {
		c.object.Owner = a.pair.Owner // who is asked to delete it in the end
	}
	return c, nil
}

// ownerSees looks for the object in the owner's listings. Only where there
// is none it is read by its identifier, which may work for everybody.
func (a *attempt) ownerSees(ctx context.Context, c *creation) error {
	listed := false
	_, identified := c.object.Value("id")
	for _, op := range slices.Concat(a.res.List, a.res.Read) {
		list := slices.Contains(a.res.List, op)
		if _, no := a.p.Forbidden(op); no || !list && (listed || !identified) {
			continue
		}
		r, err := a.p.Build(ctx, op, a.pair.Owner, c.object)
		if err != nil {
			if world.Stops(err) {
				return err
			}
			continue
		}
		ex, err := a.p.Send(ctx, a.pair.Owner, r)
		if err != nil {
			return err
		}
		listed = listed || list && world.Succeeded(ex)
		shown := len(world.Shows(ex, r, c.object.Canaries)) > 0
		if len(c.object.Canaries) == 0 { // then its identifier tells
			_, shown = (&world.Watch{Object: c.object, Request: r}).Find(ex)
		}
		if shown && world.Succeeded(ex) {
			c.asked, c.seen = r, ex
			return nil
		}
	}
	return nil
}

func (a *attempt) confirmCreating(ctx context.Context, honest *creation, c candidate) (*weakness.Found, error) {
	p, owner, stranger := a.p, a.pair.Owner, a.pair.Stranger
	put := func(v any) func(*request.Request) *request.Request {
		return func(r *request.Request) *request.Request { return r.With(c.place, v) }
	}
	again, err := a.create(ctx, stranger, put(c.theirs))
	if err != nil {
		return nil, err
	}
	if again.asked == nil {
		p.Inconclusive(a.op, "%s works once, and not again", c.place)
		return nil, nil
	}
	controls := []weakness.Shown{weakness.Show(honest.made, "what %s makes without it, %s does not see", stranger, owner)}
	for _, control := range []struct {
		value any
		step  string
	}{{c.own, "nor with the own " + c.what}, {p.Similar(c.theirs), "nor with a random one"}} {
		if control.value == nil {
			continue
		}
		made, err := a.create(ctx, stranger, put(control.value))
		if err != nil {
			return nil, err
		}
		if made.asked != nil {
			p.Inconclusive(a.op, "%s sees what %s makes with another value in %s too", owner, stranger, c.place)
			return nil, nil
		}
		controls = append(controls, weakness.Show(made.made, "%s", control.step))
	}
	nobody, err := a.create(ctx, p.Anonymous(), put(c.theirs))
	if err != nil {
		return nil, err
	}
	if nobody.asked != nil {
		p.Clean(a.op, "anonymous does it too: missing-authentication decides whether that is meant")
		return nil, nil
	}
	return &weakness.Found{
		Operation: a.op, Severity: finding.Critical, Verdict: finding.Proven, Field: c.place.String(), Identity: stranger.Name,
		Summary: fmt.Sprintf("%s made a new %s with %s; %s finds it in the own list%s.", stranger, a.res.Name, a.inName(c), owner, a.said(c)),
		Exchanges: []weakness.Shown{
			weakness.Show(again.made, "%s makes a new %s with %s", stranger, a.res.Name, a.inName(c)),
			weakness.Show(again.seen, "%s finds it in the own list", owner),
		},
		Control: controls,
		Recipe: []evidence.Step{
			p.Step(stranger, again.request, "2xx, and the identifier", again.object),
			p.Step(owner, again.asked, "the canary of "+stranger.Name, again.object),
		},
	}, nil
}

// said is what the design says of the place, for a sentence; "" for nothing.
func (a *attempt) said(c candidate) string {
	by := a.owner(c.place.Base())
	if by == nil {
		return ""
	}
	return fmt.Sprintf("; %s says that %s is the %s of who calls", by.Place, by.Property, by.Identity)
}

// attribution is for objects that everybody is shown: there the property
// that tells the author decides, and follows the request.
func (a *attempt) attribution(ctx context.Context, honest *creation, all []candidate) (*weakness.Found, error) {
	p, stranger := a.p, a.pair.Stranger
	shown := func(c *creation) (map[string]any, *wire.Exchange, error) {
		watch, err := p.Watch(ctx, c.object, nil)
		if err != nil {
			return nil, nil, err
		}
		doc, _ := watch.Body.(map[string]any)
		return doc, watch.First, nil
	}
	was, control, err := shown(honest)
	if err != nil {
		return nil, err
	}
	for _, c := range all {
		name := c.place.Base()
		if c.place.In != "body" || c.own == nil || request.Text(was[name]) != request.Text(c.own) {
			continue
		}
		by := a.owner(name)
		if by == nil && len(a.stated()) > 0 {
			continue // whose it is says another property
		}
		for range 2 {
			made, err := a.create(ctx, stranger, func(r *request.Request) *request.Request { return r.With(c.place, c.theirs) })
			if err != nil {
				return nil, err
			}
			if made.object == nil {
				p.Clean(a.op, "%s is answered %s with %s", stranger, world.Status(made.made), a.inName(c))
				return nil, nil
			}
			made.object.Owner = stranger
			is, seen, err := shown(made)
			if err != nil {
				return nil, err
			}
			if request.Text(is[name]) != request.Text(c.theirs) {
				p.Clean(a.op, "%s stays %s's own", c.place, stranger)
				return nil, nil
			}
			honest.made, honest.seen = made.made, seen
			honest.request = made.request
		}
		verdict := finding.Likely
		if by != nil {
			verdict = finding.Proven
		}
		return &weakness.Found{
			Operation: a.op, Severity: finding.High, Verdict: verdict, Field: c.place.String(), Identity: stranger.Name,
			Summary: fmt.Sprintf("%s made a new %s that says it is %s's, with %s%s.", stranger, a.res.Name, a.pair.Owner, a.inName(c), a.said(c)),
			Exchanges: []weakness.Shown{
				weakness.Show(honest.made, "%s makes a new %s with %s", stranger, a.res.Name, a.inName(c)),
				weakness.Show(honest.seen, "it is shown as %s's", a.pair.Owner),
			},
			Control: []weakness.Shown{weakness.Show(control, "without it, it is shown as %s's", stranger)},
			Recipe:  []evidence.Step{p.Step(stranger, honest.request, "2xx, and shown as "+a.pair.Owner.Name+"'s", honest.object)},
		}, nil
	}
	p.Clean(a.op, "everybody is shown what %s makes, and nothing in it names an owner that the request could change", stranger)
	return nil, nil
}
