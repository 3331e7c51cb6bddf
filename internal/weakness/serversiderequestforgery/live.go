package serversiderequestforgery

import (
	"context"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// patience is how long a call may come after the last request: for targets
// that connect in the background.
const patience = 1500 * time.Millisecond

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if len(addresses(p, op, nil)) == 0 {
		return "it takes no address that the server could connect to"
	}
	return ""
}

// look is one pass over all operations: all are asked first, then there is
// one wait for calls, then each is judged.
type look struct {
	p       *weakness.LivePass
	mu      sync.Mutex
	asked   map[*weakness.Operation]*inquiry
	private []*callback.Listener
}

// inquiry is what one operation was asked.
type inquiry struct {
	probes  []*probe
	working bool // an honest request, or one of ours, was answered 2xx
	refusal error
}

// probe is one address of ours at one place.
type probe struct {
	who      *identity.Identity
	at       address
	form     form
	base     *request.Request
	nonce    string
	listener *callback.Listener // of its own where the form holds no nonce
	exchange *wire.Exchange
	trigger  *wire.Exchange // of what was asked to use the address afterwards
}

func live(ctx context.Context, p *weakness.LivePass) error {
	l := &look{p: p, asked: map[*weakness.Operation]*inquiry{}}
	defer func() {
		for _, own := range l.private {
			own.Close()
		}
	}()
	err := p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		if p.Callback == nil {
			p.Inconclusive(op, "no listener could be opened that the target might call")
			return nil
		}
		if why := costly(p, op); why != "" {
			p.Untested(op, "%s", why)
			return nil
		}
		return l.ask(ctx, op)
	})
	if err != nil || len(l.asked) == 0 {
		return err
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(patience):
	}
	for _, op := range p.API.Operations {
		if asked := l.asked[op]; asked != nil {
			if err := l.judge(ctx, op, asked); err != nil {
				return err
			}
		}
	}
	return nil
}

// costly says why an operation is not asked again and again.
func costly(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.SignUp:
		return "each address would take a new account"
	case outline.Login, outline.Refresh:
		return "login attempts are kept for other checks"
	case outline.Reset:
		return "it may send mail to people"
	}
	return ""
}

// ask puts addresses of ours into the operation, as those who may call it.
func (l *look) ask(ctx context.Context, op *weakness.Operation) error {
	asked := &inquiry{}
	callers := l.p.Callers(op)
	for i, who := range callers {
		r, as, err := l.p.Prepare(ctx, op, who)
		if err != nil {
			if world.Stops(err) {
				return err
			}
			asked.refusal = err
			continue
		}
		denied, err := l.send(ctx, asked, as, r, i < len(callers)-1)
		if err != nil {
			return err
		}
		if !denied {
			break
		}
	}
	if !asked.working {
		// The rest of the request may be what was refused. The honest call
		// comes only now: its address is somebody else's.
		base, err := l.p.BaseAny(ctx, op)
		switch {
		case world.Stops(err):
			return err
		case err != nil:
			asked.refusal = err
		default:
			asked.working = true
			if l.p.Outline.Purpose(op) != outline.Delete {
				if _, err := l.send(ctx, asked, base.Who, base.Request, false); err != nil {
					return err
				}
			}
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.asked[op] = asked
	return nil
}

// send makes the probes of one identity. It ends early, and says so, where
// the first is denied and somebody else may be allowed.
func (l *look) send(ctx context.Context, asked *inquiry, who *identity.Identity, r *request.Request, others bool) (denied bool, err error) {
	for _, at := range addresses(l.p, r.Operation, r) {
		for _, f := range at.forms() {
			b, err := l.try(ctx, who, at, f, r)
			if err != nil {
				return false, err
			}
			asked.probes = append(asked.probes, b)
			if s := b.exchange.Status; others && (s == 401 || s == 403) {
				return true, nil
			}
			if world.Succeeded(b.exchange) {
				asked.working = true
			}
			if b.called() {
				return false, nil
			}
		}
	}
	return false, nil
}

// try sends one address.
func (l *look) try(ctx context.Context, who *identity.Identity, at address, f form, base *request.Request) (*probe, error) {
	listener, nonce, err := l.channel(f)
	if err != nil {
		return nil, err
	}
	b := &probe{who: who, at: at, form: f, base: base, nonce: nonce, listener: listener}
	return b, l.fire(ctx, b, at.put(base, f, f.text(listener, nonce), listener.Port()))
}

// channel is a listener and the nonce by which a call is known for that of
// one address; none is needed at a listener of its own.
func (l *look) channel(f form) (*callback.Listener, string, error) {
	if !f.private {
		return l.p.Callback, l.p.Random(), nil
	}
	own, err := callback.Listen(net.JoinHostPort(l.p.Callback.Host(), "0"))
	if err != nil {
		return nil, "", err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.private = append(l.private, own)
	return own, "", nil
}

// fire sends the request, and then what uses stored addresses.
func (l *look) fire(ctx context.Context, b *probe, r *request.Request) error {
	var err error
	if b.exchange, err = l.p.Send(ctx, b.who, r); err != nil || b.called() || !world.Succeeded(b.exchange) {
		return err
	}
	b.trigger, err = l.useStored(ctx, b)
	return err
}

func (b *probe) called() bool { return len(b.listener.Hits(b.nonce)) > 0 }

// hit waits for the call that only this probe can have caused.
func (b *probe) hit(ctx context.Context, atMost time.Duration) (callback.Hit, bool) {
	return b.listener.Wait(ctx, b.nonce, atMost)
}

// useStored calls an action of the object that the probe made, if its name
// says that it connects: POST /webhooks/{id}/test.
func (l *look) useStored(ctx context.Context, b *probe) (*wire.Exchange, error) {
	created := l.p.Created()
	i := slices.IndexFunc(created, func(o *world.Object) bool { return o.Exchange == b.exchange })
	if i < 0 {
		return nil, nil
	}
	for _, action := range created[i].Resource.Actions {
		if _, no := l.p.Forbidden(action); no || !connects(action) || len(addresses(l.p, action, nil)) > 0 {
			continue
		}
		r, err := l.p.Build(ctx, action, b.who, created[i])
		if err == nil {
			return l.p.Send(ctx, b.who, r)
		}
		if world.Stops(err) {
			return nil, err
		}
	}
	return nil, nil
}

// outOfReach tells whether the target runs elsewhere and our listener can be
// reached from this machine alone.
func outOfReach(l *callback.Listener, ex *wire.Exchange) bool {
	u, err := url.Parse(ex.Request.URL)
	return err == nil && loopback(l.Host()) && !loopback(u.Hostname())
}

func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}
