package wire

import (
	"context"
	"errors"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// What a target makes while a scan is interrupted is learned of, where the
// answer comes soon; what was not on its way is not sent any more.
func TestAnswerIsWaitedForAfterTheEnd(t *testing.T) {
	const (
		end  = time.Second // of the context
		soon = end + AnswerTime - time.Second
		late = end + AnswerTime + time.Second
	)
	for name, test := range map[string]struct {
		makes, budget bool
		busy          bool // another request has the only connection
		answers       time.Duration
		answered      bool
		unanswered    bool
		took          time.Duration
	}{
		"answered soon":            {makes: true, answers: soon, answered: true, took: soon},
		"answered late":            {makes: true, answers: late, unanswered: true, took: end + AnswerTime},
		"answered soon, of budget": {makes: true, budget: true, answers: soon, answered: true, took: soon},
		"answered late, of budget": {makes: true, budget: true, answers: late, unanswered: true, took: end + AnswerTime},
		"answered before":          {makes: true, answers: end / 2, answered: true, took: end / 2},
		"makes nothing":            {answers: soon, took: end},
		"not on its way":           {makes: true, busy: true, answers: soon, took: end},
	} {
		t.Run(name, func(t *testing.T) {
			o := Options{Concurrency: 1}
			if test.budget {
				o.Deadline = in(end)
			}
			var seen atomic.Int32
			answer := func(w http.ResponseWriter, r *http.Request) {
				seen.Add(1)
				time.Sleep(test.answers)
			}
			inBubble(t, o, answer, func(t *testing.T, c *Client, _ *atomic.Bool) {
				ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
				if !test.budget {
					ctx, cancel = context.WithTimeout(t.Context(), end)
				}
				defer cancel()
				if test.busy {
					go c.Do(t.Context(), "other", Request{URL: "/other"})
					time.Sleep(time.Millisecond)
				}
				start := time.Now()
				ex, err := c.Do(ctx, "alice", Request{Method: "POST", URL: "/a", Makes: test.makes})
				if took := time.Since(start).Round(100 * time.Millisecond); took != test.took {
					t.Errorf("took %v, want %v", took, test.took)
				}
				if answered := err == nil && ex.Status == 200; answered != test.answered || errors.Is(err, ErrUnanswered) != test.unanswered {
					t.Errorf("%+v, %v", ex, err)
				}
				ends := err == nil || errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrBudget)
				if !ends || err != nil && test.budget != errors.Is(err, ErrBudget) {
					t.Errorf("ended by %v", err)
				}
				if _, err := c.Do(ctx, "alice", Request{Method: "POST", URL: "/b", Makes: true}); time.Since(start) > end && err == nil {
					t.Error("sent after the end")
				}
				if seen.Load() != 1 && test.answers > end {
					t.Errorf("%d requests came", seen.Load())
				}
				time.Sleep(late)
			})
		})
	}
}
