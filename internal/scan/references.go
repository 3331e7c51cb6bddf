package scan

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// fetched are the documents that references of contracts were led to, by
// where they were.
type fetched struct {
	clients map[string]sender // by origin
	counted []*wire.Client    // those made for a reference alone
	count   map[string]int    // documents by origin
}

// references gets what the references of a contract lead to: beside a
// document that came from home as a matter of course, as the user named that
// host; elsewhere only where the user said so. home is nil for a file, and
// client then not used.
func (r *run) references(ctx context.Context, home *url.URL, client sender) contract.Fetch {
	return func(from, address string) ([]byte, string, error) {
		u, err := url.Parse(address)
		if err != nil {
			return nil, "", errors.New("is no address")
		}
		to := client
		if home == nil || origin(u) != origin(home) {
			if to, err = r.abroad(from, u); err != nil {
				return nil, "", err
			}
		}
		s := &reading{client: to}
		ex, at, err := s.get(ctx, address)
		if err != nil {
			return nil, "", fmt.Errorf("was not fetched: %s", whyStopped(err))
		}
		switch {
		case ex.Status == 0:
			return nil, "", fmt.Errorf("cannot be fetched: %w", ex.Err)
		case ex.Status >= 300 && ex.Status <= 399:
			return nil, "", errors.New("is redirected to another host, or without end")
		case !ex.OK():
			return nil, "", fmt.Errorf("cannot be fetched: it answers %d", ex.Status)
		case ex.Truncated:
			return nil, "", fmt.Errorf("leads to more than %d MB, or to an answer that broke off", wire.MaxBody>>20)
		}
		r.fetched.count[origin(u)]++
		return ex.Body, at, nil
	}
}

// abroad is a client for a host that only a reference names.
func (r *run) abroad(from string, to *url.URL) (sender, error) {
	switch {
	case r.planning:
		return nil, errors.New("points to another host; a plan fetches nothing")
	case !r.opts.FetchRefs:
		return nil, errors.New("points to another host; --fetch-refs fetches it")
	case from != "" && private(to.Hostname()) && !private(hostname(from)):
		// A document from outside could aim requests at the user's network.
		return nil, errors.New("leads from a public host to a private one; it is not fetched")
	}
	key := origin(to)
	if known := r.fetched.clients[key]; known != nil {
		return known, nil
	}
	client, err := r.dial(to, nil)
	if err != nil {
		return nil, err
	}
	r.fetched.clients[key] = client
	r.fetched.counted = append(r.fetched.counted, client)
	return client, nil
}

func origin(u *url.URL) string { return u.Scheme + "://" + hostPort(u) }

func hostname(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// aboutReferences notes which hosts gave documents that contracts refer to.
func (r *run) aboutReferences() {
	var hosts []string
	for host, n := range r.fetched.count {
		hosts = append(hosts, fmt.Sprintf("%d from %s", n, host))
	}
	if slices.Sort(hosts); len(hosts) > 0 {
		r.note("info", "documents that the contract refers to were fetched: "+strings.Join(hosts, ", "))
	}
}
