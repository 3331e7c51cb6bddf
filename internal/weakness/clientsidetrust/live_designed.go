package clientsidetrust

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// mostStated is how many values that only the server sets are tried in one
// operation.
const mostStated = 4

// stated are the values of a request that, by the design, only the server
// sets, though the contract offers them. What it does not offer is
// mass-assignment's, and so are accounts.
func stated(p *weakness.LivePass, op *weakness.Operation, r *request.Request) []field {
	res := p.Designed(op, nil)
	switch p.Outline.Purpose(op) {
	case outline.Create, outline.Update:
	default:
		return nil
	}
	if res == nil || len(res.Computed) == 0 || p.Outline.Resource(op) == nil || p.Outline.Resource(op) == p.Outline.Accounts {
		return nil
	}
	all := fields(op, r, func(string) bool { return true })
	return slices.DeleteFunc(all, func(f field) bool { return byServer(p, op, f) == nil })
}

// byServer is the entry of the design that says that only the server sets the
// field; nil for none.
func byServer(p *weakness.LivePass, op *weakness.Operation, f field) *design.Word {
	res := p.Designed(op, nil)
	if res == nil {
		return nil
	}
	return design.Listed(res.Computed, f.place.Name)
}

// settable leaves out the fields that the design lets a request set.
func settable(p *weakness.LivePass, op *weakness.Operation, all []field) []field {
	res := p.Designed(op, nil)
	return slices.DeleteFunc(all, func(f field) bool {
		may, known, _ := res.MaySet(f.place.Name)
		return known && may
	})
}

// believing tries what only the server sets by design.
type believing struct {
	p   *weakness.LivePass
	op  *weakness.Operation
	who *identity.Identity
}

// wrote is one write and how its object is read afterwards.
type wrote struct {
	deal
	object *world.Object
}

// look reports the first value that is believed; tried tells whether there was
// one to try.
func (b *believing) look(ctx context.Context) (found, tried bool, err error) {
	if len(stated(b.p, b.op, &request.Request{Operation: b.op})) == 0 || len(b.p.Low()) == 0 {
		return false, false, nil
	}
	b.who = b.p.LowFor(b.op)[0]
	honest, err := b.write(ctx, func(r *request.Request) *request.Request { return r })
	if err != nil || !honest.done() {
		return false, false, err
	}
	all := stated(b.p, b.op, honest.request)
	for _, f := range all[:min(mostStated, len(all))] {
		if found, err = b.believes(ctx, f, honest); found || err != nil {
			return found, true, err
		}
	}
	return false, true, nil
}

// believes writes two values that the server did not choose, and looks for
// them; without the field the server says otherwise.
func (b *believing) believes(ctx context.Context, f field, honest *wrote) (bool, error) {
	now, _ := honest.request.Value(f.place)
	first, second := b.invent(f, now)
	if first == nil {
		return false, nil
	}
	without, err := b.write(ctx, func(r *request.Request) *request.Request {
		r = r.Clone()
		r.Body = compare.Remove(r.Body, f.place.Name)
		return r
	})
	if err != nil {
		return false, err
	}
	if !without.done() {
		without = honest // it cannot be left out: two values say enough
	}
	if says(without.doc, f, first) || says(without.doc, f, second) {
		return false, nil
	}
	var deals [2]*wrote
	for i, v := range []any{first, second} {
		deals[i], err = b.write(ctx, func(r *request.Request) *request.Request { return r.With(f.place, v) })
		if err != nil || !deals[i].done() || !says(deals[i].doc, f, v) {
			return false, err
		}
	}
	b.report(f, deals, [2]any{first, second}, without)
	return true, nil
}

func (b *believing) report(f field, deals [2]*wrote, values [2]any, without *wrote) {
	w := byServer(b.p, b.op, f)
	named := fmt.Sprintf("%s named %s %s and %s in %s, and both are read back", b.who, f.name(), request.Text(values[0]), request.Text(values[1]), f.place)
	if values[0] == values[1] {
		named = fmt.Sprintf("%s named %s %s in %s, twice, and it is read back", b.who, f.name(), request.Text(values[0]), f.place)
	}
	found := weakness.Found{
		Operation: b.op, Severity: finding.Medium, Verdict: finding.Proven, Field: f.place.String(), Identity: b.who.Name,
		Summary: fmt.Sprintf("%s; %s says that only the server sets %s.", named, w.Place, w.Text),
		Control: []weakness.Shown{weakness.Show(without.seen, "without it the server says otherwise")},
	}
	if name := f.name(); money(name) || state(name) || lexicon.Computed(name) || lexicon.Privileged(name) {
		found.Severity = finding.High
	}
	for _, d := range deals {
		found.Exchanges = append(found.Exchanges, weakness.Show(d.sent, "%s invents the value", b.who), weakness.Show(d.seen, "it is read back later"))
	}
	var about []*world.Object
	if o := deals[0].object; o != nil {
		about = append(about, o)
		if b.p.Outline.Purpose(b.op) == outline.Update {
			found.Recipe = b.p.Made(o)
		}
	}
	found.Recipe = slices.Concat(found.Recipe, []evidence.Step{
		b.p.Step(b.who, deals[0].request, "2xx, though the value is invented", about...),
		b.p.Step(b.who, deals[0].looked, request.Text(values[0])+" is read back", about...),
	})
	b.p.Report(found)
}

// write makes an object, or changes a fresh one, and reads it.
func (b *believing) write(ctx context.Context, change func(*request.Request) *request.Request) (*wrote, error) {
	if b.p.Outline.Purpose(b.op) == outline.Update {
		return b.update(ctx, change)
	}
	if _, err := b.p.Base(ctx, b.op, b.who); err != nil {
		return nil, err
	}
	r, canaries, err := b.p.Plant(ctx, b.op, b.who)
	if err != nil {
		return nil, err
	}
	w := &wrote{deal: deal{request: change(r)}}
	if w.sent, err = b.p.Send(ctx, b.who, w.request); err != nil || !world.Succeeded(w.sent) {
		return w, err
	}
	for _, made := range b.p.Created() {
		if made.Exchange != w.sent {
			continue
		}
		obj := *made // others read it meanwhile
		obj.Canaries = canaries
		w.object = &obj
		watch, err := b.p.Watch(ctx, &obj, nil)
		if world.Stops(err) {
			return nil, err
		}
		if err == nil {
			w.looked, w.seen, w.doc = watch.Request, watch.First, watch.Body
		}
		return w, nil
	}
	return w, nil
}

func (b *believing) update(ctx context.Context, change func(*request.Request) *request.Request) (*wrote, error) {
	res, ok := b.p.Target(b.op)
	if !ok {
		return &wrote{}, nil
	}
	obj, err := b.p.Fresh(ctx, res, b.who)
	if err != nil {
		return nil, err
	}
	watch, err := b.p.Watch(ctx, obj, b.op)
	if err != nil {
		return nil, err
	}
	r, _, err := b.p.Plant(ctx, b.op, b.who, obj)
	if err != nil {
		return nil, err
	}
	w := &wrote{object: obj, deal: deal{request: change(r), looked: watch.Request}}
	if w.sent, err = b.p.Send(ctx, b.who, w.request); err != nil || !world.Succeeded(w.sent) {
		return w, err
	}
	if w.seen, err = watch.After(ctx, w.sent); err == nil {
		w.doc, _ = watch.Find(w.seen)
	}
	return w, err
}

// invent are two values that the server did not choose; equal where there is
// only one, nil where there is none.
func (b *believing) invent(f field, now any) (first, second any) {
	s := f.schema
	if s != nil && len(s.Enum) > 0 {
		others := slices.DeleteFunc(slices.Clone(s.Enum), func(v any) bool { return v == nil || compare.Equal(v, now, nil) })
		if len(others) == 0 {
			return nil, nil
		}
		return others[len(others)-1], others[0]
	}
	kind := s.Type()
	if s != nil && s.Format != "" && kind == "string" {
		return nil, nil // a date, an address: they come back in other forms
	}
	switch v := now.(type) {
	case bool:
		return !v, !v
	case float64:
		kind = "number"
	case string:
		kind = "string"
	}
	switch kind {
	case "boolean":
		return true, true
	case "integer", "number":
		return b.within(s, 4211, 0), b.within(s, 7817, 1)
	case "string":
		return b.p.Random(), b.p.Random()
	}
	return nil, nil
}

// within is the number, or one that the contract allows.
func (b *believing) within(s *api.Schema, n, less float64) float64 {
	if s != nil && s.Maximum != nil && n > *s.Maximum {
		return *s.Maximum - less
	}
	return n
}

// says tells whether a document holds the value under the field's name.
func says(doc any, f field, v any) bool {
	return slices.ContainsFunc(compare.Leaves(doc), func(leaf compare.Leaf) bool {
		return strings.EqualFold(property(leaf.Pointer), f.name()) && request.Text(leaf.Value) == request.Text(v)
	})
}
