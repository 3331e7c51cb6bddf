package permissivecors

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"sync"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if op.Method != "GET" || !p.Outline.ReadsOnly(op) {
		return "what other sites may read is looked at where something is read"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	var mu sync.Mutex
	seen := map[*weakness.Operation]*sighting{}
	err := p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		s, err := look(ctx, p, op)
		if s != nil {
			mu.Lock()
			defer mu.Unlock()
			seen[op] = s
		}
		return err
	})
	report(p, seen)
	return err
}

// sighting is an origin that should not be allowed, and is.
type sighting struct {
	op            *weakness.Operation
	who           *identity.Identity
	request       *request.Request
	severity      finding.Severity
	how           string // which origins, in words
	first, second *wire.Exchange
	refused       *wire.Exchange // an origin of another kind that is not; nil: all are
}

// origin is a site that nobody has.
type origin struct {
	how  string
	make func(random, host string) string
}

// Origins as careless checks allow them. The names end in example, which
// nobody has (RFC 2606).
var origins = []origin{
	{"any origin", func(random, _ string) string { return "https://" + random + ".example" }},
	{"the origin null, which any page can have", func(string, string) string { return "null" }},
	{"any origin that begins with the name of the host", func(random, host string) string { return "https://" + host + "." + random + ".example" }},
}

// look asks in the name of other sites. Nil: none may read the answer.
func look(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*sighting, error) {
	base, err := p.BaseAny(ctx, op)
	if err != nil {
		return nil, err
	}
	host := ""
	if u, err := url.Parse(base.Exchange.Request.URL); err == nil {
		host = u.Hostname()
	}
	s := &sighting{op: op, who: base.Who, request: base.Request}
	var last *wire.Exchange
	for _, o := range origins {
		ask := func() (*wire.Exchange, bool, error) {
			name := o.make(p.Random(), host)
			r := base.Request.Clone()
			if r.Header == nil {
				r.Header = map[string]string{}
			}
			r.Header["Origin"] = name
			s.request = r
			ex, err := p.Send(ctx, base.Who, r)
			return ex, err == nil && allowed(ex, name), err
		}
		first, ok, err := ask()
		if err != nil {
			return nil, err
		}
		last = first
		if !ok {
			s.refused = first
			continue
		}
		second, ok, err := ask()
		if err != nil {
			return nil, err
		}
		if ok {
			s.how, s.first, s.second, s.severity = o.how, first, second, severity(base.Who)
			return s, nil
		}
		p.Inconclusive(op, "%s is allowed once, and not again", o.how)
	}
	if last.Header.Get("Access-Control-Allow-Origin") == "*" && base.Who != p.Anonymous() && op.Protected() {
		s.how, s.first, s.second, s.severity, s.refused = "any origin, without credentials", last, last, finding.Info, nil
		return s, nil
	}
	p.Clean(op, "no page of another site may read the answer to %s with credentials", base.Who)
	return nil, nil
}

// allowed tells whether a browser lets a page of the origin read the answer
// to a request with credentials: the star does not count then.
func allowed(ex *wire.Exchange, origin string) bool {
	return ex.Header.Get("Access-Control-Allow-Origin") == origin && ex.Header.Get("Access-Control-Allow-Credentials") == "true"
}

// severity is medium where a browser adds the credential by itself.
func severity(who *identity.Identity) finding.Severity {
	c := who.Credential()
	if len(c.Cookie) > 0 || who.IsAnonymous() || strings.HasPrefix(c.Header.Get("Authorization"), "Basic ") {
		return finding.Medium
	}
	return finding.Low
}

// report tells of all operations at once: one setting serves an API.
func report(p *weakness.LivePass, seen map[*weakness.Operation]*sighting) {
	var first *sighting
	var also []*weakness.Operation
	for _, op := range p.API.Operations {
		s := seen[op]
		if s == nil {
			continue
		}
		also = append(also, op)
		if first == nil || s.severity != first.severity && s.severity.AtLeast(first.severity) {
			first = s
		}
	}
	if first == nil {
		return
	}
	found := weakness.Found{
		Operation: first.op, Also: also, WholeAPI: true, Severity: first.severity, Verdict: finding.Proven, Identity: first.who.Name,
		Summary:   fmt.Sprintf("%s lets %s read what it answers to %s%s.", first.op, first.how, first.who, consequence(first)),
		Exchanges: []weakness.Shown{weakness.Show(first.first, "a site that nobody has is allowed: %s", world.Status(first.first)), weakness.Show(first.second, "and another one")},
		Recipe:    []evidence.Step{p.Step(first.who, first.request, "Access-Control-Allow-Origin repeats the origin, and Access-Control-Allow-Credentials is true")},
	}
	if first.refused != nil {
		found.Control = []weakness.Shown{weakness.Show(first.refused, "an origin of another kind is not allowed")}
	}
	p.Report(found)
}

func consequence(s *sighting) string {
	switch s.severity {
	case finding.Medium:
		return ", with the credential that the visitor's browser adds"
	case finding.Low:
		return ", with credentials; a token in a header, which no browser adds by itself, limits it"
	}
	return "; whoever has a token can use it from any page"
}
