package missingratelimit

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

const (
	// attempts at one account: more than the 5 to 20 in a short window that
	// are usual for logins.
	attempts = 30
	// reads in one burst: some limits of ordinary calls are 60 a minute.
	reads = 60
	// atOnce is as many as a client that guesses would keep under way.
	atOnce = 8
	// longest that the attempts may take and still be called fast.
	longest = 15 * time.Second
)

// burst is many equal calls.
type burst struct {
	volley
	answers []*wire.Exchange // by time of sending
	mask    compare.Mask     // what changes between two that were sent one after another
}

// send calls as often as the volley has it: twice in turn, the rest side by
// side, and no more once it takes too long.
func send(ctx context.Context, p *weakness.LivePass, who *identity.Identity, r *request.Request, v volley) (*burst, error) {
	r = r.Clone()
	r.Burst = true
	b := &burst{volley: v, answers: make([]*wire.Exchange, v.calls)}
	var bodies []any
	for i := range min(2, v.calls) {
		ex, err := p.Send(ctx, who, r)
		if err != nil {
			return nil, err
		}
		b.answers[i] = ex
		if body, ok := ex.JSON(); ok {
			bodies = append(bodies, body)
		}
		if _, limited := b.limit(); limited {
			b.answers = b.answers[:i+1]
			return b, nil
		}
	}
	b.mask = compare.Volatile(bodies...)
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(atOnce)
	for i := 2; i < v.calls; i++ {
		group.Go(func() error {
			if b.stated != "" && time.Since(b.answers[0].At) > v.within {
				return nil
			}
			ex, err := p.Send(ctx, who, r)
			b.answers[i] = ex
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	b.answers = slices.DeleteFunc(b.answers, func(ex *wire.Exchange) bool { return ex == nil })
	slices.SortStableFunc(b.answers, func(x, y *wire.Exchange) int { return x.At.Compare(y.At) })
	return b, nil
}

var (
	limitHeader = regexp.MustCompile(`(?i)^((x-)?(app-|user-)?rate-?limit(-.*)?|retry-after|x-retry-after)$`)
	limitWords  = regexp.MustCompile(`(?i)too many|rate.?limit|throttl|slow down|try again (later|in)|temporarily|locked|lock.?out|captcha|blocked|attempts (exceeded|left|remaining)|quota`)
)

// limit tells which sign of a limit the answers show, in words.
func (b *burst) limit() (string, bool) {
	for i, ex := range b.answers {
		if ex == nil {
			continue
		}
		// Where it is known what should be allowed, to speak of a limit is not
		// enough.
		if name, ok := header(ex.Header); ok && b.stated == "" {
			return fmt.Sprintf("its answers carry %s", name), true
		}
		switch ex.Status {
		case http.StatusTooManyRequests, http.StatusServiceUnavailable, http.StatusLocked:
			return fmt.Sprintf("it answers %d", ex.Status), true
		}
		first := b.answers[0]
		// What it said is compared last: that reads the whole answer.
		if i > 0 && !ex.OK() && limitWords.MatchString(ex.Text()) && b.said(ex) != b.said(first) {
			return "it says that there were too many attempts", true
		}
	}
	return "", false
}

func header(h http.Header) (string, bool) {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if limitHeader.MatchString(name) {
			return name, true
		}
	}
	return "", false
}

func (b *burst) said(ex *wire.Exchange) string { return world.Digest(ex, b.mask) }

// alike tells whether all answers say the same. Successful ones may differ:
// others change what is listed.
func (b *burst) alike() (string, bool) {
	first := b.answers[0]
	for _, ex := range b.answers {
		if ex.Status != first.Status {
			return fmt.Sprintf("%s first and %s later", world.Status(first), world.Status(ex)), false
		}
		if !world.Succeeded(first) && b.said(ex) != b.said(first) {
			return fmt.Sprintf("%s with different texts", world.Status(first)), false
		}
	}
	return "", true
}

func (b *burst) took() time.Duration {
	last := b.answers[len(b.answers)-1]
	return last.At.Add(last.Elapsed).Sub(b.answers[0].At)
}

// Delays that are meant: far beyond what load does to a server that answers
// eight callers at once.
const (
	growth     = 3
	deliberate = 500 * time.Millisecond
)

// slowed tells whether the later answers took much longer than the first. On a
// busy machine all take long; they rise from fifth to fifth only where that is
// meant.
func (b *burst) slowed() bool {
	third := len(b.answers) / 3
	early, late := median(b.answers[:third]), median(b.answers[len(b.answers)-third:])
	return late-early > deliberate && (late > growth*early || rises(b.answers))
}

// steps of an order that chance brings once in 120 times.
const steps = 5

func rises(exchanges []*wire.Exchange) bool {
	size := len(exchanges) / steps
	if size == 0 {
		return false
	}
	var before time.Duration
	for i := range steps {
		now := median(exchanges[i*size : (i+1)*size])
		if now <= before {
			return false
		}
		before = now
	}
	return true
}

func median(exchanges []*wire.Exchange) time.Duration {
	var times []time.Duration
	for _, ex := range exchanges {
		times = append(times, ex.Elapsed)
	}
	slices.Sort(times)
	return times[len(times)/2]
}

// last is the answer that was sent last.
func (b *burst) last() *wire.Exchange { return b.answers[len(b.answers)-1] }

// clean records how the calls are limited.
func (b *burst) clean(p *weakness.LivePass, op *weakness.Operation, how string) {
	if b.stated != "" {
		how += ", and " + b.stated
	}
	p.Clean(op, "limited: %s", how)
}

// evaluated tells whether every call was taken like the first. Where not, it
// records why; how is the limit that keeps it so, or "".
func (b *burst) evaluated(p *weakness.LivePass, op *weakness.Operation) (how string, yes bool) {
	how, limited := b.limit()
	if !limited && b.slowed() {
		how, limited = "it answers more slowly each time", true
	}
	changed, same := b.alike()
	if !limited && (b.last().Status == 0 || b.last().Status == 403 && !same) {
		how, limited = "it answers "+changed, true
	}
	switch {
	case limited:
		b.clean(p, op, how)
		return how, false
	case !same:
		p.Inconclusive(op, "%d equal calls are answered %s", len(b.answers), changed)
		return "", false
	case b.took() > b.within || len(b.answers) < b.calls:
		p.Inconclusive(op, "%d calls took longer than %v: a limit might not have been reached", b.calls, b.within)
		return "", false
	}
	return "", true
}
