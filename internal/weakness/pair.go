package weakness

import (
	"context"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

// EachPair lets look try the operation with each pair of equals until one of
// them proves something, and reports the surest finding.
func (p *LivePass) EachPair(ctx context.Context, op *Operation, look func(context.Context, world.Pair) (*Found, error)) error {
	pairs := p.PairsFor(op)
	if len(pairs) == 0 {
		p.Inconclusive(op, "no two identities of equal role are alive")
	}
	var best *Found
	for _, pair := range pairs {
		found, err := look(ctx, pair)
		if err != nil {
			return err
		}
		if found != nil && (best == nil || sure(found) < sure(best)) {
			best = found
		}
		if best != nil && best.Verdict == finding.Proven {
			break
		}
	}
	if best != nil {
		p.Report(*best)
	}
	return nil
}

func sure(f *Found) int { return slices.Index(finding.Verdicts, f.Verdict) }
