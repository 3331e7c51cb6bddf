package world

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Trial is an honest request of one identity that another sent, and what
// it changed for those who may see.
type Trial struct {
	Request *request.Request
	Done    *wire.Exchange // the answer to the other
	Object  *Object        // fresh, that the request was about or that it made; nil for none
	Effect  Effect
	Looked  *request.Request // how the effect was looked for; nil: no operation shows it
	Before  *wire.Exchange   // what the owner saw before; nil for what was made
	After   *wire.Exchange   // and after
	Seer    *identity.Identity
}

// Effect is what a change did to an object.
type Effect string

// The effects. NoEffect also stands for one that nothing shows.
const (
	NoEffect Effect = ""
	Created  Effect = "created"
	Changed  Effect = "changed"
	Removed  Effect = "removed"
)

// Attempt is an operation that someone performs in the place of another.
type Attempt struct {
	Operation *api.Operation
	Honest    *identity.Identity   // whose request it is, and for whom it works
	Seers     []*identity.Identity // who look for what was made, beside Honest
	Send      func(*request.Request) (*wire.Exchange, error)
}

// Undertake makes the attempt once: on a fresh object, so that only the scan's
// own things change. Where the object is an account, it is one that is signed
// up for this. The error is an [Unbuildable] where that cannot be had.
func (w *World) Undertake(ctx context.Context, a Attempt) (*Trial, error) {
	res, about := w.Target(a.Operation)
	switch {
	case about && res == w.Outline.Accounts:
		return w.onAccount(ctx, a)
	case w.Outline.Purpose(a.Operation) == outline.Create:
		return w.onNothing(ctx, a)
	case about:
		obj, err := w.freshFor(ctx, res, a)
		if err != nil {
			return nil, err
		}
		return w.onObject(ctx, a, obj)
	}
	r, err := w.Build(ctx, a.Operation, a.Honest)
	if err != nil {
		return nil, err
	}
	t := &Trial{Request: r}
	t.Done, err = a.Send(r)
	return t, err
}

// freshFor makes an object that the honest one owns, or, if only others make
// such, one of the seers'.
func (w *World) freshFor(ctx context.Context, res *outline.Resource, a Attempt) (*Object, error) {
	var first error
	for _, who := range append([]*identity.Identity{a.Honest}, a.Seers...) {
		if who.IsAnonymous() {
			continue
		}
		obj, err := w.Fresh(ctx, res, who)
		if err == nil || Stops(err) {
			return obj, err
		}
		if first == nil {
			first = err
		}
	}
	return nil, &Unbuildable{a.Operation, a.Honest.Name, fmt.Sprintf("no object of the scan's own to try it on: %v", first), nil}
}

// onAccount tries it on the account of a new throwaway identity. The honest
// call comes first, because no baseline tells whether it works.
func (w *World) onAccount(ctx context.Context, a Attempt) (*Trial, error) {
	throwaway := func() (*Object, error) {
		who, err := w.SignUp(ctx, AccountPrefix)
		if err != nil {
			if Stops(err) {
				return nil, err
			}
			return nil, &Unbuildable{a.Operation, a.Honest.Name, fmt.Sprintf("no throwaway account to try it on: %v", err), nil}
		}
		return w.Account(who)
	}
	obj, err := throwaway()
	if err != nil {
		return nil, err
	}
	if a.Honest == nil || !w.High(a.Honest) {
		a.Honest = obj.Owner
	}
	r, err := w.Build(ctx, a.Operation, a.Honest, obj)
	if err != nil {
		return nil, err
	}
	ex, err := w.Send(ctx, a.Honest, r)
	if err != nil {
		return nil, err
	}
	if !Succeeded(ex) {
		return nil, &Unbuildable{a.Operation, a.Honest.Name, "answers " + Status(ex) + " to " + a.Honest.Name, ex}
	}
	if w.Outline.Purpose(a.Operation) == outline.Delete {
		w.Gone(obj)
	}
	if obj, err = throwaway(); err != nil {
		return nil, err
	}
	if !w.High(a.Honest) {
		a.Honest = obj.Owner
	}
	return w.onObject(ctx, a, obj)
}

// onObject looks at the object, lets the other act, and looks again.
func (w *World) onObject(ctx context.Context, a Attempt, obj *Object) (*Trial, error) {
	r, err := w.Build(ctx, a.Operation, a.Honest, obj)
	if err != nil {
		return nil, err
	}
	t := &Trial{Request: r, Object: obj, Seer: obj.Owner}
	looked, _, err := w.ReadBack(ctx, obj)
	if Stops(err) {
		return nil, err
	}
	var mask compare.Mask
	if err == nil {
		t.Looked = looked
		var before []*wire.Exchange
		if before, mask, err = w.Repeat(ctx, obj.Owner, looked, 2); err != nil {
			return nil, err
		}
		t.Before = before[1]
		t.Request = varied(r, shownOf(t.Before, obj), w.High(a.Honest))
	}
	if t.Done, err = a.Send(t.Request); err != nil || !Succeeded(t.Done) || t.Looked == nil {
		return t, err
	}
	if t.After, err = w.Send(ctx, obj.Owner, t.Looked); err != nil {
		return nil, err
	}
	t.Effect = w.effect(t, mask)
	switch {
	case t.Effect == Removed:
		w.Gone(obj)
	case t.Request != r && w.High(a.Honest):
		// Nobody keeps a role that the attempt gave.
		if _, err := w.Send(ctx, a.Honest, r); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// varied is the request with another choice where it would set what is set
// already: that would show no effect. A role of high rank is chosen last, and
// only where someone of such a role can take it back.
func varied(r *request.Request, before any, high bool) *request.Request {
	content := bodyContent(r.Operation)
	if content == nil {
		return r
	}
	now := scalars(compare.Unwrap(before))
	for _, leaf := range compare.Leaves(r.Body) {
		s := content.Schema.Property(strings.TrimPrefix(leaf.Pointer, "/"))
		old, known := now[PropertyName(leaf.Pointer)]
		if s == nil || !known || request.Text(old) != request.Text(leaf.Value) {
			continue
		}
		if v, ok := otherChoice(s, old, high); ok {
			r = r.With(request.Place{In: "body", Name: leaf.Pointer}, v)
		}
	}
	return r
}

func otherChoice(s *api.Schema, old any, high bool) (any, bool) {
	if b, ok := old.(bool); ok {
		return !b, true
	}
	var last any
	for _, v := range s.Enum {
		switch {
		case v == nil || request.Text(v) == request.Text(old):
		case !HighRole(request.Text(v)):
			return v, true
		case last == nil:
			last = v
		}
	}
	return last, last != nil && high
}

// effect compares what the owner saw before and after. In a list only the
// object's own record counts: others come and go.
func (w *World) effect(t *Trial, mask compare.Mask) Effect {
	before, after := shownOf(t.Before, t.Object), shownOf(t.After, t.Object)
	switch {
	case before == nil:
		return NoEffect
	case Succeeded(t.After) && after == nil, t.After.Status == 404, t.After.Status == 410:
		return Removed
	case w.Outline.Purpose(t.Request.Operation) == outline.Delete && (t.After.Status == 401 || t.After.Status == 403) && t.Object.Resource == w.Outline.Accounts:
		return Removed // an account that is gone logs nobody in
	case !Succeeded(t.After):
		return NoEffect
	}
	if isRecord(t.Before) {
		mask = compare.Volatile(before)
	}
	if compare.Equal(before, after, mask) {
		return NoEffect
	}
	return Changed
}

func isRecord(ex *wire.Exchange) bool {
	body, _ := ex.JSON()
	return compare.Records(body) != nil
}

// shownOf is the object in an answer: its record in a list, else the whole.
// Nil: a list without it.
func shownOf(ex *wire.Exchange, obj *Object) any {
	body, ok := ex.JSON()
	if !ok {
		if Succeeded(ex) && len(ex.Body) > 0 {
			return ex.Text()
		}
		return nil
	}
	records := compare.Records(body)
	if records == nil {
		return body
	}
	for _, record := range records {
		if holds(record, obj) {
			return record
		}
	}
	return nil
}

// holds tells whether a record is of the object: it has the identifier as a
// value of its own, or a canary.
func holds(record any, obj *Object) bool {
	if slices.ContainsFunc(obj.Canaries, func(c string) bool { return compare.Contains(record, c) }) {
		return true
	}
	id := obj.ID()
	values := scalars(record)
	if len(obj.keys) > 1 {
		return !slices.ContainsFunc(obj.keys, func(name string) bool {
			own, ok := obj.Value(name)
			v, there := pick(values, name, obj.Resource.Name)
			return !ok || !there || request.Text(own) != request.Text(v)
		})
	}
	if own, ok := pick(values, "id", obj.Resource.Name); ok {
		return id != "" && request.Text(own) == id
	}
	return false
}

// onNothing lets the other make an object, and looks who sees it.
func (w *World) onNothing(ctx context.Context, a Attempt) (*Trial, error) {
	r, b, err := w.build(ctx, a.Operation, a.Honest, nil)
	if err != nil {
		return nil, err
	}
	t := &Trial{Request: r}
	if t.Done, err = a.Send(r); err != nil || !Succeeded(t.Done) {
		return t, err
	}
	obj := w.createdBy(t.Done)
	if obj == nil {
		return t, nil
	}
	w.mu.Lock()
	obj.Canaries = slices.DeleteFunc(slices.Clone(b.canaries), func(c string) bool { return !compare.Contains(r.Body, c) })
	w.mu.Unlock()
	t.Object = obj
	for _, who := range append([]*identity.Identity{a.Honest}, a.Seers...) {
		seen, err := w.sees(ctx, t, who)
		if err != nil || seen {
			return t, err
		}
	}
	return t, nil
}

// sees tells whether a listing, or a read by the identifier that the answer
// told, shows who the new object.
func (w *World) sees(ctx context.Context, t *Trial, who *identity.Identity) (bool, error) {
	res := t.Object.Resource
	for _, op := range slices.Concat(res.List, w.searches(res), res.Read) {
		if _, no := w.Forbidden(op); no {
			continue
		}
		_, hasID := t.Object.Value("id")
		if slices.Contains(res.Read, op) && !hasID {
			continue
		}
		r, err := w.Build(ctx, op, who, t.Object)
		if err == nil {
			var ex *wire.Exchange
			if ex, err = w.Send(ctx, who, r); err == nil && Succeeded(ex) && w.shownIn(ex, r, t.Object) {
				t.Effect, t.Looked, t.After, t.Seer = Created, r, ex, who
				return true, nil
			}
		}
		if Stops(err) {
			return false, err
		}
	}
	return false, nil
}

// shownIn tells whether the answer shows what was sent when the object was
// made: a canary, or where nothing could be planted its record.
func (w *World) shownIn(ex *wire.Exchange, r *request.Request, obj *Object) bool {
	if len(obj.Canaries) > 0 {
		return len(Shows(ex, r, obj.Canaries)) > 0
	}
	body, _ := ex.JSON()
	if records := compare.Records(body); records != nil {
		return slices.ContainsFunc(records, func(record any) bool { return holds(record, obj) })
	}
	own, ok := pick(scalars(compare.Unwrap(body)), "id", obj.Resource.Name)
	return ok && request.Text(own) == obj.ID()
}

// Refuses sends the operation for an honest one who may have no object to put
// in: with random identifiers, so that nothing is hit. It tells whether the
// answer is 401 or 403.
func (w *World) Refuses(ctx context.Context, op *api.Operation, honest *identity.Identity, send func(*request.Request) (*wire.Exchange, error)) (*wire.Exchange, bool, error) {
	r, err := w.Harmless(ctx, op, honest)
	if err != nil {
		return nil, false, err
	}
	ex, err := send(r)
	if err != nil {
		return nil, false, err
	}
	return ex, ex.Status == 401 || ex.Status == 403, nil
}

// Harmless is a request of op with random identifiers in its path. What takes
// none and does not only read has no harmless form.
func (w *World) Harmless(ctx context.Context, op *api.Operation, who *identity.Identity) (*request.Request, error) {
	if !w.Outline.ReadsOnly(op) && len(op.PathParameters()) == 0 && !w.ChangesCaller(op) && w.Outline.Purpose(op) != outline.Create {
		return nil, &Unbuildable{op, who.Name, "it cannot be called without an effect", nil}
	}
	r, err := w.Build(ctx, op, who)
	if err != nil {
		var u *Unbuildable
		if !errors.As(err, &u) {
			return nil, err
		}
		r = &request.Request{Operation: op, Path: map[string]string{}}
	}
	for _, name := range op.PathParameters() {
		value := any(r.Path[name])
		if value == "" {
			value = strings.Repeat("0", 24)
		}
		*r = *r.With(request.Place{In: "path", Name: name}, w.Similar(value))
	}
	return r, nil
}
