package clientsidetrust

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Create, outline.Update, outline.Action, outline.Other:
	default:
		return "it makes nothing that has a price"
	}
	if op.Reads() || op.Body == nil {
		return "it takes no body"
	}
	if _, admin := p.Outline.Administrative(op); admin {
		return "it is for administrators, who may set prices"
	}
	if len(stated(p, op, &request.Request{Operation: op})) > 0 {
		return ""
	}
	return unpriced(p, op)
}

// unpriced says why the client cannot invent what the operation buys for; ""
// if it can.
func unpriced(p *weakness.LivePass, op *weakness.Operation) string {
	r := &request.Request{Operation: op}
	res := p.Outline.Resource(op)
	offered := named(op.Path, offers) && !named(op.Path, purchases) || res != nil && named(res.Name, offers) && !named(res.Name, purchases)
	bought := named(op.Path, purchases) || len(fields(op, r, func(n string) bool { return named(n, quantities) })) > 0
	switch {
	case len(kinds(p, op)) == 0:
		return "it refers to no item of a catalogue: the price is the client's own to say"
	case offered && p.Outline.Purpose(op) != outline.Action || !bought:
		return "it buys nothing: the price is the client's own to say"
	case p.Outline.Purpose(op) == outline.Update && len(fields(op, r, money)) == 0:
		return "it declares no value that the server should compute"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		var b *probe
		var honest *deal
		var none error // why nothing could be bought
		if unpriced(p, op) == "" {
			if b, honest, none = prepare(ctx, p, op); world.Stops(none) {
				return none
			}
			if b != nil && honest.doc == nil {
				p.Inconclusive(op, "nothing shows %s what it made", b.who)
				b = nil
			}
		}
		if b != nil {
			// The catalogue tells best what a claim is worth.
			for _, try := range []func(context.Context, *deal) (bool, error){b.amounts, b.quantity} {
				if found, err := try(ctx, honest); err != nil || found {
					return err
				}
			}
		}
		byDesign := &believing{p: p, op: op}
		found, tried, err := byDesign.look(ctx)
		switch {
		case world.Stops(err) || found:
			return err
		case b != nil:
			if found, err := b.status(ctx, honest); err != nil || found {
				return err
			}
			p.Clean(op, "invented prices, totals, quantities and states are refused, ignored or computed anew")
		case tried && err == nil:
			p.Clean(op, "values that only the server sets by design are refused, ignored or computed anew")
		case err != nil:
			return err
		case none == nil && !p.Marked(op):
			p.Inconclusive(op, "nothing shows what it made")
		default:
			return none
		}
		return nil
	})
}

// invented are two amounts far below what anything costs; the second pair is
// for items that cost just that.
func invented(price float64) [2]float64 {
	if slices.ContainsFunc([]float64{0.01, 0.07, 1, 7}, func(v float64) bool { return equal(v, price) }) {
		return [2]float64{0.03, 0.09}
	}
	return [2]float64{0.01, 0.07}
}

// amounts claims prices and totals: all of one group at once, because some
// servers compare what the client says with what the client says.
func (b *probe) amounts(ctx context.Context, honest *deal) (bool, error) {
	declared := fields(b.op, honest.request, money)
	found, err := b.groups(ctx, settable(b.p, b.op, slices.Clone(declared)))
	if err != nil || found || b.watch != nil {
		return found, err
	}
	return b.groups(ctx, settable(b.p, b.op, undeclared(honest.doc, honest.request, declared)))
}

func (b *probe) groups(ctx context.Context, all []field) (bool, error) {
	var total, unit, reduced []field
	for _, f := range all {
		switch {
		case !f.numeric():
		case named(f.name(), reductions):
			reduced = append(reduced, f)
		case named(f.name(), sums):
			total = append(total, f)
		default:
			unit = append(unit, f)
		}
	}
	groups := [][]field{slices.Concat(total, unit), total, unit, reduced}
	if len(total) == 0 || len(unit) == 0 {
		groups = [][]field{slices.Concat(total, unit), reduced}
	}
	for i, group := range groups {
		if len(group) == 0 {
			continue
		}
		found, refused, err := b.claim(ctx, group)
		if err != nil || found {
			return found, err
		}
		if i == 0 && !refused && len(groups) > 2 {
			groups[1], groups[2] = nil, nil // they were taken, and had no effect
		}
	}
	return false, nil
}

// claim tells two amounts in the fields and reads them back.
func (b *probe) claim(ctx context.Context, group []field) (found, refused bool, err error) {
	var deals [2]*deal
	for i, amount := range invented(b.item.price) {
		d, err := b.strike(ctx, func(r *request.Request) (*request.Request, []claim) { return put(r, group, amount) })
		if err != nil || !d.done() {
			return false, true, err
		}
		deals[i] = d
		if len(b.stuck(deals[:i+1])) == 0 {
			return false, false, nil
		}
	}
	for _, s := range b.stuck(deals[:]) {
		if _, yes := computed(deals[0].doc, deals[1].doc, s.at, b.item.price, deals[0].claims); yes {
			continue
		}
		b.report(deals, s)
		return true, false, nil
	}
	return false, false, nil
}

// sticking is a claim that every deal shows at the same place.
type sticking struct {
	index int // of the claim
	at    string
}

func (b *probe) stuck(deals []*deal) []sticking {
	var found []sticking
	for i, c := range deals[0].claims {
		for _, at := range c.readBack(deals[0].doc, deals[0].claims) {
			if len(deals) == 1 || slices.Contains(deals[1].claims[i].readBack(deals[1].doc, deals[1].claims), at) {
				found = append(found, sticking{i, at})
				break
			}
		}
	}
	return found
}

func (b *probe) report(deals [2]*deal, s sticking) {
	first, second := deals[0].claims[s.index], deals[1].claims[s.index]
	f := weakness.Found{
		Operation: b.op, Severity: finding.High, Verdict: finding.Proven, Field: first.place.String(),
		Summary: fmt.Sprintf("%s named %s %s and %s in %s, and both are read back; the catalogue asks %s for the item.",
			b.who, first.name(), text(first.value), text(second.value), first.place, text(b.item.price)),
	}
	if w := byServer(b.p, b.op, first.field); w != nil {
		f.Summary = fmt.Sprintf("%s %s says that only the server sets %s.", f.Summary, w.Place, w.Text)
	} else if named(first.name(), reductions) && !moved(deals) {
		f.Severity, f.Verdict = finding.Medium, finding.Likely
		f.Summary = fmt.Sprintf("%s named %s %s and %s in %s, and both are read back.", b.who, first.name(), text(first.value), text(second.value), first.place)
	}
	b.tell(f, deals, text(first.value))
}

// moved tells whether a sum follows the reduction.
func moved(deals [2]*deal) bool {
	return slices.ContainsFunc(compare.Leaves(deals[0].doc), func(leaf compare.Leaf) bool {
		a, ok := number(leaf.Value)
		other, _ := compare.Get(deals[1].doc, leaf.Pointer)
		c, ok2 := number(other)
		return ok && ok2 && named(property(leaf.Pointer), sums) && !equal(a, c)
	})
}

// tell adds to a finding what all have.
func (b *probe) tell(f weakness.Found, deals [2]*deal, expect string) {
	f.Identity = b.who.Name
	for _, d := range deals {
		f.Exchanges = append(f.Exchanges,
			weakness.Show(d.sent, "%s invents the value", b.who),
			weakness.Show(d.seen, "it is read back later"))
	}
	if len(f.Control) == 0 {
		f.Control = []weakness.Shown{weakness.Show(b.item.shown, "the catalogue says %s: %s", b.item.name, text(b.item.price))}
	}
	about := []*world.Object{b.item.object}
	if b.watch != nil {
		about = append(about, b.watch.Object)
		f.Recipe = b.p.Made(b.watch.Object)
	}
	f.Recipe = slices.Concat(f.Recipe, []evidence.Step{
		b.p.Step(b.who, deals[0].request, "2xx, though the value is invented", about...),
		b.p.Step(b.who, deals[0].looked, expect+" is read back", about...),
	})
	b.p.Report(f)
}

func text(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
