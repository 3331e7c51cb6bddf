package weakness

import (
	"context"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// Question asks for the same in a form that every document satisfies and in
// one that none does. An API whose answers part accordingly has evaluated
// the form.
type Question struct {
	Name        string // {"$ne": …} against {"$eq": …}
	True, False *request.Request
}

// Division is a question whose answers parted, twice.
type Division struct {
	Question
	Yes, No *wire.Exchange // the last answers
}

// Divide asks the question twice. The division is nil unless both times the
// true form worked and the false one answered differently, and each was
// alike to itself. Where the scan has changed something meanwhile, on another
// operation, it asks again.
func (p *LivePass) Divide(ctx context.Context, who *identity.Identity, q Question, alike func(*wire.Exchange) string) (*Division, error) {
	for attempt := 1; ; attempt++ {
		before := p.Writes()
		d, moved, err := p.divide(ctx, who, q, alike)
		if err != nil || !moved || attempt == world.Disturbed || p.Writes() == before {
			return d, err
		}
	}
}

// divide also tells whether the answers parted, and not alike both times.
func (p *LivePass) divide(ctx context.Context, who *identity.Identity, q Question, alike func(*wire.Exchange) string) (_ *Division, moved bool, _ error) {
	var yes, no [2]*wire.Exchange
	for round := range 2 {
		var err error
		if yes[round], err = p.Send(ctx, who, q.True); err != nil {
			return nil, false, err
		}
		if no[round], err = p.Send(ctx, who, q.False); err != nil {
			return nil, false, err
		}
		if !p.Worked(q.True.Operation, yes[round]) || alike(yes[round]) == alike(no[round]) {
			return nil, round > 0, nil
		}
	}
	if alike(yes[0]) != alike(yes[1]) || alike(no[0]) != alike(no[1]) {
		return nil, true, nil
	}
	return &Division{q, yes[1], no[1]}, false, nil
}

// ByOutcome compares answers of op by whether they worked: for logins, whose
// tokens differ each time.
func (p *LivePass) ByOutcome(op *Operation) func(*wire.Exchange) string {
	return func(ex *wire.Exchange) string {
		if p.Worked(op, ex) {
			return "success"
		}
		return "refusal"
	}
}
