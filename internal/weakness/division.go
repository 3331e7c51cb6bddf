package weakness

import (
	"context"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
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
// alike to itself.
func (p *LivePass) Divide(ctx context.Context, who *identity.Identity, q Question, alike func(*wire.Exchange) string) (*Division, error) {
	var yes, no [2]*wire.Exchange
	for round := range 2 {
		var err error
		if yes[round], err = p.Send(ctx, who, q.True); err != nil {
			return nil, err
		}
		if no[round], err = p.Send(ctx, who, q.False); err != nil {
			return nil, err
		}
		if !p.Worked(q.True.Operation, yes[round]) || alike(yes[round]) == alike(no[round]) {
			return nil, nil
		}
	}
	if alike(yes[0]) != alike(yes[1]) || alike(no[0]) != alike(no[1]) {
		return nil, nil // it changes by itself
	}
	return &Division{q, yes[1], no[1]}, nil
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
