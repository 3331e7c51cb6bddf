package massassignment

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// guard is an operation that refuses ordinary accounts.
type guard struct {
	request *request.Request
	refused *wire.Exchange
	admin   bool // it is for administrators by its name
}

// findGuard looks for an operation that only reads and that refuses who:
// administrative ones first.
func findGuard(ctx context.Context, p *weakness.LivePass, who *identity.Identity) (*guard, error) {
	const most = 8 // operations that are asked
	var ops []*weakness.Operation
	for _, op := range p.API.Operations {
		_, no := p.Forbidden(op)
		if no || !op.Reads() || len(op.PathParameters()) > 0 || p.Outline.Purpose(op) == outline.Logout || op.Security != nil && !op.Protected() {
			continue
		}
		if _, admin := p.Outline.Administrative(op); admin {
			ops = slices.Insert(ops, 0, op)
		} else {
			ops = append(ops, op)
		}
	}
	for _, op := range ops[:min(most, len(ops))] {
		r, err := p.Build(ctx, op, who)
		if err != nil {
			if world.Stops(err) {
				return nil, err
			}
			continue
		}
		ex, err := p.Send(ctx, who, r)
		if err != nil {
			return nil, err
		}
		if ex.Status == 403 || ex.Status == 401 {
			_, admin := p.Outline.Administrative(op)
			return &guard{r, ex, admin}, nil
		}
	}
	return nil, nil
}

// lifted tells whether the guard lets who pass now. A new login makes what a
// token says of rights current.
func (g *guard) lifted(ctx context.Context, p *weakness.LivePass, who *identity.Identity) (bool, error) {
	ex, err := g.ask(ctx, p, who)
	return ex != nil && world.Succeeded(ex), err
}

func (g *guard) ask(ctx context.Context, p *weakness.LivePass, who *identity.Identity) (*wire.Exchange, error) {
	if g == nil || who.IsAnonymous() {
		return nil, nil
	}
	ex, err := p.Send(ctx, who, g.request)
	if err != nil || world.Succeeded(ex) || identity.Claims(who.Credential().Secret) == nil {
		return ex, err
	}
	if err := p.LogIn(ctx, who); err != nil {
		if world.Stops(err) {
			return nil, err
		}
		return ex, nil
	}
	return p.Send(ctx, who, g.request)
}

// power finds the property that gives rights, and takes them away again by
// another value.
func (l *look) power(ctx context.Context, all []property) (bool, error) {
	const most = 9 // properties that are tried alone
	tried := 0
	for _, c := range all {
		if !lexicon.Power(c.name) || tried == most || c.offered && !l.guard.admin {
			continue // to choose between the roles that are offered may be meant
		}
		tried++
		if !l.s.signUp { // the account has the rights already: back to the honest value
			if _, err := l.reset(ctx, all); err != nil {
				return false, err
			}
		}
		o, err := l.write(ctx, []property{c}, false)
		if err != nil {
			return false, err
		}
		passed, err := l.guard.ask(ctx, l.p, o.who)
		lifted := passed != nil && world.Succeeded(passed)
		l.gained(o, []property{c}, lifted)
		if err != nil {
			return false, err
		}
		if !lifted {
			continue
		}
		control := l.guard.refused
		if !l.s.signUp {
			if control, err = l.reset(ctx, all); err != nil {
				return false, err
			}
			if control == nil || world.Succeeded(control) {
				continue
			}
		}
		l.reportPower(o, c, passed, control)
		return true, nil
	}
	return false, nil
}

// reset gives the account back what an honest request leaves it with, and
// asks the guard.
func (l *look) reset(ctx context.Context, all []property) (*wire.Exchange, error) {
	var back []property
	for _, c := range all {
		if was, ok := l.honest.body[c.name]; ok {
			c.first = was
			back = append(back, c)
			continue
		}
		c.first = none(c.first)
		back = append(back, c)
	}
	if _, err := l.write(ctx, back, false); err != nil {
		return nil, err
	}
	return l.guard.ask(ctx, l.p, l.honest.who)
}

// none is the value of the same kind that grants nothing.
func none(v any) any {
	switch v.(type) {
	case bool:
		return false
	case []any:
		return []any{}
	case float64:
		return 0.0
	}
	return ""
}

func (l *look) reportPower(o *outcome, c property, passed, control *wire.Exchange) {
	verb, meant := "set", "is not offered"
	if l.s.signUp {
		verb = "signed up with"
	}
	if c.offered {
		meant = "everybody is offered"
	}
	steps := l.recipe(o, c)
	steps = append(steps, l.p.Step(o.who, l.guard.request, "2xx; "+world.Status(l.guard.refused)+" before"))
	f := weakness.Found{
		Operation: l.op, Severity: finding.Critical, Verdict: finding.Proven, Identity: o.who.Name,
		Summary: fmt.Sprintf("%s %s %s = %s, which %s, and gained rights: %s answered %s and answers %s now.",
			o.who, verb, c.name, request.Text(c.first), meant, l.guard.request.Operation, world.Status(l.guard.refused), world.Status(passed)),
		Exchanges: []weakness.Shown{
			weakness.Show(o.sent, "%s %s %s", o.who, verb, c.name),
			weakness.Show(passed, "%s is let in", o.who),
		},
		Control: []weakness.Shown{weakness.Show(l.guard.refused, "without it %s is refused", l.honest.who)},
		Recipe:  steps,
	}
	if control != l.guard.refused {
		f.Control = append(f.Control, weakness.Show(control, "and is again, once it is as before"))
	}
	l.p.Report(f)
}
