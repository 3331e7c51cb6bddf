package world

import (
	"context"
	"errors"
	"slices"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// taken tells whether err may mean that what the object belongs to has one
// already: one invoice for an order, one review of a product.
func taken(err error) bool {
	var u *Unbuildable
	if !errors.As(err, &u) || u.Exchange == nil {
		return false
	}
	switch u.Exchange.Status {
	case 400, 409, 422:
		return true
	}
	return u.Exchange.OK() && !Succeeded(u.Exchange)
}

// createApart makes an object that refers to new objects, and not to those
// that the ones before it refer to. first is what is returned where it needs
// none.
func (w *World) createApart(ctx context.Context, res *outline.Resource, who *identity.Identity, first error) (*Object, error) {
	var about []*Object
	var kinds []*outline.Resource
	for _, op := range res.Create {
		for _, slot := range w.Outline.Slots(op) {
			if slot.Resource == nil || slot.Resource == res || slot.Resource == w.Outline.Accounts || slices.Contains(kinds, slot.Resource) {
				continue
			}
			kinds = append(kinds, slot.Resource)
			obj, err := w.create(ctx, slot.Resource, who)
			if Stops(err) {
				return nil, err
			}
			if err == nil {
				about = append(about, obj)
			}
		}
	}
	if len(about) == 0 {
		return nil, first
	}
	obj, err := w.create(ctx, res, who, about...)
	if err != nil && !Stops(err) {
		return nil, first
	}
	return obj, err
}
