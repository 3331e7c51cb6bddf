package enumerableidentifiers

import (
	"context"
	"slices"

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
	case slot.In == "header" || slot.Many || (slot.In == "query" || slot.In == "body") && slot.Resource == p.Outline.Accounts:
		return "it filters, and reads no single object"
	case admin:
		return "it is for administrators"
	}
	return p.Open(op, slot.Resource)
}

func live(ctx context.Context, p *weakness.LivePass) error {
	known := &rows{known: map[string][]string{}}
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		return p.EachPair(ctx, op, func(ctx context.Context, pair world.Pair) (*weakness.Found, error) {
			a := &asker{p: p, op: op, pair: pair, rows: known}
			return a.look(ctx)
		})
	})
}

// asker is a stranger who asks for another's object.
type asker struct {
	p     *weakness.LivePass
	op    *weakness.Operation
	pair  world.Pair
	rows  *rows
	slot  outline.Slot
	place request.Place
	id    string
	view  *world.View
	ids   []string
	last  counted // highest known of a row
	row   bool
}

func (a *asker) look(ctx context.Context) (*weakness.Found, error) {
	p, owner, stranger := a.p, a.pair.Owner, a.pair.Stranger
	a.slot, _ = p.TargetSlot(a.op)
	a.place = request.Place{In: a.slot.In, Name: a.slot.Name}
	obj, err := p.Own(ctx, a.slot.Resource, owner)
	if err != nil {
		return nil, err
	}
	if obj.Owner != owner {
		p.NotApplicable(a.op, "only %s makes a %s: nothing that ordinary identities own", obj.Owner, a.slot.Resource.Name)
		return nil, nil
	}
	if a.view, err = p.View(ctx, obj, a.op); err != nil {
		return nil, err
	}
	if a.view, err = p.Distinct(ctx, a.view, stranger); err != nil {
		return nil, err
	}
	if a.view.Common {
		p.NotApplicable(a.op, "a catalogue: %s and %s are shown the same %s", owner, stranger, a.slot.Resource.Name)
		return nil, nil
	}
	v, ok := a.view.Request.Value(a.place)
	if !ok {
		p.Inconclusive(a.op, "the honest request carries no identifier in %s", a.place)
		return nil, nil
	}
	a.id = request.Text(v)
	if a.ids, err = a.rows.identifiers(ctx, p, a.slot.Resource, a.slot.Name, owner); err != nil {
		return nil, err
	}
	if a.ids = append(slices.Clone(a.ids), a.id); len(a.ids) > 0 {
		a.last, a.row = inRow(a.ids)
	}
	return a.ask(ctx)
}

// rounds of asking: what differs in all of them differs by design.
const rounds = 3

// answers to one question, by round, and what they say without identifiers.
type answers struct {
	exchanges []*wire.Exchange
	said      []string
}

func (s *answers) same() bool           { return len(slices.Compact(slices.Clone(s.said))) == 1 }
func (s *answers) last() *wire.Exchange { return s.exchanges[len(s.exchanges)-1] }

// ask alternates between the existing identifier and missing ones.
func (a *asker) ask(ctx context.Context) (*weakness.Found, error) {
	var existing, missing answers
	var requests []*request.Request
	for round := range rounds {
		first, err := a.p.Send(ctx, a.pair.Stranger, a.view.Request)
		if err != nil {
			return nil, err
		}
		if len(world.Shows(first, a.view.Request, a.view.Marks)) > 0 {
			return a.readable(ctx, first)
		}
		if !refusal(first) {
			a.outOfQuestion(first)
			return nil, nil
		}
		r := a.view.Request.With(a.place, a.missing(round))
		second, err := a.p.Send(ctx, a.pair.Stranger, r)
		if err != nil {
			return nil, err
		}
		if !refusal(second) {
			a.p.Inconclusive(a.op, "%s gets %s for an identifier that nobody has", a.pair.Stranger, world.Status(second))
			return nil, nil
		}
		existing.exchanges, missing.exchanges = append(existing.exchanges, first), append(missing.exchanges, second)
		requests = append(requests, r)
	}
	a.normalise(&existing, &missing, requests)
	return a.judge(&existing, &missing, requests[rounds-1])
}

// missing is an identifier of the same form that no object has: of a row one
// far beyond its end, because a random number may be out of range.
func (a *asker) missing(round int) any {
	v, _ := a.view.Request.Value(a.place)
	if _, ok := countedOf(a.id); !ok || a.last.prefix == "" && a.last.number == 0 {
		return a.p.Similar(v)
	}
	text := a.last.beyond(1000 + 37*int64(round))
	if _, isText := v.(string); isText {
		return text
	}
	if c, ok := countedOf(text); ok {
		return c.number
	}
	return text
}

// refusal tells whether the answer is one that is meant to say no: 400 and
// 422 judge the form, 5xx says nothing.
func refusal(ex *wire.Exchange) bool {
	switch ex.Status {
	case 401, 403, 404, 410:
		return true
	}
	return ex.OK() && !world.Succeeded(ex)
}

// outOfQuestion records what an answer that is neither content nor refusal
// means.
func (a *asker) outOfQuestion(ex *wire.Exchange) {
	if world.Succeeded(ex) && len(a.view.Marks) > 0 {
		a.p.Clean(a.op, "%s is shown another view of %s: nothing is hidden that could be told", a.pair.Stranger, a.view.Object.Label())
		return
	}
	a.p.Inconclusive(a.op, "%s gets %s for %s", a.pair.Stranger, world.Status(ex), a.view.Object.Label())
}
