package wire

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// Do sends r as identity and returns what came back. It returns an error
// only when nothing more may be sent: ctx ended, [ErrBudget], [ErrScope] or
// [ErrDown]. A limit (429, or 503 with Retry-After) is waited for and the
// request sent again, unless that takes too long; then the limit itself is
// the answer. Redirects are answers like any other.
func (c *Client) Do(ctx context.Context, identity string, r Request) (*Exchange, error) {
	u, err := c.resolve(r.URL)
	if err != nil {
		return &Exchange{Identity: identity, Request: r, Err: err, At: time.Now()}, nil
	}
	r = c.complete(r, u)
	if !c.inScope(u) {
		return nil, fmt.Errorf("sending %s %s as %s to %s: %w", r.Method, u.Path, identity, u.Host, ErrScope)
	}
	ctx, cancel := c.budget.bound(ctx)
	defer cancel()

	key := identity + " " + u.Path
	var limit *Exchange
	for limited := 0; ; limited++ {
		ex, err := c.send(ctx, key, identity, r)
		if err != nil && limit != nil && ctx.Err() == nil {
			return limit, nil // the last answer there is
		}
		if err != nil {
			return nil, fmt.Errorf("sending %s %s as %s: %w", r.Method, u.Path, identity, err)
		}
		ex.Limited = limited
		wait, isLimit := retryAfter(ex, limited)
		if r.Burst || !isLimit || limited == maxRetries || ctx.Err() != nil || !worthWaiting(ctx, wait) {
			return ex, nil
		}
		c.opts.Log.Debug("limited", "identity", identity, "path", u.Path, "status", ex.Status, "wait", wait)
		c.limits.close(key, wait)
		limit = ex
	}
}

// complete is r as it is sent.
func (c *Client) complete(r Request, u *url.URL) Request {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	h := http.Header{"User-Agent": {c.opts.UserAgent}}
	for _, from := range []http.Header{c.opts.Header, r.Header} {
		for name, values := range from {
			h[http.CanonicalHeaderKey(name)] = append([]string(nil), values...)
		}
	}
	// RFC 9110, section 4.2.4: userinfo is no part of what is sent.
	if u.User != nil {
		if h.Get("Authorization") == "" {
			password, _ := u.User.Password()
			basic := http.Request{Header: h}
			basic.SetBasicAuth(u.User.Username(), password)
		}
		u.User = nil
	}
	r.Header, r.URL = h, u.String()
	return r
}

// send waits for its turn and sends r once.
func (c *Client) send(ctx context.Context, key, identity string, r Request) (*Exchange, error) {
	release, err := c.turn(ctx, key, r.Burst)
	if err != nil {
		return nil, err
	}
	defer release()

	round := c.health.begin()
	ex, got := c.roundTrip(ctx, identity, r)
	ex.Identity = identity
	if ctx.Err() != nil && (!r.Makes || ex.Status == 0) {
		err := ended(ctx)
		if r.Makes && got == connected {
			err = fmt.Errorf("%w: %w", err, ErrUnanswered)
		}
		return nil, err
	}
	switch {
	case ex.Status != 0:
		c.health.answered()
		c.learn(ex.Elapsed)
	case got != nowhere && !r.Burst: // a target may drop what comes in a burst
		if errors.Is(ex.Err, context.DeadlineExceeded) {
			c.health.timedOut(key)
		}
		c.health.failed(round, got == outside)
	}
	c.opts.Log.Debug("exchange", "identity", identity, "request", key, "status", ex.Status, "elapsed", ex.Elapsed, "err", ex.Err)
	if c.OnExchange != nil {
		c.OnExchange(ex)
	}
	return ex, nil
}

// turn returns when a request may be sent; release then frees its slot.
// What waits for a limit holds no slot, so it holds up nobody else.
func (c *Client) turn(ctx context.Context, key string, burst bool) (release func(), err error) {
	release = func() { <-c.slots }
	for {
		if err := sleep(ctx, c.silence(key, burst)); err != nil {
			return nil, err
		}
		if c.health.down() {
			return nil, ErrDown
		}
		select {
		case c.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, ended(ctx)
		}
		pace := c.limiter.Reserve()
		if err := sleep(ctx, pace.Delay()); err != nil {
			pace.Cancel()
			release()
			return nil, err
		}
		// Meanwhile others may have met a limit, or no answer at all.
		if c.silence(key, burst) > 0 || c.health.down() {
			release()
			continue
		}
		if !c.budget.take() {
			release()
			return nil, ErrBudget
		}
		return release, nil
	}
}

// silence is how long the target wants none of these requests.
func (c *Client) silence(key string, burst bool) time.Duration {
	until := c.health.until()
	if limit := c.limits.until(key); !burst && limit.After(until) {
		until = limit
	}
	return time.Until(until)
}

func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		if ctx.Err() != nil {
			return ended(ctx)
		}
		return nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ended(ctx)
	}
}

// ended tells the end of the budget from that of the caller's context.
func ended(ctx context.Context) error {
	if errors.Is(context.Cause(ctx), ErrBudget) {
		return ErrBudget
	}
	return ctx.Err()
}

// reach is how far a request got.
type reach int32

const (
	nowhere   reach = iota // it is no valid request
	outside                // no connection could be made
	connected              // what happened then was the target's
)

// roundTrip sends r once.
func (c *Client) roundTrip(ctx context.Context, identity string, r Request) (ex *Exchange, got reach) {
	ex = &Exchange{Request: r, At: time.Now()}
	defer func() { ex.Elapsed = time.Since(ex.At) }()

	var far atomic.Int32
	if r.Makes {
		var end context.CancelFunc
		ctx, end = outlasting(ctx, func() bool { return reach(far.Load()) == connected })
		defer end()
	}
	ctx, cancel := context.WithTimeout(ctx, c.opts.Timeout)
	defer cancel()
	trace := &httptrace.ClientTrace{
		GetConn: func(string) { far.CompareAndSwap(int32(nowhere), int32(outside)) },
		GotConn: func(httptrace.GotConnInfo) { far.Store(int32(connected)) },
	}
	req, err := http.NewRequestWithContext(httptrace.WithClientTrace(ctx, trace), r.Method, r.URL, bytes.NewReader(r.Body))
	if err != nil {
		ex.Err = err
		return ex, nowhere
	}
	req.Header = r.Header.Clone()
	if host := req.Header.Get("Host"); host != "" {
		req.Host = host
		req.Header.Del("Host")
	}
	// RoundTrip and not http.Client: that one fails on a Location that is no
	// URL, and loses the answer.
	resp, err := c.pool(identity, r.Header).RoundTrip(req)
	if err != nil {
		ex.Err = c.plain(ctx, err)
		return ex, reach(far.Load())
	}
	defer resp.Body.Close()
	ex.Status, ex.Header = resp.StatusCode, resp.Header
	if ex.Status == http.StatusSwitchingProtocols {
		return ex, connected // what follows is no body
	}
	ex.Body, ex.Truncated, err = read(resp)
	if err != nil {
		ex.Err = fmt.Errorf("reading the answer: %w", c.plain(ctx, err))
	}
	return ex, connected
}

// outlasting is a context that ends up to AnswerTime after ctx, where the
// request is on its way by then.
func outlasting(ctx context.Context, onItsWay func() bool) (context.Context, context.CancelFunc) {
	longer, end := context.WithCancel(context.WithoutCancel(ctx))
	forget := context.AfterFunc(ctx, func() {
		if onItsWay() {
			_ = sleep(longer, AnswerTime) // the answer may come before
		}
		end()
	})
	return longer, func() { forget(); end() }
}

// plain names the time that was allowed instead of a context.
func (c *Client) plain(ctx context.Context, err error) error {
	if ctx.Err() == context.DeadlineExceeded {
		return fmt.Errorf("no end within %v: %w", c.opts.Timeout, context.DeadlineExceeded)
	}
	return err
}

// read returns at most MaxBody bytes, and whether there was more or the body
// broke off.
func read(resp *http.Response) ([]byte, bool, error) {
	from, err := decompressed(resp)
	if err != nil {
		return nil, true, err
	}
	body, err := io.ReadAll(io.LimitReader(from, MaxBody+1))
	if len(body) > MaxBody {
		return body[:MaxBody:MaxBody], true, nil
	}
	// Answers are kept, and most are small: what ReadAll has in reserve would
	// be several times as much.
	return bytes.Clone(body), err != nil, err
}

// decompressed undoes the encodings that net/http leaves to those who name
// Accept-Encoding themselves.
func decompressed(resp *http.Response) (io.Reader, error) {
	if resp.Request.Method == http.MethodHead || resp.ContentLength == 0 {
		return resp.Body, nil
	}
	switch strings.ToLower(resp.Header.Get("Content-Encoding")) {
	case "gzip", "x-gzip":
		return gzip.NewReader(resp.Body)
	case "deflate":
		return zlib.NewReader(resp.Body)
	default:
		return resp.Body, nil
	}
}

// learn takes one more answer into Latency.
func (c *Client) learn(d time.Duration) {
	for {
		old := c.latency.Load()
		mean := old + (int64(d)-old)/8
		if old == 0 {
			mean = int64(d)
		}
		if c.latency.CompareAndSwap(old, mean) {
			return
		}
	}
}
