package wire

import (
	"context"
	"net/http"
	"strconv"
	"sync"
	"time"
)

// Patience with limits and with a target that suffers.
const (
	maxRetries   = 3                      // of one request that meets a limit
	maxWait      = 15 * time.Second       // for one limit; a longer Retry-After is not waited for
	firstBackoff = 250 * time.Millisecond // doubles with each try
	maxBackoff   = 4 * time.Second        // between tries at a target that suffers

	// deafAfter rounds without a connection, or downAfter rounds of transport
	// failures of any kind, are the end. The first is about 8 s: a server that
	// restarts is back by then. The second is larger because one slow
	// operation, tried many times, says little about the target.
	deafAfter = 6
	downAfter = 20

	// hungAfter rounds without an end to any answer, on as many as hungPaths
	// paths, are the end too: a server that hangs answers nothing, and each
	// round takes as long as the time-out is.
	hungAfter = 4
	hungPaths = 3
)

// budget is how much may still be sent.
type budget struct {
	mu       sync.Mutex
	deadline time.Time
	max      int // 0: no bound
	used     int // of max
	total    int
}

func (b *budget) bound(ctx context.Context) (context.Context, context.CancelFunc) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.deadline.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadlineCause(ctx, b.deadline, ErrBudget)
}

func (b *budget) take() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.max > 0 && b.used >= b.max {
		return false
	}
	b.used++
	b.total++
	return true
}

func (b *budget) count() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.total
}

func (b *budget) renew(deadline time.Time, max int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.deadline, b.max, b.used = deadline, max, 0
}

// limits remembers until when the target wants silence, by identity and path.
type limits struct {
	mu    sync.Mutex
	times map[string]time.Time
}

func (l *limits) close(key string, d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.times == nil {
		l.times = make(map[string]time.Time)
	}
	if until := time.Now().Add(d); until.After(l.times[key]) {
		l.times[key] = until
	}
}

func (l *limits) until(key string) time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	until := l.times[key]
	if !time.Now().Before(until) {
		delete(l.times, key)
		return time.Time{}
	}
	return until
}

// retryAfter tells whether ex is a limit, and how long to wait before try
// number tries+1. A 503 without Retry-After is an answer: it may be what an
// attack did.
func retryAfter(ex *Exchange, tries int) (time.Duration, bool) {
	field := ex.Header.Get("Retry-After")
	switch {
	case ex.Status == http.StatusTooManyRequests:
	case ex.Status == http.StatusServiceUnavailable && field != "":
	default:
		return 0, false
	}
	// RFC 9110, section 10.2.3: seconds or a date.
	if seconds, err := strconv.ParseUint(field, 10, 31); err == nil {
		return max(time.Duration(seconds)*time.Second, firstBackoff), true
	}
	if at, err := http.ParseTime(field); err == nil {
		// It is a date of the target's clock, which may be a year off.
		now := time.Now()
		if theirs, err := http.ParseTime(ex.Header.Get("Date")); err == nil {
			now = theirs
		}
		return max(at.Sub(now), firstBackoff), true
	}
	return firstBackoff << tries, true
}

// Limit tells whether the answer is a limit, for how long the target wants
// silence, and whether that is longer than it is waited for.
func (e *Exchange) Limit() (wait time.Duration, tooLong, ok bool) {
	wait, ok = retryAfter(e, 0)
	return wait, wait > maxWait, ok
}

func worthWaiting(ctx context.Context, d time.Duration) bool {
	end, ok := ctx.Deadline()
	return d <= maxWait && (!ok || d < time.Until(end))
}

// health is what transport failures in a row say about the target. They are
// counted in rounds: of several requests that were under way at once only
// one counts, since one restart fails them all.
type health struct {
	mu     sync.Mutex
	round  int             // of all; only tells what was under way at once
	rounds int             // of failures in a row
	deaf   int             // of them without a connection
	paths  map[string]bool // of those in a row that timed out
	wait   time.Time       // nothing is sent before
}

// begin is the round of a request that is now sent.
func (h *health) begin() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.round
}

func (h *health) answered() {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.over() {
		h.rounds, h.deaf, h.paths, h.wait = 0, 0, nil, time.Time{}
	}
}

// over tells whether the target is given up. The caller holds the lock.
func (h *health) over() bool {
	return h.rounds >= downAfter || h.deaf >= deafAfter || h.rounds >= hungAfter && len(h.paths) >= hungPaths
}

// timedOut counts a path on which no answer came to its end in time.
func (h *health) timedOut(path string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.paths == nil {
		h.paths = map[string]bool{}
	}
	h.paths[path] = true
}

// failed counts the failure of a request that began in that round.
func (h *health) failed(round int, deaf bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if round != h.round {
		return
	}
	h.round++
	h.rounds++
	if deaf {
		h.deaf++
	} else {
		h.deaf = 0
	}
	if h.rounds > 1 { // a single one is the request's own
		h.wait = time.Now().Add(min(firstBackoff<<min(h.rounds-2, 10), maxBackoff))
	}
}

func (h *health) until() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.over() {
		return time.Time{}
	}
	return h.wait
}

func (h *health) down() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.over()
}

func (h *health) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.rounds, h.deaf, h.paths, h.wait = 0, 0, nil, time.Time{}
}
