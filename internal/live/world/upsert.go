package world

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// puts lists what may make an object of a kind that has no other creation.
func (w *World) puts(res *outline.Resource) []*api.Operation {
	if len(res.Create) > 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(res.Update), func(op *api.Operation) bool { return !w.names(op, res) })
}

// names tells whether the operation puts an object of the kind where the
// client says.
func (w *World) names(op *api.Operation, res *outline.Resource) bool {
	slot, ok := w.TargetSlot(op)
	return op.Method == "PUT" && ok && slot.In == "path" && slot.Resource == res
}

// upsert makes an object where the client says what it is called: a PUT to an
// identifier that nobody has (RFC 9110, section 9.3.4). Whether one was made
// shows when it is read.
func (w *World) upsert(ctx context.Context, op *api.Operation, res *outline.Resource, who *identity.Identity, about []*Object) (*Object, error) {
	slot, _ := w.TargetSlot(op)
	id := w.called(op.Parameter("path", slot.Name))
	name := slot.Name
	named := &Object{Resource: res, Owner: who, Values: map[string]any{name: id, "id": id}, slot: name}
	r, ex, b, err := w.try(ctx, op, who, append(slices.Clone(about), named))
	if err != nil {
		return nil, err
	}
	obj := w.createdBy(ex)
	made := obj != nil
	if !made {
		obj = w.objectOf(res, who, r, ex)
	}
	w.mu.Lock()
	obj.Values[name] = id
	obj.Canaries = slices.Clone(b.canaries)
	if !made {
		w.created = append(w.created, obj)
	}
	w.mu.Unlock()
	if _, _, err := w.ReadBack(ctx, obj); err != nil {
		if Stops(err) {
			return nil, err
		}
		return nil, fmt.Errorf("%s to a new identifier makes nothing that can be read: %w", op, err)
	}
	return obj, nil
}

// called is an identifier that nobody has, of the form that the contract asks
// for.
func (w *World) called(p *api.Parameter) any {
	switch {
	case p != nil && (p.Schema.Type() == "integer" || p.Schema.Type() == "number"):
		return w.Similar(1)
	case p != nil && p.Schema != nil && p.Schema.Format == "uuid":
		return w.Similar("00000000-0000-4000-a000-000000000000")
	}
	return w.Random()
}
