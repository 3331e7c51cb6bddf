package insecuretransport

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// most is how many reads are looked at: one server speaks for all.
const most = 5

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if p.Outline.Purpose(op) == outline.Login {
		return ""
	}
	if slices.Contains(p.PlainReads(most), op) {
		return ""
	}
	return "a few reads stand for it: one server speaks for all"
}

func live(ctx context.Context, p *weakness.LivePass) error {
	front, err := p.Send(ctx, p.Anonymous(), &request.Request{Operation: &weakness.Operation{Method: "GET", Path: "/"}})
	if err != nil {
		return err
	}
	base, err := url.Parse(front.Request.URL)
	if err != nil {
		return err
	}
	if loopback(base.Hostname()) {
		for _, op := range p.API.Operations {
			p.NotApplicable(op, "%s is this machine: nothing travels", base.Hostname())
		}
		return nil
	}
	t := &transport{p: p, base: base}
	err = p.EachInTurn(ctx, t.look)
	t.report()
	return err
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() || host == "localhost" || strings.HasSuffix(host, ".localhost")
}

// near tells whether the host is of a network of one's own: what stands
// between it and its callers cannot be seen from here.
func near(host string) bool {
	ip := net.ParseIP(host)
	return ip != nil && ip.IsPrivate() || ip == nil && !strings.Contains(host, ".")
}

// transport is how the answers of one host travel.
type transport struct {
	p       *weakness.LivePass
	base    *url.URL
	clear   []*world.Base // answered without TLS
	lenient []*world.Base // answered without Strict-Transport-Security
}

func (t *transport) look(ctx context.Context, op *weakness.Operation) error {
	if t.p.Outline.Purpose(op) == outline.Login {
		return t.cookies(ctx, op)
	}
	base, err := t.p.BaseAny(ctx, op)
	var u *world.Unbuildable
	if errors.As(err, &u) && u.Exchange != nil && u.Exchange.Status/100 == 3 && strings.HasPrefix(u.Exchange.Header.Get("Location"), "https://") {
		t.p.Clean(op, "without TLS it only leads to %s", u.Exchange.Header.Get("Location"))
		return nil
	}
	if err != nil {
		return err
	}
	again, err := t.p.Send(ctx, base.Who, base.Request)
	if err != nil {
		return err
	}
	strict := base.Exchange.Header.Get("Strict-Transport-Security")
	switch {
	case t.base.Scheme == "http" && !world.Succeeded(again):
		t.p.Inconclusive(op, "it is answered %s, and then %s", world.Status(base.Exchange), world.Status(again))
	case t.base.Scheme == "http":
		t.clear = append(t.clear, base)
	case net.ParseIP(t.base.Hostname()) != nil:
		t.p.Clean(op, "TLS, and for an address browsers remember nothing more (RFC 6797, section 8.1.1)")
	case lenient(strict) && lenient(again.Header.Get("Strict-Transport-Security")):
		t.lenient = append(t.lenient, base)
	default:
		t.p.Clean(op, "TLS, and Strict-Transport-Security")
	}
	return nil
}

// lenient tells whether the header does not make a browser insist on TLS
// (RFC 6797, section 6.1.1: 0 ends it).
func lenient(header string) bool {
	for directive := range strings.SplitSeq(strings.ToLower(header), ";") {
		name, value, _ := strings.Cut(strings.TrimSpace(directive), "=")
		if strings.TrimSpace(name) == "max-age" {
			return strings.Trim(value, `" 0`) == ""
		}
	}
	return true
}

// report tells of all operations at once.
func (t *transport) report() {
	if len(t.clear) > 0 {
		f := t.found(t.clear, "scheme", finding.Medium, "without TLS: whoever is on the way reads the credential and the content")
		if near(t.base.Hostname()) {
			f.Verdict = finding.Possible
			f.Summary += "; TLS may end at a proxy before this host"
		}
		t.p.Report(f)
	}
	if len(t.lenient) > 0 {
		t.p.Report(t.found(t.lenient, "Strict-Transport-Security", finding.Low, "without Strict-Transport-Security: a browser will try it without TLS again"))
	}
}

func (t *transport) found(seen []*world.Base, field string, severity finding.Severity, how string) weakness.Found {
	first := seen[0]
	var also []*weakness.Operation
	for _, b := range seen {
		also = append(also, b.Request.Operation)
	}
	f := weakness.Found{
		Operation: first.Request.Operation, Also: also, WholeAPI: true, Severity: severity, Verdict: finding.Proven, Identity: first.Who.Name, Field: field,
		Summary: fmt.Sprintf("%s answers %s %s.", t.base.Host, first.Who, how),
	}
	for _, b := range seen[:min(2, len(seen))] {
		f.Exchanges = append(f.Exchanges, weakness.Show(b.Exchange, "%s is answered", b.Request.Operation))
	}
	f.Recipe = append(f.Recipe, t.p.Step(first.Who, first.Request, "2xx, "+how))
	return f
}

// cookies looks at the flags of the cookies that a login sets and that
// identify the caller.
func (t *transport) cookies(ctx context.Context, op *weakness.Operation) error {
	who := slices.IndexFunc(t.p.Identities(), t.p.HasLogin)
	if who < 0 {
		t.p.Untested(op, "no identity logs in")
		return nil
	}
	i := t.p.Identities()[who]
	if len(i.Credential().Cookie) == 0 {
		t.p.Clean(op, "what it gives is no cookie")
		return nil
	}
	r, err := t.p.LoginRequest(ctx, op, i)
	if err != nil {
		return err
	}
	ex, err := t.p.Send(ctx, t.p.Anonymous(), r)
	if err != nil {
		return err
	}
	if !t.p.LoggedIn(ex) {
		t.p.Untested(op, "the honest login of %s answers %s", i, world.Status(ex))
		return nil
	}
	name, lacks := bare(ex, i.Credential(), t.base.Scheme)
	if name == "" {
		t.p.Clean(op, "the cookies of a session have their flags")
		return nil
	}
	f := weakness.Found{
		Operation: op, Severity: finding.Low, Verdict: finding.Proven, Identity: i.Name, Field: "cookie." + name,
		Summary:   fmt.Sprintf("The cookie %s, which says who calls, lacks %s.", name, weakness.List(lacks)),
		Exchanges: []weakness.Shown{weakness.Show(ex, "the login sets it")},
		Recipe:    append(t.p.SignedUp(i), t.p.Step(i, r, "Set-Cookie: "+name+" without "+weakness.List(lacks))),
	}
	if slices.Contains(lacks, "Secure") {
		f.Severity = finding.Medium
	}
	t.p.Report(f)
	return nil
}
