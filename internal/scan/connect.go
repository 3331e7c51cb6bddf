package scan

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// connect reaches the target and reads its contract, if it has to. An error
// for which [world.Stops] holds ends the scan early; others end it before it
// began.
func (r *run) connect(ctx context.Context) error {
	t := r.target
	var err error
	if r.client, err = r.dial(t.base, r.opts.Headers); err != nil {
		return err
	}
	front, err := r.client.Do(ctx, "anonymous", wire.Request{Method: "GET", URL: "/"})
	if err != nil {
		return err
	}
	if errors.Is(front.Err, wire.ErrAddress) {
		return r.refused(t.base.Host)
	}
	if front.Status == 0 {
		return fmt.Errorf("%w: %s: %w", ErrUnreachable, t.base, front.Err)
	}
	if err := plainToTLS(front, t.base); err != nil {
		return err
	}
	r.leads(front)
	if err := t.fetch(ctx, r); err != nil {
		return err
	}
	if t.model == nil {
		if err := t.discover(ctx, r, front); err != nil {
			return err
		}
	}
	if t.model == nil && r.served() {
		t.drafted(r.program)
	}
	if t.model == nil {
		t.alone(r.opts.Method)
	}
	before := *t.base
	if t.settle(); *t.base != before {
		r.earlier += r.client.Requests()
		r.client.Close()
		r.client, err = r.dial(t.base, r.opts.Headers)
	}
	return err
}

// plainToTLS recognises the answer of Go, nginx and Apache to HTTP without
// TLS on a port for TLS.
func plainToTLS(ex *wire.Exchange, base *url.URL) error {
	if base.Scheme != "http" || ex.Status != http.StatusBadRequest {
		return nil
	}
	for _, words := range []string{"HTTP request to an HTTPS server", "plain HTTP request was sent to HTTPS port", "speaking plain HTTP to an SSL-enabled server"} {
		if bytes.Contains(ex.Body, []byte(words)) {
			return usage("write https://"+base.Host, "%s wants TLS", base)
		}
	}
	return nil
}

// leads notes that the front page leads to another host: most likely that is
// where the API is.
func (r *run) leads(front *wire.Exchange) {
	location := front.Header.Get("Location")
	if _, inScope := r.client.Location(front); inScope || location == "" || front.Status < 300 || front.Status > 399 {
		return
	}
	to, err := r.target.base.Parse(location)
	if err != nil || to.Host == "" {
		return
	}
	to.User, to.RawQuery = nil, ""
	r.note("warning", fmt.Sprintf("%s redirects to %s, which is not in scope: name that URL if the API is there", r.target.base, to))
}

// reader is a client for the host of a contract that the user named. The
// headers of --header go to the target alone: they may be credentials.
func (r *run) reader(page *url.URL) (sender, error) {
	if hostPort(page) == hostPort(r.target.base) && page.Scheme == r.target.base.Scheme {
		return r.client, nil
	}
	return r.dial(page, nil)
}

// dial makes a client whose requests go to base.
func (r *run) dial(base *url.URL, headers map[string][]string) (*wire.Client, error) {
	o := r.opts
	origin := *base
	client, err := wire.New(wire.Options{
		Permit: r.permit(),
		Base:   &origin, Scope: r.scope, Rate: o.Rate, Concurrency: o.Concurrency, MaxRequests: o.MaxRequests,
		Deadline: r.progress.Deadline, Timeout: o.Timeout, Insecure: o.Insecure,
		UserAgent: wire.UserAgent(cmp.Or(o.Version, "dev")), Header: http.Header(headers), Log: o.Log,
	})
	if err != nil {
		return nil, usage("a URL looks like http://localhost:5000", "%v", err)
	}
	client.OnExchange = func(ex *wire.Exchange) {
		r.answers.see(client, ex)
		r.tell("")
	}
	return client, nil
}
