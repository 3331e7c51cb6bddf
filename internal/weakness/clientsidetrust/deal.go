package clientsidetrust

import (
	"context"
	"encoding/json"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// probe is one operation, its buyer and what is bought.
type probe struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	who    *identity.Identity
	item   *item
	watch  *world.Watch               // of an update: the object that is changed
	before map[string]map[string]bool // records of listings, for what says not what it made
}

// deal is one purchase and what is read of it later.
type deal struct {
	request *request.Request
	sent    *wire.Exchange
	claims  []claim
	looked  *request.Request // nil: nothing shows it
	seen    *wire.Exchange
	doc     any
}

// done tells whether it was accepted and can be read back.
func (d *deal) done() bool { return d.doc != nil }

// strike makes a deal with the request as change returns it.
func (b *probe) strike(ctx context.Context, change func(*request.Request) (*request.Request, []claim)) (*deal, error) {
	about := b.item.object
	if b.watch != nil {
		about = b.watch.Object
	}
	r, canaries, err := b.p.Plant(ctx, b.op, b.who, about)
	if err != nil {
		return nil, err
	}
	d := &deal{}
	d.request, d.claims = change(r)
	if d.sent, err = b.p.Send(ctx, b.who, d.request); err != nil || !world.Succeeded(d.sent) {
		return d, err
	}
	if b.watch != nil {
		d.looked = b.watch.Request
		if d.seen, err = b.watch.After(ctx, d.sent); err == nil {
			d.doc, _ = b.watch.Find(d.seen)
		}
		return d, err
	}
	for _, made := range b.p.Created() {
		if made.Exchange != d.sent {
			continue
		}
		obj := *made // others read it meanwhile
		obj.Canaries = canaries
		watch, err := b.p.Watch(ctx, &obj, nil)
		if world.Stops(err) {
			return nil, err
		}
		if err == nil {
			d.looked, d.seen, d.doc = watch.Request, watch.First, watch.Body
			return d, nil
		}
	}
	return d, b.search(ctx, d)
}

// most listings that are searched for what an operation made.
const mostListings = 3

// search looks for a new record in what shows purchases.
func (b *probe) search(ctx context.Context, d *deal) error {
	first := b.before == nil
	if first {
		b.before = map[string]map[string]bool{}
	}
	asked := 0
	for _, op := range b.p.API.Operations {
		if _, no := b.p.Forbidden(op); no || op.Method != "GET" || len(op.PathParameters()) > 0 || !named(op.Path, purchases) {
			continue
		}
		if asked++; asked > mostListings {
			break
		}
		r, ex, err := b.p.Try(ctx, op, b.who)
		if world.Stops(err) {
			return err
		}
		if err != nil {
			continue
		}
		body, _ := ex.JSON()
		docs := compare.Records(body)
		if docs == nil {
			docs = []any{compare.Unwrap(body)}
		}
		old := b.before[op.String()]
		now := map[string]bool{}
		for _, doc := range docs {
			text, _ := json.Marshal(doc)
			now[string(text)] = true
			if !first && !old[string(text)] && !d.done() {
				d.looked, d.seen, d.doc = r, ex, doc
			}
		}
		b.before[op.String()] = now
	}
	return nil
}

// prepare chooses the buyer and the item, and makes an honest deal. Nil: the
// operation got its entry.
func prepare(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*probe, *deal, error) {
	var last error
	for _, who := range p.Callers(op) {
		for _, res := range kinds(p, op) {
			found, err := catalogue(ctx, p, res, who)
			if world.Stops(err) {
				return nil, nil, err
			}
			if err != nil || found == nil {
				if err != nil {
					last = err
				}
				continue
			}
			b := &probe{p: p, op: op, who: who, item: found}
			honest, err := b.honest(ctx)
			if err == nil || world.Stops(err) {
				return b, honest, err
			}
			last = err
			if found.object.Made {
				// Perhaps one buys only what one has made oneself.
				if _, _, err := p.Try(ctx, op, who); err == nil {
					last = errOwn{res.Name}
				} else if world.Stops(err) {
					return nil, nil, err
				}
			}
		}
	}
	if last == nil {
		p.NotApplicable(op, "what it refers to has no price of its own: the price is the client's to say")
		return nil, nil, nil
	}
	if own, ok := last.(errOwn); ok {
		p.NotApplicable(op, "%v", own)
		return nil, nil, nil
	}
	return nil, nil, last
}

// honest calls the operation once as it is meant, so that the next requests
// are known to work.
func (b *probe) honest(ctx context.Context) (*deal, error) {
	if b.p.Outline.Purpose(b.op) == outline.Update {
		obj, err := b.p.Fresh(ctx, b.p.Outline.Resource(b.op), b.who)
		if err != nil {
			return nil, err
		}
		if b.watch, err = b.p.Watch(ctx, obj, b.op); err != nil {
			return nil, err
		}
		r, ex, err := b.p.Try(ctx, b.op, b.who, obj)
		return &deal{request: r, sent: ex, looked: b.watch.Request, seen: b.watch.First, doc: b.watch.Body}, err
	}
	r, ex, err := b.p.Try(ctx, b.op, b.who, b.item.object)
	if err != nil {
		return nil, err
	}
	d := &deal{request: r, sent: ex}
	for range 2 { // the second time it is known what was there before
		again, err := b.strike(ctx, func(r *request.Request) (*request.Request, []claim) { return r, nil })
		if err != nil || again.done() {
			return again, err
		}
	}
	return d, nil
}
