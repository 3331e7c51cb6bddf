package enumerableidentifiers

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// judge weighs whether existence is told, and whether identifiers can be
// guessed.
func (a *asker) judge(existing, missing *answers, r *request.Request) (*weakness.Found, error) {
	p, stranger := a.p, a.pair.Stranger
	told := existing.same() && missing.same() && existing.said[0] != missing.said[0]
	how := fmt.Sprintf("%s for %s and %s for a missing one", world.Status(existing.last()), a.view.Object.Label(), world.Status(missing.last()))
	forbidden := existing.last().Status == 403 && (missing.last().Status == 404 || missing.last().Status == 410)
	f := weakness.Found{Severity: finding.Low, Verdict: finding.Possible}
	switch {
	case existing.last().Status == 401 && missing.last().Status == 401:
		p.Inconclusive(a.op, "%s is answered 401 for existing and missing identifiers: it may not be known any more", stranger)
		return nil, nil
	case told && a.row:
		f.Severity, f.Verdict = finding.Medium, finding.Proven
		f.Summary = fmt.Sprintf("%s is answered %s, %d times, and the identifiers are a row: %s.", stranger, how, rounds, a.example())
	case a.row:
		f.Summary = fmt.Sprintf("The identifiers are a row (%s); refusals tell nothing of which exist.", a.example())
	case told && forbidden:
		f.Summary = fmt.Sprintf("%s is answered %s; the identifiers cannot be guessed.", stranger, how)
	case !existing.same() || !missing.same():
		p.Inconclusive(a.op, "equal questions of %s are answered in different ways", stranger)
		return nil, nil
	case told:
		p.Clean(a.op, "%s is answered differently for an existing and a missing identifier, but none can be guessed", stranger)
		return nil, nil
	default:
		p.Clean(a.op, "%s is answered %s for existing and missing identifiers alike, and they form no row", stranger, world.Status(existing.last()))
		return nil, nil
	}
	// Most operations are clean: evidence is made for what is told alone.
	shown := a.found()
	shown.Severity, shown.Verdict, shown.Summary = f.Severity, f.Verdict, f.Summary
	shown.Exchanges = []weakness.Shown{
		weakness.Show(a.view.Exchange, "%s, the owner, reads the %s", a.pair.Owner, a.view.Object.Kind()),
		weakness.Show(existing.last(), "%s asks for it, %d times", stranger, rounds),
	}
	shown.Control = []weakness.Shown{weakness.Show(missing.last(), "%s asks for one that nobody has, %d times", stranger, rounds)}
	shown.Recipe = append(shown.Recipe,
		p.Step(stranger, a.view.Request, "refused in one way", a.view.Object),
		p.Step(stranger, r, "refused in another: it does not exist"))
	return shown, nil
}

// found is the finding with what all have.
func (a *asker) found() *weakness.Found {
	f := &weakness.Found{Operation: a.op, Severity: finding.Low, Verdict: finding.Possible, Identity: a.pair.Stranger.Name, Recipe: a.p.Made(a.view.Object)}
	if a.slot.In != "path" {
		f.Field = a.place.String()
	}
	return f
}

// example shows the row in words that do not depend on how far it has come.
func (a *asker) example() string {
	if a.last.prefix != "" {
		return fmt.Sprintf("%q and a number that rises", a.last.prefix)
	}
	return "numbers that rise"
}

// readable judges an object that the stranger can read: in a row all of them
// can be walked through.
func (a *asker) readable(ctx context.Context, seen *wire.Exchange) (*weakness.Found, error) {
	p, stranger := a.p, a.pair.Stranger
	if !a.row {
		p.Clean(a.op, "%s reads it, and the identifiers form no row: cross-owner-read decides whether that is meant", stranger)
		return nil, nil
	}
	anonymous, err := p.Send(ctx, p.Anonymous(), a.view.Request)
	if err != nil {
		return nil, err
	}
	if len(world.Shows(anonymous, a.view.Request, a.view.Marks)) > 0 {
		p.Clean(a.op, "anonymous reads it too: missing-authentication decides whether that is meant")
		return nil, nil
	}
	privacy, err := p.Privacy(ctx, a.view, stranger)
	if err != nil {
		return nil, err
	}
	if privacy.State != world.Private {
		p.Clean(a.op, "%s reads it, and nothing shows that others may not: %s", stranger, privacy.Why)
		return nil, nil
	}
	r := a.view.Request.With(a.place, a.missing(0))
	control, err := p.Send(ctx, stranger, r)
	if err != nil {
		return nil, err
	}
	if world.Succeeded(control) {
		p.Inconclusive(a.op, "%s gets %s for an identifier that nobody has", stranger, world.Status(control))
		return nil, nil
	}
	f := a.found()
	f.Severity, f.Verdict = finding.Medium, finding.Proven
	f.Summary = fmt.Sprintf("%s read %s, and the identifiers are a row (%s): all can be walked through.", stranger, a.view.Object.Label(), a.example())
	f.Exchanges = []weakness.Shown{weakness.Show(a.view.Exchange, "%s, the owner, reads the %s", a.pair.Owner, a.view.Object.Kind()), weakness.Show(seen, "%s reads it too", stranger)}
	f.Control = []weakness.Shown{weakness.Show(control, "%s with a number that nobody has", stranger)}
	f.Recipe = append(f.Recipe, p.Step(stranger, a.view.Request, "the same, though not the owner reads", a.view.Object), p.Step(stranger, r, "refused: it does not exist"))
	return f, nil
}
