package clientsidetrust

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// item is something of a catalogue that is not the buyer's own, and what the
// API says that it costs.
type item struct {
	object *world.Object
	price  float64
	name   string // of the price
	shown  *wire.Exchange
	seen   *request.Request
}

// kinds are those whose identifiers the operation takes, and that may have a
// price.
func kinds(p *weakness.LivePass, op *weakness.Operation) []*outline.Resource {
	var found []*outline.Resource
	add := func(op *weakness.Operation) {
		for _, slot := range p.Outline.Slots(op) {
			r := slot.Resource
			if r != nil && r != p.Outline.Accounts && r != p.Outline.Resource(op) && !named(r.Name, purchases) && !slices.Contains(found, r) {
				found = append(found, r)
			}
		}
		// POST /products/{id}/buy is about products themselves.
		if r := p.Outline.Resource(op); r != nil && p.Outline.Purpose(op) == outline.Action && r != p.Outline.Accounts && !named(r.Name, purchases) && !slices.Contains(found, r) {
			found = append(found, r)
		}
	}
	add(op)
	if p.Outline.Purpose(op) == outline.Update {
		found = nil
		if r := p.Outline.Resource(op); r != nil {
			for _, create := range r.Create {
				add(create)
			}
		}
	}
	return found
}

// priceOf reads what a document says that it costs: the price nearest to its
// root, of those by name.
func priceOf(doc any) (string, float64, bool) {
	best, name, value := 0, "", 0.0
	for _, leaf := range compare.Leaves(doc) {
		n := property(leaf.Pointer)
		v, ok := number(leaf.Value)
		if !ok || v <= 0 || !catalogued(n) {
			continue
		}
		if depth := strings.Count(leaf.Pointer, "/"); name == "" || depth < best {
			best, name, value = depth, n, v
		}
	}
	return name, value, name != ""
}

// property is the name at a pointer, MongoDB's extended JSON left out.
func property(pointer string) string {
	if i := strings.LastIndex(pointer, "/$"); i >= 0 {
		pointer = pointer[:i]
	}
	return world.PropertyName(pointer)
}

// number reads numbers, and text that is one.
func number(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, true
	case int64:
		return float64(v), true
	case int:
		return float64(v), true
	case string:
		n, err := strconv.ParseFloat(v, 64)
		return n, err == nil
	}
	return 0, false
}

// errOwn says that the only items are the buyer's.
type errOwn struct{ kind string }

func (e errOwn) Error() string {
	return fmt.Sprintf("one buys only the own %s: the price is the client's own to say", e.kind)
}

// catalogue finds an item for the buyer: one of a listing that others see
// too, else one that somebody else makes.
func catalogue(ctx context.Context, p *weakness.LivePass, res *outline.Resource, buyer *identity.Identity) (*item, error) {
	other := otherThan(p, buyer)
	witness := other
	if witness == nil {
		witness = p.Anonymous() // a shop window at least is a catalogue
	}
	found, err := listed(ctx, p, res, buyer, witness)
	if found != nil || world.Stops(err) {
		return found, err
	}
	seller := other
	if seller == nil {
		seller = buyer
	}
	obj, err := p.Own(ctx, res, seller)
	if err != nil {
		return nil, err
	}
	r, ex, err := p.ReadBack(ctx, obj)
	var doc any = obj.Values
	if world.Stops(err) {
		return nil, err
	}
	if err == nil {
		body, _ := ex.JSON()
		doc = record(body, obj.ID())
	} else {
		r, ex = obj.Request, obj.Exchange
	}
	name, price, ok := priceOf(doc)
	if !ok {
		return nil, nil
	}
	if obj.Owner == buyer && !p.High(buyer) {
		return nil, errOwn{res.Name}
	}
	return &item{obj, price, name, ex, r}, nil
}

func otherThan(p *weakness.LivePass, who *identity.Identity) *identity.Identity {
	for _, o := range p.Low() {
		if o != who {
			return o
		}
	}
	return nil
}

// listed takes the first item with a price of a listing, if the witness is
// shown the same one.
func listed(ctx context.Context, p *weakness.LivePass, res *outline.Resource, buyer, witness *identity.Identity) (*item, error) {
	for _, op := range res.List {
		if _, no := p.Forbidden(op); no || len(op.PathParameters()) > 0 {
			continue
		}
		r, ex, err := p.Try(ctx, op, buyer)
		if world.Stops(err) {
			return nil, err
		}
		if err != nil {
			continue
		}
		_, theirs, err := p.Try(ctx, op, witness)
		if world.Stops(err) {
			return nil, err
		}
		if err != nil {
			continue
		}
		body, _ := ex.JSON()
		for _, doc := range compare.Records(body) {
			obj := objectOf(doc, res, buyer)
			name, price, ok := priceOf(doc)
			if !ok || obj.ID() == "" || !strings.Contains(theirs.Text(), obj.ID()) || slices.ContainsFunc(p.Created(), func(o *world.Object) bool { return o.ID() == obj.ID() }) {
				continue
			}
			return &item{obj, price, name, ex, r}, nil
		}
	}
	return nil, nil
}

// objectOf is a record of a listing as an object.
func objectOf(doc any, res *outline.Resource, who *identity.Identity) *world.Object {
	obj := &world.Object{Resource: res, Owner: who, Values: map[string]any{}}
	if m, ok := doc.(map[string]any); ok {
		for k, v := range m {
			switch v.(type) {
			case string, float64:
				obj.Values[k] = v
			}
		}
	}
	for k, v := range compare.Identifiers(doc) {
		if _, there := obj.Values[k]; !there {
			obj.Values[k] = v
		}
	}
	return obj
}

// record is the document of that identifier in an answer, or the whole.
func record(body any, id string) any {
	for _, doc := range compare.Records(body) {
		for _, v := range compare.Identifiers(doc) {
			if v == id {
				return doc
			}
		}
	}
	return compare.Unwrap(body)
}
