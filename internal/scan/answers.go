package scan

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// answers counts what of the target's answers was left out. Safe for use by
// several goroutines; the zero value is ready.
type answers struct {
	mu      sync.Mutex
	longer  int            // than is read
	broken  map[string]int // off in their middle, by why
	missing map[string]int // requests without an answer, by why
	away    map[string]int // redirects out of scope, by host
	limited int            // that were a limit for longer than is waited for
	longest time.Duration  // of those
}

// see counts one exchange of the client.
func (a *answers) see(c *wire.Client, ex *wire.Exchange) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.broken == nil {
		a.broken, a.missing, a.away = map[string]int{}, map[string]int{}, map[string]int{}
	}
	switch {
	case ex.Status == 0 && ex.Err != nil:
		a.missing[wentWrong(ex.Err)]++
	case ex.Err != nil:
		a.broken[wentWrong(ex.Err)]++
	case ex.Truncated:
		a.longer++
	}
	if wait, tooLong, ok := ex.Limit(); ok && tooLong && !ex.Request.Burst {
		a.limited++
		a.longest = max(a.longest, wait)
	}
	if _, inScope := c.Location(ex); !inScope && ex.Status/100 == 3 {
		if to, err := url.Parse(ex.Header.Get("Location")); err == nil && to.Host != "" {
			a.away[to.Host]++
		}
	}
}

// wentWrong is a transport failure in a few words, without the ports and
// addresses that differ each time, and without words of the target.
func wentWrong(err error) string {
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "too slow"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.Is(err, syscall.ECONNRESET), errors.Is(err, syscall.EPIPE):
		return "connection reset"
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "connection closed"
	case strings.Contains(err.Error(), "response headers exceeded"):
		return "more than 1 MB of headers"
	}
	return "not HTTP as it should be"
}

// notes say what was left out, the same for the same counts.
func (a *answers) notes() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var notes []string
	add := func(n int, one, many string, args ...any) {
		if n > 0 {
			notes = append(notes, plural(n, one, many)+fmt.Sprintf(args[0].(string), args[1:]...))
		}
	}
	add(a.longer, "answer was", "answers were", " longer than %d MB: the rest was not read", wire.MaxBody>>20)
	add(total(a.broken), "answer did", "answers did", " not come to the end: %s", counted(a.broken))
	add(total(a.missing), "request got", "requests got", " no answer: %s", counted(a.missing))
	add(total(a.away), "redirect led", "redirects led", " out of scope, where nothing is sent: %s", counted(a.away))
	add(a.limited, "answer asked", "answers asked", " for a pause of up to %v, which was not waited for", a.longest.Round(time.Second))
	return notes
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func total(counts map[string]int) int {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return sum
}

// mostCounted kinds are told.
const mostCounted = 5

func counted(counts map[string]int) string {
	var parts []string
	for _, what := range slices.Sorted(maps.Keys(counts)) {
		if len(parts) == mostCounted {
			parts = append(parts, fmt.Sprintf("%d more kinds", len(counts)-mostCounted))
			break
		}
		parts = append(parts, fmt.Sprintf("%s (%d)", what, counts[what]))
	}
	return strings.Join(parts, ", ")
}
