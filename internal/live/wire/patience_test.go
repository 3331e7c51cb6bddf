package wire

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// pipes is a network inside a synctest bubble, where time is not real and
// sockets are not allowed.
type pipes struct {
	conns  chan net.Conn
	closed chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case c := <-p.conns:
		return c, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.closed); return nil }
func (p *pipes) Addr() net.Addr { return &net.TCPAddr{} }

// inBubble runs test with a client whose only target is h. While refuse is
// true, no connection can be made.
func inBubble(t *testing.T, o Options, h http.HandlerFunc, test func(t *testing.T, c *Client, refuse *atomic.Bool)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		server := &http.Server{Handler: h, ErrorLog: log.New(io.Discard, "", 0)}
		go server.Serve(p)
		var refuse atomic.Bool
		if !o.Deadline.IsZero() { // given as time from the epoch
			o.Deadline = time.Now().Add(o.Deadline.Sub(time.Time{}))
		}
		c := newClient(t, "http://127.0.0.1", o)
		c.transport.DialContext = func(ctx context.Context, _, _ string) (net.Conn, error) {
			if refuse.Load() {
				return nil, errors.New("connection refused")
			}
			here, there := net.Pipe()
			select {
			case p.conns <- there:
				return here, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		test(t, c, &refuse)
		c.Close()
		server.Close()
	})
}

// in is a Deadline for [inBubble].
func in(d time.Duration) time.Time { return time.Time{}.Add(d) }

// limit answers the n first requests of each path with status.
func limit(n int32, status int, retryAfter func() string) http.HandlerFunc {
	var mu sync.Mutex
	seen := map[string]int32{}
	return func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		seen[r.URL.Path]++
		limited := seen[r.URL.Path] <= n
		mu.Unlock()
		if limited {
			if s := retryAfter(); s != "" {
				w.Header().Set("Retry-After", s)
			}
			w.WriteHeader(status)
		}
	}
}

func always(s string) func() string { return func() string { return s } }

func TestLimits(t *testing.T) {
	tests := []struct {
		name    string
		handler http.HandlerFunc
		o       Options
		burst   bool
		status  int
		limited int
		took    time.Duration
	}{
		{name: "seconds", handler: limit(1, 429, always("7")), status: 200, limited: 1, took: 7 * time.Second},
		{name: "date", handler: limit(1, 429, func() string { return time.Now().Add(9 * time.Second).UTC().Format(http.TimeFormat) }), status: 200, limited: 1, took: 9 * time.Second},
		{name: "date in the past", handler: limit(1, 429, always("Fri, 01 Jan 1999 00:00:00 GMT")), status: 200, limited: 1, took: firstBackoff},
		{name: "zero", handler: limit(1, 429, always("0")), status: 200, limited: 1, took: firstBackoff},
		{name: "nothing", handler: limit(2, 429, always("")), status: 200, limited: 2, took: 3 * firstBackoff},
		{name: "nonsense", handler: limit(1, 429, always("-5 apples")), status: 200, limited: 1, took: firstBackoff},
		{name: "longer than patience", handler: limit(1, 429, always("16")), status: 429},
		{name: "absurdly long", handler: limit(1, 429, always("99999999999999999999")), status: 200, limited: 1, took: firstBackoff},
		{name: "longer than the budget", handler: limit(1, 429, always("7")), o: Options{Deadline: in(5 * time.Second)}, status: 429},
		{name: "too often", handler: limit(9, 429, always("1")), status: 429, limited: maxRetries, took: maxRetries * time.Second},
		{name: "more often than requests are left", handler: limit(9, 429, always("1")), o: Options{MaxRequests: 2}, status: 429, limited: 1, took: 2 * time.Second},
		{name: "burst", handler: limit(1, 429, always("7")), burst: true, status: 429},
		{name: "unavailable for some time", handler: limit(1, 503, always("2")), status: 200, limited: 1, took: 2 * time.Second},
		{name: "unavailable", handler: limit(1, 503, always("")), status: 503},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			inBubble(t, test.o, test.handler, func(t *testing.T, c *Client, _ *atomic.Bool) {
				start := time.Now()
				ex := do(t, c, Request{URL: "/a", Burst: test.burst})
				took := time.Since(start).Truncate(firstBackoff) // the pace of 5 ms a request aside
				if ex.Status != test.status || ex.Limited != test.limited || took != test.took {
					t.Errorf("status %d (%v), limited %d times, took %v; want %d, %d, %v", ex.Status, ex.Err, ex.Limited, took, test.status, test.limited, test.took)
				}
			})
		})
	}
}

func TestLimitHoldsUpNobodyElse(t *testing.T) {
	h := func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("As") == "alice" && r.URL.Path == "/limited" {
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(429)
		}
	}
	inBubble(t, Options{Concurrency: 1}, h, func(t *testing.T, c *Client, _ *atomic.Bool) {
		send := func(who, path string) time.Duration {
			start := time.Now()
			c.Do(t.Context(), who, Request{URL: path, Header: http.Header{"As": {who}}})
			return time.Since(start).Truncate(time.Second)
		}
		var running sync.WaitGroup
		running.Go(func() { send("alice", "/limited") })
		synctest.Wait()
		if d := send("bob", "/limited"); d != 0 {
			t.Errorf("bob waited %v", d)
		}
		if d := send("alice", "/free"); d != 0 {
			t.Errorf("alice waited %v elsewhere", d)
		}
		running.Wait()
	})
}

func TestLimitHoldsUpTheSame(t *testing.T) {
	var seen atomic.Int32
	h := func(w http.ResponseWriter, r *http.Request) {
		if seen.Add(1) == 1 {
			w.Header().Set("Retry-After", "10")
			w.WriteHeader(429)
		}
	}
	inBubble(t, Options{}, h, func(t *testing.T, c *Client, _ *atomic.Bool) {
		start := time.Now()
		var running sync.WaitGroup
		running.Go(func() { do(t, c, Request{}) })
		time.Sleep(time.Second)
		do(t, c, Request{})
		if took := time.Since(start).Truncate(time.Second); took != 10*time.Second {
			t.Errorf("sent after %v, before the limit ended", took)
		}
		running.Wait()
		if seen.Load() != 3 || len(c.limits.times) != 0 {
			t.Errorf("%d requests; remembers %v", seen.Load(), c.limits.times)
		}
	})
}

func TestPace(t *testing.T) {
	inBubble(t, Options{Rate: 5}, func(http.ResponseWriter, *http.Request) {}, func(t *testing.T, c *Client, _ *atomic.Bool) {
		start := time.Now()
		for i := range 11 {
			do(t, c, Request{Burst: i > 5}) // a burst is paced too
		}
		if took := time.Since(start).Round(10 * time.Millisecond); took != 2*time.Second {
			t.Errorf("11 requests at 5/s took %v", took)
		}
	})
}

func TestBudget(t *testing.T) {
	hang := func(_ http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/hang" {
			<-r.Context().Done()
		}
	}
	t.Run("requests", func(t *testing.T) {
		inBubble(t, Options{MaxRequests: 2}, hang, func(t *testing.T, c *Client, _ *atomic.Bool) {
			do(t, c, Request{})
			do(t, c, Request{})
			if _, err := c.Do(t.Context(), "alice", Request{}); !errors.Is(err, ErrBudget) || c.Requests() != 2 {
				t.Errorf("got %v after %d", err, c.Requests())
			}
			c.Renew(time.Time{}, 1)
			do(t, c, Request{})
			if _, err := c.Do(t.Context(), "alice", Request{}); !errors.Is(err, ErrBudget) || c.Requests() != 3 {
				t.Errorf("renewed: got %v after %d", err, c.Requests())
			}
		})
	})
	t.Run("time", func(t *testing.T) {
		inBubble(t, Options{Deadline: in(3 * time.Second)}, hang, func(t *testing.T, c *Client, _ *atomic.Bool) {
			start := time.Now()
			_, err := c.Do(t.Context(), "alice", Request{URL: "/hang"})
			if took := time.Since(start); !errors.Is(err, ErrBudget) || took != 3*time.Second {
				t.Errorf("got %v after %v", err, took)
			}
			if _, err := c.Do(t.Context(), "alice", Request{}); !errors.Is(err, ErrBudget) || c.Requests() != 1 {
				t.Errorf("then %v after %d", err, c.Requests())
			}
			c.Renew(time.Now().Add(time.Minute), 0)
			do(t, c, Request{})
		})
	})
	t.Run("time of the caller", func(t *testing.T) {
		inBubble(t, Options{Deadline: in(time.Minute)}, hang, func(t *testing.T, c *Client, _ *atomic.Bool) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			if _, err := c.Do(ctx, "alice", Request{URL: "/hang"}); !errors.Is(err, context.DeadlineExceeded) || errors.Is(err, ErrBudget) {
				t.Errorf("got %v", err)
			}
		})
	})
}

func TestTimeoutIsAnExchange(t *testing.T) {
	h := func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
	inBubble(t, Options{}, h, func(t *testing.T, c *Client, _ *atomic.Bool) {
		ex := do(t, c, Request{})
		if ex.Status != 0 || !errors.Is(ex.Err, context.DeadlineExceeded) || ex.Elapsed != defaultTimeout {
			t.Errorf("got %d, %v after %v", ex.Status, ex.Err, ex.Elapsed)
		}
		if want := "no end within 10s: context deadline exceeded"; ex.Err.Error() != want {
			t.Errorf("says %q", ex.Err)
		}
	})
}

func TestDown(t *testing.T) {
	crash := func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/crash" {
			panic(http.ErrAbortHandler)
		}
	}
	until := func(t *testing.T, c *Client, r Request) (rounds int, err error) {
		for rounds < 99 {
			if _, err = c.Do(t.Context(), "alice", r); err != nil {
				return rounds, err
			}
			rounds++
		}
		return rounds, nil
	}
	t.Run("no connection", func(t *testing.T) {
		inBubble(t, Options{}, crash, func(t *testing.T, c *Client, refuse *atomic.Bool) {
			refuse.Store(true)
			start := time.Now()
			rounds, err := until(t, c, Request{})
			took := time.Since(start).Truncate(firstBackoff)
			if !errors.Is(err, ErrDown) || rounds != deafAfter || took != (1+2+4+8)*firstBackoff {
				t.Errorf("%v after %d rounds and %v", err, rounds, took)
			}
			refuse.Store(false)
			if _, err := c.Do(t.Context(), "alice", Request{}); !errors.Is(err, ErrDown) {
				t.Errorf("then %v", err)
			}
			c.Renew(time.Time{}, 0)
			do(t, c, Request{})
		})
	})
	t.Run("answers break off", func(t *testing.T) {
		inBubble(t, Options{}, crash, func(t *testing.T, c *Client, _ *atomic.Bool) {
			if rounds, err := until(t, c, Request{URL: "/crash"}); !errors.Is(err, ErrDown) || rounds != downAfter {
				t.Errorf("%v after %d rounds", err, rounds)
			}
		})
	})
	t.Run("a server that hangs, and one slow operation", func(t *testing.T) {
		hang := func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() }
		inBubble(t, Options{}, hang, func(t *testing.T, c *Client, _ *atomic.Bool) {
			for i := range 2 * hungAfter {
				_, err := c.Do(t.Context(), "alice", Request{URL: fmt.Sprint("/", i%hungPaths)})
				if i < hungAfter && err != nil || i >= hungAfter && !errors.Is(err, ErrDown) {
					t.Fatalf("%v after %d rounds", err, i)
				}
			}
			c.Renew(time.Time{}, 0)
			for i := range 2 * hungAfter {
				if _, err := c.Do(t.Context(), "alice", Request{URL: "/slow"}); err != nil {
					t.Fatalf("%v after %d rounds of one operation", err, i)
				}
			}
		})
	})
	t.Run("an answer in between", func(t *testing.T) {
		inBubble(t, Options{}, crash, func(t *testing.T, c *Client, refuse *atomic.Bool) {
			for i := range 3 * downAfter {
				refuse.Store(i%deafAfter != 0)
				c.Close()
				do(t, c, Request{})
			}
		})
	})
	t.Run("bursts do not count", func(t *testing.T) {
		inBubble(t, Options{}, crash, func(t *testing.T, c *Client, _ *atomic.Bool) {
			if rounds, err := until(t, c, Request{URL: "/crash", Burst: true}); err != nil {
				t.Errorf("%v after %d rounds", err, rounds)
			}
		})
	})
	t.Run("all that are under way break at once", func(t *testing.T) {
		const many = 2 * downAfter
		together := func(http.ResponseWriter, *http.Request) {
			time.Sleep(time.Second) // until the last is under way
			panic(http.ErrAbortHandler)
		}
		inBubble(t, Options{Concurrency: many}, together, func(t *testing.T, c *Client, _ *atomic.Bool) {
			var running sync.WaitGroup
			for range many {
				running.Go(func() { do(t, c, Request{Method: "POST"}) })
			}
			running.Wait()
			if c.health.down() {
				t.Error("gave up")
			}
		})
	})
	t.Run("a restart under load", func(t *testing.T) {
		inBubble(t, Options{Concurrency: 8}, crash, func(t *testing.T, c *Client, refuse *atomic.Bool) {
			refuse.Store(true)
			time.AfterFunc(2*time.Second, func() { refuse.Store(false) })
			var running sync.WaitGroup
			for i := range 8 {
				running.Go(func() {
					for range 50 {
						if _, err := c.Do(t.Context(), fmt.Sprint(i), Request{}); err != nil {
							t.Errorf("gave up: %v", err)
							return
						}
					}
				})
			}
			running.Wait()
		})
	})
}
