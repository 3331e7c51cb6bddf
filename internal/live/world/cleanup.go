package world

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
)

// CleanUp deletes what the scan made, newest first, and lists all of it and
// what remains.
func (w *World) CleanUp(ctx context.Context, keep bool) (created, left []finding.Object) {
	objects := w.Created()
	for _, obj := range slices.Backward(objects) {
		told := finding.Object{Kind: obj.Resource.Kind, ID: shortened(w.Masker.Text(obj.ID())), Owner: obj.Owner.Name}
		if obj.Resource == w.Outline.Accounts {
			told.Kind = "account"
		}
		created = append(created, told)
		if obj.gone {
			continue
		}
		why := "kept as asked"
		switch {
		case obj.again:
			why = "more than one call to create answered with it, so that it may have been there before"
		case !keep:
			why = w.remove(ctx, obj)
		}
		if why != "" {
			told.Note = w.leftWith(obj, told.ID, why)
			left = append(left, told)
		}
	}
	slices.Reverse(created)
	slices.Reverse(left)
	return created, left
}

// remove deletes one object and says why it could not.
func (w *World) remove(ctx context.Context, obj *Object) string {
	if len(obj.Resource.Delete) == 0 {
		return "the API has no operation that deletes it"
	}
	if obj.ID() == "" && obj.Request != nil {
		// The scan may have ended before it was looked for.
		if err := w.locate(ctx, obj); err != nil {
			return err.Error()
		}
	}
	callers := append([]*identity.Identity{obj.Owner}, w.Highs()...)
	why := ""
	for _, op := range obj.Resource.Delete {
		if reason, no := w.Forbidden(op); no {
			why = reason
			continue
		}
		for _, who := range callers {
			if !w.deletes(op, who, obj) {
				why = fmt.Sprintf("%s does not say which one it deletes", op)
				continue
			}
			r, err := w.Build(ctx, op, who, obj)
			if err != nil {
				why = err.Error()
				continue
			}
			ex, err := w.Send(ctx, who, r)
			if err != nil {
				return err.Error()
			}
			if Succeeded(ex) || ex.Status == 404 || ex.Status == 410 {
				w.Gone(obj)
				return ""
			}
			why = fmt.Sprintf("%s answers %s to %s", op, Status(ex), who.Name)
		}
	}
	return why
}

// deletes tells whether a call by who would delete the object, and not
// another one: DELETE /me of an administrator deletes the administrator.
func (w *World) deletes(op *api.Operation, who *identity.Identity, obj *Object) bool {
	if slot, named := w.TargetSlot(op); named && slot.Resource == obj.Resource {
		if _, known := obj.Value(slot.Name); known {
			return true
		}
	}
	return who == obj.Owner && who.Origin == identity.SignedUp
}

// longestID is how much of an identifier is told, in bytes: an API may take
// what a check wrote for one.
const longestID = 100

func shortened(id string) string {
	if len(id) <= longestID {
		return id
	}
	return strings.ToValidUTF8(id[:longestID], "") + "…"
}
