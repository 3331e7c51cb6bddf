package clientsidetrust

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// settled are states that somebody else decides on, the most telling first.
var settled = []string{"paid", "completed", "complete", "approved", "confirmed", "delivered", "shipped", "active"}

// status claims that the new order is paid for. Only declared states count:
// what is not declared belongs to mass-assignment.
func (b *probe) status(ctx context.Context, honest *deal) (bool, error) {
	if b.watch != nil {
		return false, nil
	}
	for _, f := range settable(b.p, b.op, fields(b.op, honest.request, state)) {
		if f.schema == nil {
			continue
		}
		v, ok := settledValue(f)
		if !ok {
			continue
		}
		without, err := b.strike(ctx, func(r *request.Request) (*request.Request, []claim) {
			c := r.Clone()
			c.Body = compare.Remove(c.Body, f.place.Name)
			return c, nil
		})
		if err != nil {
			return false, err
		}
		if !without.done() || b.says(without, f, v) {
			continue
		}
		var deals [2]*deal
		for i := range deals {
			if deals[i], err = b.strike(ctx, func(r *request.Request) (*request.Request, []claim) { return r.With(f.place, v), nil }); err != nil {
				return false, err
			}
			if !deals[i].done() || !b.says(deals[i], f, v) {
				deals[1] = nil
				break
			}
		}
		if deals[1] == nil {
			continue
		}
		b.tell(weakness.Found{
			Operation: b.op, Severity: finding.Medium, Verdict: finding.Likely, Field: f.place.String(),
			Summary: fmt.Sprintf("%s said %s: %v for a new order, and it is read back; without it the server says otherwise.", b.who, f.name(), v),
			Control: []weakness.Shown{weakness.Show(without.seen, "an order without %s", f.name())},
		}, deals, request.Text(v))
		return true, nil
	}
	return false, nil
}

func settledValue(f field) (any, bool) {
	if f.schema.Is("boolean") {
		return true, true
	}
	if len(f.schema.Enum) == 0 {
		return settled[0], f.schema.Is("string") || len(f.schema.Types) == 0
	}
	for _, s := range settled {
		for _, v := range f.schema.Enum {
			if e, ok := v.(string); ok && strings.EqualFold(e, s) {
				return v, true
			}
		}
	}
	return nil, false
}

// says tells whether the deal's document holds the value under the name.
func (b *probe) says(d *deal, f field, v any) bool {
	return slices.ContainsFunc(compare.Leaves(d.doc), func(leaf compare.Leaf) bool {
		return strings.EqualFold(property(leaf.Pointer), f.name()) && leaf.Value == v
	})
}
