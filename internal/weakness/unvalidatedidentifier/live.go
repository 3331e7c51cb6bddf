package unvalidatedidentifier

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch {
	case p.Outline.Purpose(op) == outline.Logout:
		return "it ends sessions"
	case len(op.PathParameters()) == 0 && len(inQuery(p, op)) == 0:
		return "it takes no identifier in its path, and reads by none in its query"
	}
	return ""
}

// inQuery are the identifiers in the query of an operation that reads. One
// that changes something may take a malformed one for none, and change more.
func inQuery(p *weakness.LivePass, op *weakness.Operation) []request.Place {
	if !p.Outline.ReadsOnly(op) {
		return nil
	}
	var places []request.Place
	for _, slot := range p.Outline.Slots(op) {
		if slot.In == "query" && !slot.Many {
			places = append(places, request.Place{In: slot.In, Name: slot.Name})
		}
	}
	return places
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		l := look{p: p, op: op}
		if err := l.prepare(ctx); err != nil {
			return err
		}
		for _, place := range l.places() {
			found, err := l.at(ctx, place)
			if err != nil || found {
				return err
			}
		}
		return nil
	})
}

// look looks at one operation.
type look struct {
	p    *weakness.LivePass
	op   *weakness.Operation
	who  *identity.Identity
	base *request.Request
	why  error // in the way of an honest call; nil: it works
}

// prepare finds an honest request. Where there is none, one with identifiers
// that nobody has will do: the form is looked at before anything is found.
func (l *look) prepare(ctx context.Context) error {
	base, err := l.p.BaseAny(ctx, l.op)
	if err == nil {
		l.who, l.base = base.Who, base.Request
		return nil
	}
	if world.Stops(err) {
		return err
	}
	l.why = err
	callers := l.p.Callers(l.op)
	if len(callers) == 0 {
		return err
	}
	l.who = callers[len(callers)-1]
	if _, admin := l.p.Outline.Administrative(l.op); !admin {
		l.who = callers[0]
	}
	if l.base, err = l.p.Harmless(ctx, l.op, l.who); err != nil {
		return err
	}
	return nil
}

// places are the last identifier of the path, those of the query behind it.
func (l *look) places() []request.Place {
	var places []request.Place
	if names := l.op.PathParameters(); len(names) > 0 {
		places = append(places, request.Place{In: "path", Name: names[len(names)-1]})
	}
	return append(places, inQuery(l.p, l.op)...)
}

// rounds of asking: what fails in all of them fails by its form.
const rounds = 3

// at asks with malformed identifiers at the place, and reports the first form
// that brings a 500 in every round.
func (l *look) at(ctx context.Context, place request.Place) (bool, error) {
	v, _ := l.base.Value(place)
	var last *wire.Exchange
	for _, m := range malformed(request.Text(v)) {
		ex, err := l.p.Send(ctx, l.who, l.base.With(place, m.value))
		if err != nil {
			return false, err
		}
		if ex.Status != 500 {
			last = ex
			continue
		}
		found, err := l.repeat(ctx, place, m)
		if found || err != nil {
			return found, err
		}
	}
	if last != nil {
		l.unmoved(place, last)
	}
	return false, nil
}

// unmoved records that no malformed identifier brought a 500.
func (l *look) unmoved(place request.Place, ex *wire.Exchange) {
	switch {
	case ex.Status == 0 || ex.Status == 429 || ex.Status > 500:
		l.p.Inconclusive(l.op, "a malformed identifier in %s is answered %s", place, world.Status(ex))
	case l.why != nil && (ex.Status == 401 || ex.Status == 403):
		l.p.Inconclusive(l.op, "%s is refused before the identifier in %s is looked at", l.who, place)
	default:
		l.p.Clean(l.op, "a malformed identifier in %s is answered %s", place, world.Status(ex))
	}
}

// repeat alternates between the malformed identifier and well-formed ones
// that nobody has: only the former may fail.
func (l *look) repeat(ctx context.Context, place request.Place, m form) (bool, error) {
	bad := l.base.With(place, m.value)
	v, _ := l.base.Value(place)
	var failed, missing *wire.Exchange
	var good *request.Request
	for range rounds {
		var err error
		if failed, err = l.p.Send(ctx, l.who, bad); err != nil {
			return false, err
		}
		good = l.base.With(place, l.wellFormed(v))
		if missing, err = l.p.Send(ctx, l.who, good); err != nil {
			return false, err
		}
		switch {
		case failed.Status != 500:
			l.p.Inconclusive(l.op, "%s in %s is answered 500 and then %s", m.what, place, world.Status(failed))
			return false, nil
		case missing.Status == 0 || missing.Status == 401 || missing.Status == 429 || missing.Status >= 500:
			l.p.Inconclusive(l.op, "a well-formed identifier that nobody has is answered %s: the form is not what fails", world.Status(missing))
			return false, nil
		}
	}
	l.report(place, m, bad, failed, good, missing)
	return true, nil
}

func (l *look) report(place request.Place, m form, bad *request.Request, failed *wire.Exchange, good *request.Request, missing *wire.Exchange) {
	found := weakness.Found{
		Operation: l.op, Severity: finding.Low, Verdict: finding.Proven, Identity: l.who.Name,
		Summary:   fmt.Sprintf("%s in %s brings a 500, %d times, where a well-formed one that nobody has is answered %s.", m.what, place, rounds, world.Status(missing)),
		Exchanges: []weakness.Shown{weakness.Show(failed, "%s brings an internal error", m.what)},
		Control:   []weakness.Shown{weakness.Show(missing, "a well-formed identifier that nobody has does not")},
	}
	if place.In != "path" {
		found.Field = place.String()
	}
	objs := l.p.Mentioned(bad)
	for _, obj := range objs {
		found.Recipe = append(found.Recipe, l.p.Made(obj)...)
	}
	found.Recipe = append(found.Recipe, l.p.Step(l.who, bad, "500", objs...), l.p.Step(l.who, good, world.Status(missing), objs...))
	l.p.Report(found)
}
