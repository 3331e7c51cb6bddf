package weaktoken

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// report tells of all operations at once: one check of tokens serves an API.
// The gravest forgery is told.
func (t *tester) report(ctx context.Context) error {
	if len(t.hits) == 0 {
		return t.endless(ctx)
	}
	order := map[*weakness.Operation]int{}
	for i, op := range t.p.API.Operations {
		order[op] = i
	}
	slices.SortFunc(t.hits, func(a, b hit) int { return order[a.op] - order[b.op] })
	first := slices.MinFunc(t.hits, func(a, b hit) int { return a.forgery.rank - b.forgery.rank })
	var also []*weakness.Operation
	for _, h := range t.hits {
		also = append(also, h.op)
	}
	step := t.p.Step(first.who, first.request, "the same as with the token that was issued")
	step.As = first.who.Name + " (" + first.forgery.how + ")"
	t.p.Report(weakness.Found{
		Operation: first.op, Also: also, WholeAPI: true, Severity: finding.Critical, Verdict: finding.Proven, Identity: first.who.Name, Field: first.forgery.field,
		Summary: fmt.Sprintf("%s takes a token of %s %s: whoever writes one is whoever they like.", first.op, first.who, first.forgery.how),
		Exchanges: []weakness.Shown{
			weakness.Show(first.with, "%s with the token that was issued", first.who),
			weakness.Show(first.theirs, "the same with a token %s", first.forgery.how),
		},
		Control: []weakness.Shown{
			weakness.Show(first.refused, "%s", first.forgery.control),
			weakness.Show(first.nobody, "without a token it is refused"),
		},
		Recipe: append(t.p.SignedUp(first.who), t.p.Step(first.who, first.request, "2xx"), step),
	})
	return nil
}

// endless tells of tokens that never expire. That they are valid for ever is
// what they say; nobody waited.
func (t *tester) endless(ctx context.Context) error {
	who := t.holders[0]
	claims := identity.Claims(carried(who.Credential()).token)
	if claims == nil || claims["exp"] != nil {
		return nil
	}
	for _, op := range t.p.API.Operations {
		if applies(t.p, op) != "" {
			continue
		}
		base, err := t.p.Base(ctx, op, who)
		if world.Stops(err) {
			return err
		}
		if err != nil {
			continue
		}
		t.p.Report(weakness.Found{
			Operation: op, WholeAPI: true, Severity: finding.Low, Verdict: finding.Likely, Identity: who.Name, Field: "exp",
			Summary:   fmt.Sprintf("The token of %s has no exp claim: who gets hold of it can use it for ever.", who),
			Exchanges: []weakness.Shown{weakness.Show(base.Exchange, "%s is answered with a token that does not end", who)},
			Recipe:    append(t.p.SignedUp(who), t.p.Step(who, base.Request, "2xx with a token whose payload has no exp")),
		})
		return nil
	}
	return nil
}
