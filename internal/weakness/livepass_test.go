package weakness

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// many is a pass over that many operations.
func many(operations int) *LivePass {
	model := &api.Model{}
	for i := range operations {
		model.Operations = append(model.Operations, &api.Operation{Method: "GET", Path: fmt.Sprintf("/things%d", i)})
	}
	w := world.New(world.Options{API: model, Masker: evidence.NewMasker()})
	return NewLivePass(&Weakness{ID: "w", Live: &Live{Applies: func(*LivePass, *Operation) string { return "" }}}, w, nil, 2)
}

// What a scan has no budget for any more is not looked at: building the
// requests of twenty thousand operations took minutes.
func TestNothingIsLookedAtAfterTheEnd(t *testing.T) {
	const operations = 1000
	for name, each := range map[string]func(*LivePass, context.Context, func(context.Context, *Operation) error) error{
		"side by side": (*LivePass).Each, "in turn": (*LivePass).EachInTurn,
	} {
		for end, want := range map[string]error{"the budget ends": wire.ErrBudget, "the scan is interrupted": context.Canceled} {
			t.Run(name+", "+end, func(t *testing.T) {
				p := many(operations)
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				var looked atomic.Int32
				err := each(p, ctx, func(context.Context, *Operation) error {
					switch n := looked.Add(1); {
					case n < 10:
						return nil
					case want == wire.ErrBudget:
						return want
					}
					cancel()
					return nil
				})
				if !errors.Is(err, want) || looked.Load() > 20 {
					t.Errorf("%d were looked at; %v", looked.Load(), err)
				}
				_, cells := p.Results("the budget was used up")
				if len(cells) != operations || cells[operations-1].State != finding.Untested || cells[operations-1].Operation != "GET /things999" {
					t.Errorf("%d cells, the last %+v", len(cells), cells[len(cells)-1])
				}
			})
		}
	}
}
