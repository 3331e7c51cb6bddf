package massassignment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	_, admin := p.Outline.Administrative(op)
	switch purpose := p.Outline.Purpose(op); {
	case purpose != outline.Create && purpose != outline.Update && purpose != outline.SignUp:
		return "it neither makes nor updates a document"
	case op.Body == nil:
		return "it takes no body"
	case admin:
		return "it is for administrators, who may set what they like"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		s, err := subjectOf(ctx, p, op)
		if err != nil || s == nil {
			return err
		}
		l := &look{p: p, op: op, s: s}
		if err = l.run(ctx); world.Stops(err) {
			return err
		}
		if back := l.takeBack(ctx); back != nil {
			return back
		}
		return err
	})
}

// look is what is found out about one operation.
type look struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	s      *subject
	honest *outcome
	guard  *guard // nil: no refusal is known that rights would lift
	gains  []gain

	junk         string // random name
	junkIsStored bool
}

func (l *look) run(ctx context.Context) error {
	var err error
	if l.honest, err = l.s.write(ctx, nil); err != nil {
		return err
	}
	if l.honest.body == nil {
		l.p.Inconclusive(l.op, "what is written cannot be read back: %s", l.honest.unseen)
		return nil
	}
	if l.s.account {
		if l.guard, err = findGuard(ctx, l.p, l.honest.who); err != nil {
			return err
		}
	}
	l.junk = l.p.Random()
	all := candidates(l.p, l.op, l.s, l.honest)
	if len(all) == 0 {
		l.p.NotApplicable(l.op, "the document has no property that the request should not set")
		return nil
	}
	var owners, batch []property
	for _, c := range all {
		if c.alone {
			owners = append(owners, c)
		} else {
			batch = append(batch, c)
		}
	}
	var taken []property
	if len(batch) > 0 {
		var gained bool
		if taken, gained, err = l.together(ctx, batch); err != nil {
			return err
		}
		if gained {
			if done, err := l.power(ctx, batch); err != nil || done {
				return err
			}
		}
	}
	moved, err := l.owners(ctx, owners)
	if err != nil {
		return err
	}
	taken = append(taken, moved...)
	return l.confirm(ctx, taken, len(all))
}

// together writes all candidates at once; where that is refused those that
// the contract offers, those that the document has, then some of them alone.
func (l *look) together(ctx context.Context, all []property) (taken []property, gained bool, err error) {
	const mostSingly = 4
	var asked, shown []property
	for _, c := range all {
		if c.asked {
			asked = append(asked, c)
		}
		if c.shown {
			shown = append(shown, c)
		}
	}
	attempts := [][]property{all}
	for _, some := range [][]property{asked, shown} {
		if len(some) > 0 && len(some) < len(all) {
			attempts = append(attempts, some)
		}
	}
	for _, c := range all[:min(mostSingly, len(all))] {
		attempts = append(attempts, []property{c})
	}
	for i, some := range attempts {
		o, err := l.write(ctx, some, i == 0)
		if err != nil {
			return nil, false, err
		}
		if !world.Succeeded(o.sent) {
			continue
		}
		for _, c := range some {
			known := slices.ContainsFunc(taken, func(t property) bool { return t.name == c.name })
			if !known && !c.offered && c.is(o, c.first) && !c.is(l.honest, c.first) {
				taken = append(taken, c)
			}
		}
		if i == 0 {
			_, l.junkIsStored = o.body[l.junk]
		}
		gained, err = l.guard.lifted(ctx, l.p, o.who)
		l.gained(o, some, gained)
		if err != nil {
			return nil, false, err
		}
		if len(some) > 1 || gained {
			return taken, gained, nil
		}
	}
	return taken, false, nil
}

func (l *look) write(ctx context.Context, some []property, withJunk bool) (*outcome, error) {
	return l.s.write(ctx, func(r *request.Request) *request.Request {
		for _, c := range some {
			r = r.With(c.place(), c.first)
		}
		if withJunk {
			r = r.With(property{name: l.junk, within: envelope(r.Body, kindOf(l.p, l.op))}.place(), l.junk)
		}
		return r
	})
}

// confirm writes what was taken again, alone and with another value.
func (l *look) confirm(ctx context.Context, taken []property, tried int) error {
	const most = 3 // more properties would tell the same
	var set []property
	var last *outcome
	var best property
	for _, c := range taken {
		if len(set) == most {
			break
		}
		if l.junkIsStored && !c.shown && (c.why == "" || c.minor) {
			continue // what is stored under any name means nothing
		}
		again := c
		again.first = c.second
		o, err := l.write(ctx, []property{again}, false)
		if err != nil {
			return err
		}
		if !again.is(o, again.first) || again.is(l.honest, again.first) {
			continue
		}
		if set = append(set, c); last == nil {
			last, best = o, again
		}
	}
	switch {
	case last != nil:
		severity := finding.High
		if !slices.ContainsFunc(set, func(c property) bool { return !c.minor }) {
			severity = finding.Medium
		}
		l.report(severity, last, l.tell(last.who, set), best)
	case l.junkIsStored && !open(l.op, envelope(l.honest.request.Body, kindOf(l.p, l.op))):
		o, err := l.write(ctx, nil, true)
		if err != nil {
			return err
		}
		if _, stored := o.body[l.junk]; stored {
			l.report(finding.Low, o, fmt.Sprintf("%s stores what nobody declared: a property with a random name is read back.", l.op), property{name: l.junk, within: envelope(o.request.Body, kindOf(l.p, l.op)), first: l.junk})
			return nil
		}
		l.p.Clean(l.op, "%d properties beside those that it offers keep the server's value", tried)
	default:
		l.p.Clean(l.op, "%d properties beside those that it offers keep the server's value", tried)
	}
	return nil
}

// open tells whether the contract wants more properties than it names, or
// names none: then to store them is what it says.
func open(op *weakness.Operation, at string) bool {
	s := inside(bodySchema(op), at)
	return s == nil || len(s.Properties) == 0 || s.Additional != nil && s.Additional.Allowed
}

func pointer(name string) string {
	return "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
}
