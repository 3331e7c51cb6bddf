package world

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

type ownKey struct {
	resource *outline.Resource
	who      *identity.Identity
}

type ownEntry struct {
	object *Object
	err    error
}

type makingKey struct{}

// lockMaking holds the making lock for the outermost call only.
func (w *World) lockMaking(ctx context.Context) (context.Context, func()) {
	if ctx.Value(makingKey{}) != nil {
		return ctx, func() {}
	}
	w.making.Lock()
	return context.WithValue(ctx, makingKey{}, true), w.making.Unlock
}

// Own returns who's object of that kind: made once and then kept, or found
// in who's listing where none can be made. Nothing may change or delete it;
// for that there is [World.Fresh].
func (w *World) Own(ctx context.Context, res *outline.Resource, who *identity.Identity) (*Object, error) {
	if res == nil {
		return nil, errors.New("no kind of object is known for it")
	}
	if res == w.Outline.Accounts {
		return w.Account(who)
	}
	ctx, unlock := w.lockMaking(ctx)
	defer unlock()
	key := ownKey{res, who}
	w.mu.Lock()
	entry, done := w.own[key]
	if !done {
		// Asked for again while it is being made, it needs itself.
		w.own[key] = &ownEntry{err: fmt.Errorf("a %s needs another %s", res.Name, res.Name)}
	}
	w.mu.Unlock()
	if done {
		return entry.object, entry.err
	}
	obj, err := w.obtain(ctx, res, who)
	w.mu.Lock()
	defer w.mu.Unlock()
	if Stops(err) {
		delete(w.own, key)
	} else {
		w.own[key] = &ownEntry{obj, err}
	}
	return obj, err
}

func (w *World) obtain(ctx context.Context, res *outline.Resource, who *identity.Identity) (*Object, error) {
	obj, err := w.create(ctx, res, who)
	if err == nil || Stops(err) {
		return obj, err
	}
	found, ferr := w.find(ctx, res, who)
	if ferr == nil || Stops(ferr) {
		return found, ferr
	}
	if v, ok := ofAccount(who, res.Name); ok && len(res.Create) == 0 {
		return &Object{Resource: res, Owner: who, Values: map[string]any{"id": v}}, nil
	}
	if !w.High(who) {
		for _, high := range w.Highs() {
			if obj, herr := w.create(ctx, res, high); herr == nil || Stops(herr) {
				return obj, herr
			}
		}
	}
	return nil, err
}

// Fresh makes a new object of that kind for who, to be changed or deleted.
func (w *World) Fresh(ctx context.Context, res *outline.Resource, who *identity.Identity) (*Object, error) {
	ctx, unlock := w.lockMaking(ctx)
	defer unlock()
	// Only beside another one it shows that an object is new, and not one that
	// the API has for each account and answers with.
	if _, err := w.Own(ctx, res, who); Stops(err) {
		return nil, err
	}
	obj, err := w.create(ctx, res, who)
	if err == nil || Stops(err) || !taken(err) {
		return obj, err
	}
	return w.createApart(ctx, res, who, err)
}

// Account is who's account as an object. It counts as made by the scan, and
// may be changed, only where the scan signed it up.
func (w *World) Account(who *identity.Identity) (*Object, error) {
	if who.IsAnonymous() {
		return nil, errors.New("anonymous has no account")
	}
	values := who.Account()
	if len(values) == 0 {
		return nil, fmt.Errorf("nothing is known of %s's account", who.Name)
	}
	obj := &Object{Resource: w.Outline.Accounts, Owner: who, Values: values, Made: who.Origin == identity.SignedUp, account: true, slot: w.slotOf(w.Outline.Accounts)}
	return obj, nil
}

// create makes an object with the first operation that does. What it refers
// to is who's own, as far as about does not say.
func (w *World) create(ctx context.Context, res *outline.Resource, who *identity.Identity, about ...*Object) (*Object, error) {
	if w.Mode == Passive {
		return nil, fmt.Errorf("nothing is created in %s mode", w.Mode)
	}
	var last error = fmt.Errorf("no operation creates a %s", res.Name)
	for _, op := range slices.Concat(res.Create, w.puts(res)) {
		if why, no := w.Forbidden(op); no {
			last = fmt.Errorf("%s: %s", op, why)
			continue
		}
		if _, admin := w.Outline.Administrative(op); admin && !w.High(who) {
			last = fmt.Errorf("%s is for administrators", op)
			continue
		}
		make := w.createBy
		if w.names(op, res) {
			make = w.upsert
		}
		obj, err := make(ctx, op, res, who, about)
		if err == nil || Stops(err) {
			return obj, err
		}
		last = err
	}
	return nil, last
}

// createBy makes an object through op.
func (w *World) createBy(ctx context.Context, op *api.Operation, res *outline.Resource, who *identity.Identity, about []*Object) (*Object, error) {
	r, ex, b, err := w.try(ctx, op, who, about)
	if err != nil {
		return nil, err
	}
	obj := w.createdBy(ex)
	if obj == nil {
		obj = w.objectOf(res, who, r, ex)
	}
	if w.answeredBefore(obj) {
		return nil, fmt.Errorf("%s answers with the same %s again: it may have been there before the scan", op, obj.Kind())
	}
	w.learnAddress(obj)
	w.mu.Lock()
	obj.Canaries = slices.Clone(b.canaries)
	w.mu.Unlock()
	if err := w.arrive(ctx, obj); err != nil {
		return nil, err
	}
	if obj.ID() == "" {
		if err := w.locate(ctx, obj); err != nil {
			return nil, err
		}
	}
	return obj, nil
}

// objectOf reads the object out of the exchange that created it.
func (w *World) objectOf(res *outline.Resource, who *identity.Identity, r *request.Request, ex *wire.Exchange) *Object {
	values := fromAnswer(ex)
	for k, v := range scalars(r.Body) {
		if _, ok := values[k]; !ok {
			values[k] = v
		}
	}
	return &Object{Resource: res, Owner: who, Values: values, Path: maps.Clone(r.Path), Made: true, Request: r, Exchange: ex, slot: w.slotOf(res), keys: w.keysOf(res)}
}

// locate finds the identifier of a created object, which the answer did not
// tell, by its canaries in the owner's listing.
func (w *World) locate(ctx context.Context, obj *Object) error {
	for _, op := range obj.Resource.List {
		ex, err := w.listing(ctx, op, obj.Owner, func(ex *wire.Exchange) bool { return len(w.shown(ex, obj.Canaries)) > 0 }, obj)
		if err != nil {
			return err
		}
		if ex == nil {
			continue
		}
		body, _ := ex.JSON()
		for _, record := range compare.Records(body) {
			for _, c := range obj.Canaries {
				if compare.Contains(record, c) {
					for k, v := range scalars(record) {
						if _, known := obj.Values[k]; !known {
							obj.Values[k] = v
						}
					}
					return nil
				}
			}
		}
	}
	return nil
}

// find takes an object from who's listing. It was not made by the scan.
func (w *World) find(ctx context.Context, res *outline.Resource, who *identity.Identity) (*Object, error) {
	var last error = fmt.Errorf("no operation lists %s objects", res.Name)
	for _, op := range slices.Concat(res.List, w.searches(res)) {
		if why, no := w.Forbidden(op); no {
			last = errors.New(why)
			continue
		}
		r, ex, err := w.Try(ctx, op, who)
		if err != nil {
			if Stops(err) {
				return nil, err
			}
			last = err
			continue
		}
		body, _ := ex.JSON()
		for _, record := range compare.Records(body) {
			values := scalars(record)
			if _, ok := pick(values, cmp.Or(w.slotOf(res), "id"), res.Name); ok {
				return &Object{Resource: res, Owner: who, Values: values, Path: maps.Clone(r.Path), Exchange: ex, slot: w.slotOf(res), keys: w.keysOf(res)}, nil
			}
		}
		last = fmt.Errorf("%s shows %s none", op, who.Name)
	}
	return nil, last
}

// searches lists the operations that search for objects of the kind.
func (w *World) searches(res *outline.Resource) []*api.Operation {
	var ops []*api.Operation
	for _, op := range w.API.Operations {
		if w.Outline.Purpose(op) == outline.Search && w.Outline.Resource(op) == res {
			ops = append(ops, op)
		}
	}
	return ops
}

// Forbidden tells whether the mode keeps the scan from calling op at all.
func (w *World) Forbidden(op *api.Operation) (why string, yes bool) {
	if w.Mode == Full {
		return "", false
	}
	if why, yes := w.Outline.Dangerous(op); yes {
		return "may destroy more than the scan's own objects (" + why + "); --mode full calls it", true
	}
	if w.Mode == Passive && !op.Reads() {
		return "passive mode sends only GET and HEAD", true
	}
	return "", false
}

// noteCreated remembers what an answer says was created, for cleaning up.
func (w *World) noteCreated(name string, r *request.Request, ex *wire.Exchange) {
	p := w.Outline.Purpose(r.Operation)
	if p != outline.Create || !Succeeded(ex) {
		return
	}
	res := w.Outline.Resource(r.Operation)
	who := w.identity(name)
	if who == nil {
		who = w.anonymous
	}
	if res == nil || res == w.Outline.Accounts {
		return
	}
	obj := w.objectOf(res, who, r.Clone(), ex)
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, other := range w.created {
		if !other.gone && same(obj, other) {
			other.again = true
			return
		}
	}
	w.created = append(w.created, obj)
}

// answeredBefore tells whether an earlier creation answered with the object.
func (w *World) answeredBefore(obj *Object) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.ContainsFunc(w.created, func(other *Object) bool { return other.again && !other.gone && same(obj, other) })
}

// same tells whether two creations answered with one object. Names that
// [pick] takes for want of an identifier are none here: two objects of one
// user share them.
func same(a, b *Object) bool {
	if a.Resource != b.Resource {
		return false
	}
	if len(a.keys) > 1 {
		// A number that starts again each year names nothing by itself.
		return !slices.ContainsFunc(a.keys, func(name string) bool {
			v, ok := a.Value(name)
			other, there := b.Value(name)
			return !ok || !there || request.Text(v) != request.Text(other)
		})
	}
	for _, name := range []string{"_id", "id", a.slot} {
		v, ok := scalarID(a.Values[name])
		other, there := scalarID(b.Values[name])
		if ok && there {
			return request.Text(v) == request.Text(other)
		}
	}
	return false
}

func (w *World) createdBy(ex *wire.Exchange) *Object {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, obj := range slices.Backward(w.created) {
		if obj.Exchange == ex {
			return obj
		}
	}
	return nil
}

// Created lists what the scan made, in the order of making.
func (w *World) Created() []*Object {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.created)
}

// Gone records that the scan deleted the object.
func (w *World) Gone(obj *Object) {
	w.mu.Lock()
	defer w.mu.Unlock()
	obj.gone = true
}
