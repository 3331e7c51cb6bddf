package missingratelimit

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// reset asks for a reset, or tries codes, for an account of the scan's own.
func reset(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (string, error) {
	who, err := p.SignUp(ctx, "erin")
	if err != nil {
		if !world.Stops(err) {
			p.Untested(op, "no throwaway account to call it for: %v", err)
			return "", nil
		}
		return "", err
	}
	r, err := p.Build(ctx, op, who)
	if err != nil {
		return "", keep(err)
	}
	caller := p.Anonymous()
	if op.Protected() {
		caller = who
	}
	r, kind := aimed(p, r, who)
	if kind == "" {
		p.Untested(op, "it takes neither the e-mail of an account nor a code")
		return "", nil
	}
	v, why := attempting(p)
	if why != "" {
		p.Untested(op, "%s", why)
		return "", nil
	}
	if kind == "mail" && !reserved(r) {
		p.Untested(op, "it would send %d mails to a domain that may be somebody's", v.calls)
		return "", nil
	}
	b, err := send(ctx, p, caller, r, v)
	if err != nil {
		return "", err
	}
	if how, limited := b.limit(); limited {
		b.clean(p, op, how)
		return how, nil
	}
	first := b.answers[0]
	if evaluated := kind == "code" && !world.Succeeded(first) && codeWords.MatchString(first.Text()) || kind == "mail" && world.Succeeded(first); !evaluated {
		p.Inconclusive(op, "a call with what the scan knows is answered %s: nothing shows that it was evaluated", world.Status(first))
		return "", nil
	}
	if how, yes := b.evaluated(p, op); !yes {
		return how, nil
	}
	what := map[string]string{"code": "wrong codes", "mail": "requests"}[kind]
	f := weakness.Found{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Identity: caller.Name,
		Summary:   fmt.Sprintf("%d %s for %s's account were all answered %s within seconds; nothing was refused or slowed.", b.calls, what, who, world.Status(b.last())),
		Exchanges: []weakness.Shown{weakness.Show(first, "the first call"), weakness.Show(b.last(), "call number %d", b.calls)},
		Recipe:    append(made(p, who), repeated(p.Step(caller, r, "answered as the first time"), b.calls)...),
	}
	if b.stated != "" {
		f.Summary = fmt.Sprintf("%s: all were answered %s.", b.told(what+" for "+who.Name+"'s account"), world.Status(b.last()))
		if b.sure {
			f.Verdict = finding.Proven
		}
	}
	p.Report(f)
	return "", nil
}

var (
	codeNames = regexp.MustCompile(`(?i)(^|[_-])(code|otp|pin|token|totp|passcode)$|Code$|Otp$|Pin$|Token$`)
	codeWords = regexp.MustCompile(`(?i)(invalid|wrong|incorrect|expired|unknown|bad|no such|not found|mismatch).{0,40}(code|otp|pin|token|password|request|link)|(code|otp|pin|token|password|link).{0,40}(invalid|wrong|incorrect|expired|unknown|not found|not match|mismatch)`)
)

// aimed makes the request about the account and says what it repeats: codes,
// or mails. It must not change a password that the scan still needs.
func aimed(p *weakness.LivePass, r *request.Request, who *identity.Identity) (*request.Request, string) {
	kind := ""
	for _, place := range r.Places() {
		v, _ := r.Value(place)
		switch name := place.Base(); {
		case codeNames.MatchString(name):
			if _, isText := v.(string); isText {
				kind = "code"
			}
		case lexicon.Email(name):
			for k, v := range who.Account() {
				if lexicon.Email(k) {
					r = r.With(place, v)
				}
			}
			if kind == "" {
				kind = "mail"
			}
		case lexicon.Username(name):
			for k, v := range who.Account() {
				if lexicon.Username(k) {
					r = r.With(place, v)
				}
			}
			if kind == "" {
				kind = "mail"
			}
		}
	}
	return r, kind
}

// reservedDomains belong to nobody: RFC 2606.
var reservedDomains = regexp.MustCompile(`(?i)@([a-z0-9-]+\.)*(example\.(com|org|net)|example|test|invalid|localhost)$`)

// reserved tells whether every address in the request is of a domain that
// takes no mail.
func reserved(r *request.Request) bool {
	for _, place := range r.Places() {
		if v, _ := r.Value(place); strings.Contains(request.Text(v), "@") && !reservedDomains.MatchString(request.Text(v)) {
			return false
		}
	}
	return true
}
