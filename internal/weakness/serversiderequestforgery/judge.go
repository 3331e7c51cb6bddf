package serversiderequestforgery

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/callback"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

const (
	// again is how long the second call may take: the first one came.
	again = 3 * time.Second
	// silence is how long the control may bring no call.
	silence = 300 * time.Millisecond
	// closedPort is one where nobody listens (RFC 863 is long out of use).
	closedPort = "1"
)

// connecting are words of actions that use a stored address.
var connecting = strings.Fields("test ping send trigger deliver fetch sync refresh check verify import pull crawl preview dispatch redeliver")

func connects(op *weakness.Operation) bool {
	last := op.Path[strings.LastIndexByte(op.Path, '/')+1:]
	return slices.ContainsFunc(lexicon.Words(last), func(w string) bool { return slices.Contains(connecting, w) })
}

// judge looks who called, and asks the first that was called for again.
func (l *look) judge(ctx context.Context, op *weakness.Operation, asked *inquiry) error {
	for _, b := range asked.probes {
		if !b.called() {
			continue
		}
		second, hit, err := l.again(ctx, b)
		if err != nil {
			return err
		}
		if second == nil {
			l.p.Inconclusive(op, "the listener was called once and not again for %s", b.at.Place)
			continue
		}
		return l.report(ctx, op, b, second, hit)
	}
	switch {
	case len(asked.probes) == 0 && asked.working:
		l.p.Untested(op, "no request could be made for an address to stand in")
	case len(asked.probes) > 0 && outOfReach(l.p.Callback, asked.probes[0].exchange):
		l.p.Inconclusive(op, "the target runs elsewhere and cannot reach the listener at %s; --callback says where it can", l.p.Callback.Host())
	case !asked.working:
		why := asked.refusal.Error()
		if u, ok := errors.AsType[*world.Unbuildable](asked.refusal); ok {
			why = u.Why
		}
		l.p.Untested(op, "%s", why)
	default:
		var places []string
		for _, b := range asked.probes {
			if name := b.at.String(); !slices.Contains(places, name) {
				places = append(places, name)
			}
		}
		l.p.Clean(op, "nothing connected to the addresses that were given in %s", weakness.List(places))
	}
	return nil
}

// again repeats a probe with another nonce. Nil: no call came.
func (l *look) again(ctx context.Context, first *probe) (*probe, callback.Hit, error) {
	second, err := l.try(ctx, first.who, first.at, first.form, first.base)
	if err != nil {
		return nil, callback.Hit{}, err
	}
	hit, called := second.hit(ctx, again)
	if !called {
		return nil, hit, ctx.Err()
	}
	return second, hit, nil
}

func (l *look) report(ctx context.Context, op *weakness.Operation, first, second *probe, hit callback.Hit) error {
	elsewhere, silent, err := l.elsewhere(ctx, first)
	if err != nil {
		return err
	}
	if !silent {
		l.p.Inconclusive(op, "the listener is called for addresses that are not its own")
		return nil
	}
	severity, verdict := weigh(l.p.Callback, hit)
	shown := []weakness.Shown{
		weakness.Show(first.exchange, "an address of the scan's listener, which is called"),
		weakness.Show(second.exchange, "another one, and it is called again: %s", calls(hit)),
	}
	if second.trigger != nil {
		shown = append(shown, weakness.Show(second.trigger, "it connects to what was stored"))
	}
	made := first.at.put(first.base, first.form, first.form.placeholder, "${callback.port}")
	l.p.Report(weakness.Found{
		Operation: op, Severity: severity, Verdict: verdict, Field: first.at.String(), Identity: first.who.Name,
		Summary:   fmt.Sprintf("%s made the server connect where %s points: %s reached the scan's listener.", first.who, first.at, calls(hit)),
		Exchanges: shown,
		Control:   []weakness.Shown{weakness.Show(elsewhere, "the same with a port where nobody listens: no call")},
		Recipe:    []evidence.Step{l.p.Step(first.who, made, "a call at the listener with the value that only this request carried")},
	})
	return nil
}

// elsewhere sends the same form for an address that is not ours, which must
// bring no call.
func (l *look) elsewhere(ctx context.Context, first *probe) (*wire.Exchange, bool, error) {
	at, f := first.at, first.form
	listener, nonce, err := l.channel(f)
	if err != nil {
		return nil, false, err
	}
	text := strings.ReplaceAll(f.text(listener, nonce), endpoint(listener), net.JoinHostPort(listener.Host(), closedPort))
	port, _ := strconv.Atoi(closedPort)
	ex, err := l.p.Send(ctx, first.who, at.put(first.base, f, text, port))
	if err != nil {
		return nil, false, err
	}
	_, called := listener.Wait(ctx, nonce, silence)
	return ex, !called, ctx.Err()
}

// calls says what arrived, without what differs from scan to scan.
func calls(hit callback.Hit) string {
	switch hit.Kind {
	case callback.HTTP:
		method, _, _ := strings.Cut(hit.Line, " ")
		return "an HTTP " + method
	case callback.MongoDB:
		return "a MongoDB handshake"
	case callback.TLS:
		return "a TLS handshake"
	}
	return "a connection"
}

// weigh tells how bad it is. Who connects to an address inside reaches what
// the caller cannot; calling a public one may be what the API is for.
func weigh(l *callback.Listener, hit callback.Hit) (finding.Severity, finding.Verdict) {
	ip, err := netip.ParseAddr(l.Host())
	inside := l.Host() == "localhost" || err == nil && (ip.IsLoopback() || ip.IsPrivate() || ip.IsLinkLocalUnicast())
	if !inside && hit.Kind != callback.MongoDB {
		return finding.High, finding.Likely
	}
	return finding.Critical, finding.Proven
}
