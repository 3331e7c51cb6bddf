package clientsidetrust

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// quantity buys fewer than none.
func (b *probe) quantity(ctx context.Context, honest *deal) (bool, error) {
	if b.watch != nil {
		return false, nil
	}
	for _, f := range fieldsNamed(honest.request, quantities) {
		var deals [2]*deal
		for i := range deals {
			n := float64(-1 - i)
			d, err := b.strike(ctx, func(r *request.Request) (*request.Request, []claim) {
				return r.With(f.place, n), []claim{{f, n}}
			})
			if err != nil {
				return false, err
			}
			if !d.done() || !negative(d.doc, n) {
				break
			}
			deals[i] = d
		}
		if deals[1] == nil {
			continue
		}
		b.tell(weakness.Found{
			Operation: b.op, Severity: finding.High, Verdict: finding.Proven, Field: f.place.String(),
			Summary: fmt.Sprintf("%s bought -1 and then -2 of an item that costs %s, and both are read back.", b.who, text(b.item.price)),
		}, deals, "-1")
		return true, nil
	}
	return false, nil
}

// negative tells whether a document holds that quantity, or a sum below
// nothing.
func negative(doc any, n float64) bool {
	return slices.ContainsFunc(compare.Leaves(doc), func(leaf compare.Leaf) bool {
		v, ok := number(leaf.Value)
		name := property(leaf.Pointer)
		return ok && (equal(v, n) && named(name, quantities) || v < 0 && money(name) && named(name, sums))
	})
}
