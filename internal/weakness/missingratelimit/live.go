package missingratelimit

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.Reset:
		return ""
	}
	if !sample(p, op) {
		return "a burst of cheap reads of another operation stands for it"
	}
	return ""
}

// sample tells whether the operation may stand for the API: a read that costs
// the target little.
func sample(p *weakness.LivePass, op *weakness.Operation) bool {
	if op.Method != "GET" || len(op.PathParameters()) > 0 {
		return false
	}
	if _, admin := p.Outline.Administrative(op); admin {
		return false
	}
	switch p.Outline.Purpose(op) {
	case outline.Self, outline.List:
		return true
	}
	return false
}

func live(ctx context.Context, p *weakness.LivePass) error {
	var samples []*weakness.Operation
	limited := ""
	err := p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		var how string
		var err error
		switch p.Outline.Purpose(op) {
		case outline.Login:
			how, err = login(ctx, p, op)
		case outline.Reset:
			how, err = reset(ctx, p, op)
		default:
			samples = append(samples, op)
		}
		if how != "" {
			limited = fmt.Sprintf("%s is limited", op)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.SortStableFunc(samples, func(a, b *weakness.Operation) int { return rank(p, a) - rank(p, b) })
	return elsewhere(ctx, p, samples, limited)
}

// rank prefers what reads one small document.
func rank(p *weakness.LivePass, op *weakness.Operation) int {
	if p.Outline.Purpose(op) == outline.Self {
		return 0
	}
	return 1
}

// elsewhere calls one operation often, for all that are neither logins nor
// resets. What limits logins is a limiter: that it allows more elsewhere is
// no sign.
func elsewhere(ctx context.Context, p *weakness.LivePass, samples []*weakness.Operation, limited string) error {
	done := ""
	v, why := usual(reads), ""
	if l := p.Outline.Intent.Bounds().Default; l.Requests > 0 {
		v, why = ofDesign(p, l, mostReads)
		limited = "" // that logins are limited says nothing of a limit for all
	}
	for _, op := range samples {
		if done != "" {
			p.NotApplicable(op, "the burst at %s stands for it", done)
			continue
		}
		if limited != "" {
			p.Clean(op, "the API has a limiter: %s", limited)
			done = op.String()
			continue
		}
		if why != "" {
			p.Untested(op, "%s", why)
			continue
		}
		base, err := p.BaseAny(ctx, op)
		if err != nil {
			if world.Stops(err) {
				return err
			}
			p.Untested(op, "%v", err)
			continue
		}
		b, err := send(ctx, p, base.Who, base.Request, v)
		if err != nil {
			return err
		}
		done = op.String()
		if _, yes := b.evaluated(p, op); !yes {
			continue
		}
		f := weakness.Found{
			Operation: op, Severity: finding.Low, Verdict: finding.Possible, Identity: base.Who.Name, WholeAPI: true,
			Summary:   fmt.Sprintf("%d calls of %s in a few seconds were all answered %s, and nothing in the answers speaks of a limit; one above that is possible.", b.calls, op, world.Status(b.last())),
			Exchanges: []weakness.Shown{weakness.Show(b.last(), "the last of %d calls", b.calls)},
			Recipe:    repeated(p.Step(base.Who, base.Request, "2xx"), b.calls),
		}
		if b.stated != "" {
			f.Summary = fmt.Sprintf("%s: all were answered %s.", b.told("calls of "+op.String()), world.Status(b.last()))
			f.Severity, f.Verdict = finding.Medium, finding.Likely
			if b.sure {
				f.Verdict = finding.Proven
			}
		}
		p.Report(f)
	}
	return nil
}
