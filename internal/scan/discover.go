package scan

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"net/url"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

// Bounds of the search for a contract on the API.
const (
	// pageDepth is how far addresses are followed: a page of Swagger UI, its
	// script, its configuration, the document.
	pageDepth = 3
	// pageAddresses of one page are asked. A single-page app names many.
	pageAddresses = 5
	redirects     = 3
)

// sender sends one anonymous GET, wherever the user allowed it.
type sender interface {
	Do(ctx context.Context, identity string, r wire.Request) (*wire.Exchange, error)
	Location(*wire.Exchange) (string, bool)
}

// reading is the search for contracts at addresses. It asks each once.
type reading struct {
	client sender
	run    *run // fetches what the contracts refer to
	asked  map[string]bool
	broken []string // looked like a contract and was none, and why
}

// contractAt is the contract at the address, or that the page there shows;
// nil where there is none. It may be followed depth addresses further.
func (s *reading) contractAt(ctx context.Context, address string, depth int) (m *api.Model, at string, ex *wire.Exchange, err error) {
	if s.asked[address] {
		return nil, "", nil, nil
	}
	s.asked[address] = true
	ex, address, err = s.get(ctx, address)
	if err != nil || !ex.OK() {
		return nil, "", ex, err
	}
	m, at, err = s.parse(ctx, ex.Body, ex.Truncated, address, depth)
	return m, at, ex, err
}

// get follows redirects, which stay in scope.
func (s *reading) get(ctx context.Context, address string) (*wire.Exchange, string, error) {
	for hop := 0; ; hop++ {
		ex, err := s.client.Do(ctx, "anonymous", wire.Request{Method: "GET", URL: address})
		if err != nil {
			return nil, "", err
		}
		next, ok := s.client.Location(ex)
		if !ok || hop == redirects {
			return ex, address, nil
		}
		address = next
	}
}

func (s *reading) parse(ctx context.Context, body []byte, cut bool, address string, depth int) (*api.Model, string, error) {
	if contract.LooksLike(body) {
		home, err := url.Parse(address)
		if err != nil {
			return nil, "", nil
		}
		m, err := contract.Parse(address, body, contract.Options{Fetch: s.run.references(ctx, home, s.client)})
		switch {
		case cut:
			s.broken = append(s.broken, fmt.Sprintf("%s is larger than %d MB: save it and name the file", address, wire.MaxBody>>20))
		case err != nil:
			s.broken = append(s.broken, err.Error())
		case len(m.Operations) == 0:
			s.broken = append(s.broken, address+" declares no operation")
		default:
			anchor(m, address)
			return m, address, nil
		}
		return nil, "", nil
	}
	page, err := url.Parse(address)
	if err != nil || depth == 0 {
		return nil, "", nil
	}
	refs := contract.FromPage(body)
	for _, ref := range refs[:min(len(refs), pageAddresses)] {
		if bytes.HasPrefix([]byte(ref), []byte("{")) {
			if m, at, err := s.parse(ctx, []byte(ref), false, address, 0); m != nil || err != nil {
				return m, at, err
			}
			continue
		}
		u, err := page.Parse(ref)
		if err != nil || u.Host != page.Host || u.Scheme != page.Scheme {
			continue
		}
		u.Fragment = ""
		if m, at, _, err := s.contractAt(ctx, u.String(), depth-1); m != nil || err != nil {
			return m, at, err
		}
	}
	return nil, "", nil
}

// anchor makes the servers of a contract absolute: relative ones are relative
// to where the contract is (OpenAPI 3.1, "Relative References in URLs").
func anchor(m *api.Model, address string) {
	page, err := url.Parse(address)
	if err != nil {
		return
	}
	absolute := func(servers []string) {
		for i, s := range servers {
			if u, err := page.Parse(s); err == nil {
				servers[i] = u.String()
				m.ServerPlaces[servers[i]] = m.ServerPlaces[s]
			}
		}
	}
	absolute(m.Servers)
	for _, op := range m.Operations {
		absolute(op.Servers)
	}
}

// fetch reads the contracts whose URLs the user named.
func (t *target) fetch(ctx context.Context, r *run) error {
	for _, page := range t.pages {
		u, err := url.Parse(page)
		if err != nil {
			return err
		}
		c, err := r.reader(u)
		if err != nil {
			return err
		}
		s := &reading{client: c, run: r, asked: map[string]bool{}}
		m, at, ex, err := s.contractAt(ctx, page, pageDepth)
		switch {
		case err != nil:
			return err
		case m != nil:
			t.adopt(m, at)
		case len(s.broken) > 0:
			return usage("give an OpenAPI 2.0 or 3.x document, JSON or YAML", "%s", s.broken[0])
		case ex != nil && ex.Status == 0:
			return fmt.Errorf("%w: %s: %w", ErrUnreachable, page, ex.Err)
		case ex != nil && !ex.OK():
			return usage("save the contract and name the file, or send what it asks for with --header", "%s answers %d, no OpenAPI document", page, ex.Status)
		default:
			return usage("name the OpenAPI document itself, or save it and name the file", "%s answers no OpenAPI document", page)
		}
	}
	return nil
}

// discover asks the API for its contract. It leaves the model nil where there
// is none.
func (t *target) discover(ctx context.Context, r *run, front *wire.Exchange) error {
	s := &reading{client: r.client, run: r, asked: map[string]bool{}}
	places := []string{t.base.String()}
	if t.base.Path != "" {
		places = append(places, (&url.URL{Scheme: t.base.Scheme, Host: t.base.Host}).String())
	}
	for _, place := range places {
		for _, path := range contract.Candidates {
			m, at, _, err := s.contractAt(ctx, place+path, pageDepth)
			if err != nil {
				return err
			}
			if m != nil {
				t.adopt(m, at)
				return nil
			}
		}
	}
	// The first page of the API may be that of its documentation.
	if front.OK() {
		m, at, err := s.parse(ctx, front.Body, front.Truncated, front.Request.URL, pageDepth)
		if err != nil {
			return err
		}
		if m != nil {
			t.adopt(m, at)
			return nil
		}
	}
	for _, b := range s.broken {
		t.notes = append(t.notes, "left out: "+b)
	}
	return nil
}

// alone is the model of one endpoint: the base URL as it was written. With a
// bare URL it is all that can be looked at.
func (t *target) alone(method string) {
	t.notes = append(t.notes, "no contract found at the usual places: only "+t.base.String()+" itself is looked at, and the score is of that alone; name an OpenAPI file or the source folder for more")
	op := &api.Operation{Method: cmp.Or(method, "GET"), Path: t.base.EscapedPath()}
	if op.Path == "" {
		op.Path = "/"
	}
	values, _ := url.ParseQuery(t.query) // what cannot be read is left out
	for name := range values {
		op.Parameters = append(op.Parameters, &api.Parameter{Name: name, In: "query", Schema: &api.Schema{Types: []string{"string"}}, Example: values.Get(name)})
	}
	slices.SortFunc(op.Parameters, func(a, b *api.Parameter) int { return bytes.Compare([]byte(a.Name), []byte(b.Name)) })
	t.base.Path, t.base.RawPath = "", ""
	t.model = &api.Model{Title: t.base.Host, Operations: []*api.Operation{op}}
}

func (t *target) adopt(m *api.Model, from string) {
	t.contracts = append(t.contracts, from)
	if t.model != nil {
		m = contract.Merge(t.model, m)
	}
	t.model = m
}
