package world

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// Prepare is [World.Base] without sending: an honest request, and who may
// send it. What it would change is a fresh object of who's, or the account of
// the spare identity. It is for checks whose own value takes the place of an
// honest one that the target would act on. Identifiers of the given objects
// are used as [World.Build] does.
func (w *World) Prepare(ctx context.Context, op *api.Operation, who *identity.Identity, about ...*Object) (*request.Request, *identity.Identity, error) {
	if why, no := w.Forbidden(op); no {
		return nil, nil, &Unbuildable{op, who.Name, why, nil}
	}
	switch w.Outline.Purpose(op) {
	case outline.Logout:
		return nil, nil, &Unbuildable{op, who.Name, "it would end the session of " + who.Name, nil}
	case outline.Delete, outline.Update, outline.Action:
		if res, ok := w.Target(op); ok {
			obj, err := w.Disposable(ctx, res, who)
			if err != nil {
				if Stops(err) {
					return nil, nil, err
				}
				return nil, nil, &Unbuildable{op, who.Name, "no object of the scan's own to call it on: " + err.Error(), nil}
			}
			r, err := w.Build(ctx, op, who, append(about, obj)...)
			return r, who, err
		}
		if w.ChangesCaller(op) && who.Origin != identity.SignedUp {
			spare, err := w.Spare(ctx)
			if err != nil {
				if Stops(err) {
					return nil, nil, err
				}
				return nil, nil, &Unbuildable{op, who.Name, fmt.Sprintf("it would change the account of %s, and no account can be made for it: %v", who.Name, err), nil}
			}
			who = spare
		}
	}
	r, err := w.Build(ctx, op, who, about...)
	return r, who, err
}

// InPath stands, among the objects that a request is about, for values of
// path parameters that identify nothing that the scan could make: /data/{name}.
func InPath(values map[string]string) *Object {
	return &Object{Resource: &outline.Resource{}, Path: values}
}

// Callers lists who may be tried for an operation, in the order of
// [World.BaseAny].
func (w *World) Callers(op *api.Operation) []*identity.Identity {
	var callers []*identity.Identity
	if op.Security != nil && !op.Protected() || len(w.Identities()) == 0 {
		callers = append(callers, w.anonymous)
	}
	low, highs := w.LowFor(op), w.Highs()
	callers = append(callers, low[:min(2, len(low))]...)
	return append(callers, highs[:min(1, len(highs))]...)
}
