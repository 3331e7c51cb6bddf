package world

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

type baseKey struct {
	op  *api.Operation
	who *identity.Identity
}

type baseEntry struct {
	base *Base
	err  error
}

// Base is an honest call of an operation and its 2xx answer.
type Base struct {
	Who      *identity.Identity
	Request  *request.Request
	Exchange *wire.Exchange
	Object   *Object // that it was about, where it changed or deleted one
}

// Base calls op once as who would honestly call it, and keeps the answer.
// What the operation changes or deletes is a fresh object of who's. The
// error is an [Unbuildable] when the API never answers 2xx.
func (w *World) Base(ctx context.Context, op *api.Operation, who *identity.Identity) (*Base, error) {
	key := baseKey{op, who}
	w.mu.Lock()
	entry, done := w.bases[key]
	w.mu.Unlock()
	if done {
		return entry.base, entry.err
	}
	base, err := w.base(ctx, op, who)
	if Stops(err) {
		return nil, err
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if entry, done := w.bases[key]; done {
		return entry.base, entry.err
	}
	w.bases[key] = &baseEntry{base, err}
	return base, err
}

func (w *World) base(ctx context.Context, op *api.Operation, who *identity.Identity) (*Base, error) {
	if why, no := w.Forbidden(op); no {
		return nil, &Unbuildable{op, who.Name, why, nil}
	}
	purpose := w.Outline.Purpose(op)
	switch purpose {
	case outline.Logout:
		return nil, &Unbuildable{op, who.Name, "it would end the session of " + who.Name, nil}
	case outline.Delete, outline.Update, outline.Action:
		return w.changingBase(ctx, op, who)
	case outline.Create:
		// The kept object was made by an honest call already; a second may be
		// refused, as where an order has one invoice.
		if res := w.Outline.Resource(op); res != nil && res != w.Outline.Accounts {
			obj, err := w.Own(ctx, res, who)
			if Stops(err) {
				return nil, err
			}
			if err == nil && obj.Owner == who && obj.Request != nil && obj.Request.Operation == op {
				return &Base{Who: who, Request: obj.Request, Exchange: obj.Exchange}, nil
			}
		}
	}
	r, ex, err := w.Try(ctx, op, who)
	if err != nil {
		return nil, err
	}
	return &Base{Who: who, Request: r, Exchange: ex}, nil
}

// changingBase calls an operation that changes or deletes, on an object that
// the scan made for this.
func (w *World) changingBase(ctx context.Context, op *api.Operation, who *identity.Identity) (*Base, error) {
	res, ok := w.Target(op)
	if !ok {
		if w.ChangesCaller(op) && who.Origin != identity.SignedUp {
			spare, err := w.Spare(ctx)
			if err != nil {
				if Stops(err) {
					return nil, err
				}
				return nil, &Unbuildable{op, who.Name, fmt.Sprintf("it would change the account of %s, and no account can be made for it: %v", who.Name, err), nil}
			}
			who = spare
		}
		r, ex, err := w.Try(ctx, op, who)
		if err != nil {
			return nil, err
		}
		return &Base{Who: who, Request: r, Exchange: ex}, nil
	}
	obj, err := w.Disposable(ctx, res, who)
	if err != nil {
		if Stops(err) {
			return nil, err
		}
		return nil, &Unbuildable{op, who.Name, "no object of the scan's own to call it on: " + err.Error(), nil}
	}
	r, ex, err := w.Try(ctx, op, who, obj)
	if err != nil {
		return nil, err
	}
	if w.Outline.Purpose(op) == outline.Delete {
		w.Gone(obj)
	}
	return &Base{Who: who, Request: r, Exchange: ex, Object: obj}, nil
}

// Disposable is a fresh object of who's that may be changed or deleted. For
// accounts it is who's own if the scan signed it up, else that of the spare
// identity.
func (w *World) Disposable(ctx context.Context, res *outline.Resource, who *identity.Identity) (*Object, error) {
	if res != w.Outline.Accounts {
		return w.Fresh(ctx, res, who)
	}
	if who.Origin != identity.SignedUp {
		spare, err := w.Spare(ctx)
		if err != nil {
			return nil, fmt.Errorf("the account of %s was not made by the scan, and no other can be: %w", who.Name, err)
		}
		who = spare
	}
	return w.Account(who)
}

// Target is the kind of the object that a call of op is about: that of its
// last path identifier, else of its first identifier.
func (w *World) Target(op *api.Operation) (*outline.Resource, bool) {
	slot, ok := w.TargetSlot(op)
	return slot.Resource, ok
}

// TargetSlot is where op takes the identifier of the object that it is about.
func (w *World) TargetSlot(op *api.Operation) (outline.Slot, bool) {
	var target outline.Slot
	found := false
	about := w.Outline.Resource(op)
	for _, slot := range w.Outline.Slots(op) {
		switch {
		case slot.In == "path":
			target, found = slot, true
		case !found && slot.Resource == about && about != nil:
			return slot, true
		}
	}
	return target, found
}

// ChangesCaller tells whether op changes the caller's own account, or what
// belongs to it, without naming it: PATCH /me, POST /subscription/cancel.
func (w *World) ChangesCaller(op *api.Operation) bool {
	if len(op.PathParameters()) > 0 {
		return false
	}
	if w.endsUnnamed(op) {
		return true
	}
	if op.Reads() {
		return false
	}
	for _, other := range w.API.Operations {
		if other.Path == op.Path && w.Outline.Purpose(other) == outline.Self {
			return true
		}
	}
	return w.Outline.Purpose(op) == outline.Update && w.Outline.Resource(op) == w.Outline.Accounts
}

// endsUnnamed tells whether op takes away something that the request does
// not name. Nothing says then that the scan made it.
func (w *World) endsUnnamed(op *api.Operation) bool {
	if _, named := w.Target(op); named {
		return false
	}
	switch w.Outline.Purpose(op) {
	case outline.Delete:
		return true
	case outline.Action:
		last := op.Path[strings.LastIndexByte(op.Path, '/')+1:]
		return slices.ContainsFunc(lexicon.Words(last), lexicon.Ends)
	}
	return false
}

// BaseAny is Base as the first identity for whom the operation works: the
// ordinary ones, then those of high role; anonymous first where the
// operation asks for no credential.
func (w *World) BaseAny(ctx context.Context, op *api.Operation) (*Base, error) {
	var whys []string
	var last error
	for _, who := range w.Callers(op) {
		base, err := w.Base(ctx, op, who)
		if err == nil || Stops(err) {
			return base, err
		}
		last = err
		if u, ok := err.(*Unbuildable); ok {
			if len(whys) == 0 || whys[len(whys)-1] != u.Why {
				whys = append(whys, u.Why)
			}
			better := w.Outline.Purpose(op) == outline.Login // by the name and password of one who has an account
			if u.Exchange != nil && u.Exchange.Status != 401 && u.Exchange.Status != 403 && u.Exchange.Status != 404 && !better {
				break // another caller would not make the request any better
			}
		}
	}
	if last == nil {
		return nil, &Unbuildable{op, "nobody", "no identity is alive", nil}
	}
	u := &Unbuildable{Operation: op, Who: "anyone", Why: strings.Join(whys, "; ")}
	if l, ok := last.(*Unbuildable); ok {
		u.Exchange = l.Exchange
	}
	return nil, u
}

// Repeat sends the request n times and returns the answers and the mask of
// what changes by itself. What the scan itself changes meanwhile, on another
// operation, is not that: it is then asked again.
func (w *World) Repeat(ctx context.Context, who *identity.Identity, r *request.Request, n int) ([]*wire.Exchange, compare.Mask, error) {
	for attempt := 1; ; attempt++ {
		before := w.Writes()
		answers, mask, differs, err := w.repeat(ctx, who, r, n)
		if err != nil || !differs || attempt == Disturbed || w.Writes() == before {
			return answers, mask, err
		}
	}
}

// Disturbed is how often is asked what the scan itself disturbs. Most objects
// are made within a few requests, then there is quiet.
const Disturbed = 4

// repeat also tells whether the answers differ by more than what is known to
// pass with time.
func (w *World) repeat(ctx context.Context, who *identity.Identity, r *request.Request, n int) (_ []*wire.Exchange, _ compare.Mask, differs bool, _ error) {
	var answers []*wire.Exchange
	var bodies []any
	for range n {
		ex, err := w.Send(ctx, who, r)
		if err != nil {
			return nil, nil, false, err
		}
		answers = append(answers, ex)
		if body, ok := ex.JSON(); ok {
			bodies = append(bodies, body)
		}
	}
	mask := compare.Volatile(bodies...)
	if len(bodies) > 1 {
		differs = len(mask) > len(compare.Volatile(bodies[0]))
	}
	return answers, mask, differs, nil
}

// Digest is the answer as compared with others under a mask.
func Digest(ex *wire.Exchange, m compare.Mask) string {
	body, ok := ex.JSON()
	if !ok {
		body = nil
	}
	return compare.Digest(ex.Status, ex.MediaType(), body, ex.Text(), m)
}
