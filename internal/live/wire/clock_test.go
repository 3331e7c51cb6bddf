package wire

import (
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// A Retry-After that is a date is one of the target's clock too.
func TestRetryAfterByTheClockOfTheTarget(t *testing.T) {
	theirs := func() time.Time { return time.Now().Add(-10000 * time.Hour).UTC() }
	seen := 0
	answer := func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", theirs().Format(http.TimeFormat))
		if seen++; seen == 1 {
			w.Header().Set("Retry-After", theirs().Add(7*time.Second).Format(http.TimeFormat))
			w.WriteHeader(http.StatusTooManyRequests)
		}
	}
	inBubble(t, Options{}, answer, func(t *testing.T, c *Client, _ *atomic.Bool) {
		start := time.Now()
		ex := do(t, c, Request{URL: "/a"})
		if took := time.Since(start).Round(time.Second); ex.Status != 200 || took != 7*time.Second {
			t.Errorf("status %d after %v", ex.Status, took)
		}
	})
}
