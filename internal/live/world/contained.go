package world

import (
	"context"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// contained makes one of the objects that op lists inside obj: the comments of
// a ticket show nothing while there are none. Nil: op lists no such objects,
// or none can be made.
func (w *World) contained(ctx context.Context, obj *Object, op *api.Operation) (*Object, error) {
	res := w.Outline.Resource(op)
	slot, ok := w.TargetSlot(op)
	if w.Outline.Purpose(op) != outline.List || res == nil || res == obj.Resource || !ok || slot.Resource != obj.Resource || len(res.Create) == 0 {
		return nil, nil
	}
	child, err := w.Own(ctx, res, obj.Owner)
	if Stops(err) {
		return nil, err
	}
	if err != nil || !child.Made || child.Owner != obj.Owner || !within(child, obj) {
		return nil, nil
	}
	return child, nil
}

// within tells whether the object was made in the place of the other.
func within(child, parent *Object) bool {
	id := parent.ID()
	if child.Request == nil || id == "" {
		return false
	}
	return slices.ContainsFunc(child.Request.Places(), func(p request.Place) bool {
		v, _ := child.Request.Value(p)
		return request.Text(v) == id
	}) || slices.ContainsFunc(sortedKeys(child.Request.Path), func(name string) bool { return child.Request.Path[name] == id })
}

// Through is the request with who's own account wherever its path names
// another's, the identifier of the object that it is about aside: an API that
// looks whose the path is may forget to look whose the object is. It is not
// ok where nothing changes.
func (w *World) Through(r *request.Request, who *identity.Identity) (*request.Request, bool) {
	target, _ := w.TargetSlot(r.Operation)
	out, changed := r, false
	for _, slot := range w.Outline.Slots(r.Operation) {
		if slot.In != "path" || slot.Name == target.Name || slot.Resource != w.Outline.Accounts {
			continue
		}
		own, ok := pick(who.Account(), slot.Name, w.Outline.Accounts.Name)
		if !ok || request.Text(own) == r.Path[slot.Name] {
			continue
		}
		out, changed = out.With(request.Place{In: "path", Name: slot.Name}, own), true
	}
	return out, changed
}
