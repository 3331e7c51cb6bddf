package missingratelimit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// subject is who logs in, and the honest request.
type subject struct {
	who    *identity.Identity // nil: a name that nobody has
	honest *request.Request
}

// login tries passwords. It returns how they are limited, or "".
func login(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (string, error) {
	s, err := throwaway(ctx, p, op)
	if err != nil {
		return "", err
	}
	if s == nil {
		if s, err = nobody(ctx, p, op); err != nil {
			return "", err
		}
	}
	wrong, ok := guess(p, s.honest)
	if !ok {
		p.Untested(op, "it takes no password in its body or query")
		return "", nil
	}
	b, err := send(ctx, p, p.Anonymous(), wrong, attempts)
	if err != nil {
		return "", err
	}
	if how, limited := b.limit(); limited {
		p.Clean(op, "limited: %s", how)
		return how, nil
	}
	if first := b.answers[0]; !refusedLogin(first, s.who != nil) {
		p.Inconclusive(op, "a wrong password is answered %s", world.Status(first))
		return "", nil
	}
	if how, yes := b.evaluated(p, op); !yes {
		return how, nil
	}
	return judge(ctx, p, op, s, wrong, b)
}

// refusedLogin tells whether a wrong password was looked at. Where the honest
// login works, every refusal is; else only those that speak of it.
func refusedLogin(ex *wire.Exchange, known bool) bool {
	if world.Succeeded(ex) || ex.Status == 0 || ex.Status >= 500 {
		return false
	}
	if known || ex.Status == http.StatusUnauthorized {
		return true
	}
	return (ex.Status == 400 || ex.Status == 403 || ex.Status == 404 || ex.OK()) && credentialWords.MatchString(ex.Text())
}

var credentialWords = regexp.MustCompile(`(?i)credential|(wrong|invalid|incorrect|bad|unknown).{0,30}(password|user|e-?mail|login)|(password|user|e-?mail|account).{0,30}(wrong|invalid|incorrect|not found|mismatch|not match|does not exist|doesn.t exist)|no such (user|account)`)

// judge logs in with the right password after the wrong ones.
func judge(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, s *subject, wrong *request.Request, b *burst) (string, error) {
	f := weakness.Found{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Identity: p.Anonymous().Name,
		Summary:   fmt.Sprintf("%d wrong passwords for a name that nobody has were all answered %s within seconds; nothing was refused or slowed.", attempts, world.Status(b.last())),
		Exchanges: []weakness.Shown{weakness.Show(b.answers[0], "the first wrong password"), weakness.Show(b.last(), "wrong password number %d", attempts)},
		Recipe:    repeated(p.Step(p.Anonymous(), wrong, "refused, and not limited"), attempts),
	}
	if s.who == nil {
		p.Report(f)
		return "", nil
	}
	right := s.honest.Clone()
	right.Burst = true
	ex, err := p.Send(ctx, p.Anonymous(), right)
	if err != nil {
		return "", err
	}
	if !world.Succeeded(ex) {
		how := fmt.Sprintf("after %d wrong passwords the right one is answered %s", attempts, world.Status(ex))
		p.Clean(op, "limited: %s", how)
		return how, nil
	}
	if median(b.answers)-ex.Elapsed > deliberate {
		how := "a wrong password is answered more slowly than the right one"
		p.Clean(op, "limited: %s", how)
		return how, nil
	}
	f.Verdict, f.Identity = finding.Proven, s.who.Name
	f.Summary = fmt.Sprintf("%d wrong passwords for %s's account were all evaluated within seconds, none refused or slowed, and the right one was accepted after them.", attempts, s.who)
	f.Exchanges = append(f.Exchanges, weakness.Show(ex, "the right password after them: no lock-out"))
	f.Control = []weakness.Shown{weakness.Show(b.last(), "a wrong password logs nobody in: it was evaluated")}
	f.Recipe = append(made(p, s.who), append(f.Recipe, p.Step(s.who, s.honest, "2xx: it is not locked out"))...)
	p.Report(f)
	return "", nil
}

// throwaway signs somebody up whose login can be hurt; nil where that cannot
// be done or the operation does not log such an account in.
func throwaway(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*subject, error) {
	who, err := p.SignUp(ctx, "dave")
	if err != nil {
		if world.Stops(err) {
			return nil, err
		}
		return nil, nil
	}
	honest, err := p.LoginRequest(ctx, op, who)
	if err != nil {
		return nil, keep(err)
	}
	ex, err := p.Send(ctx, p.Anonymous(), honest)
	if err != nil {
		return nil, err
	}
	if !world.Succeeded(ex) {
		return nil, nil
	}
	return &subject{who, honest}, nil
}

// nobody is a login with a name that nobody has: accounts that were given to
// the scan must not be locked.
func nobody(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*subject, error) {
	for _, who := range p.Low() {
		if !p.HasLogin(who) {
			continue
		}
		if r, err := p.LoginRequest(ctx, op, who); err == nil && r.Operation == op {
			return &subject{honest: unnamed(p, r)}, nil
		}
	}
	r, err := p.Build(ctx, op, p.Anonymous())
	if err != nil {
		return nil, err
	}
	return &subject{honest: unnamed(p, r)}, nil
}

// unnamed puts random text in place of names and e-mails.
func unnamed(p *weakness.LivePass, r *request.Request) *request.Request {
	for _, place := range r.Places() {
		v, _ := r.Value(place)
		text, isText := v.(string)
		if !isText || lexicon.Password(place.Base()) || len(text) < 3 {
			continue
		}
		switch name := place.Base(); {
		case strings.Contains(text, "@") || lexicon.Email(name):
			domain := "example.com"
			if _, after, ok := strings.Cut(text, "@"); ok {
				domain = after
			}
			r = r.With(place, p.Random()+"@"+domain)
		case lexicon.Username(name) || lexicon.Account(name) || strings.EqualFold(name, "login") || strings.EqualFold(name, "identifier"):
			r = r.With(place, p.Random())
		}
	}
	return r
}

// guess puts a wrong password of the usual strength in the request.
func guess(p *weakness.LivePass, r *request.Request) (*request.Request, bool) {
	found := false
	for _, place := range r.Places() {
		if lexicon.Password(place.Base()) {
			r, found = r.With(place, "Wrong-1-"+p.Random()), true
		}
	}
	return r, found
}

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
	if kind == "mail" && !reserved(r) {
		p.Untested(op, "it would send %d mails to a domain that may be somebody's", attempts)
		return "", nil
	}
	b, err := send(ctx, p, caller, r, attempts)
	if err != nil {
		return "", err
	}
	if how, limited := b.limit(); limited {
		p.Clean(op, "limited: %s", how)
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
	p.Report(weakness.Found{
		Operation: op, Severity: finding.Medium, Verdict: finding.Likely, Identity: caller.Name,
		Summary:   fmt.Sprintf("%d %s for %s's account were all answered %s within seconds; nothing was refused or slowed.", attempts, what, who, world.Status(b.last())),
		Exchanges: []weakness.Shown{weakness.Show(first, "the first call"), weakness.Show(b.last(), "call number %d", attempts)},
		Recipe:    append(made(p, who), repeated(p.Step(caller, r, "answered as the first time"), attempts)...),
	})
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

// made are the steps that sign who up.
func made(p *weakness.LivePass, who *identity.Identity) []evidence.Step {
	for _, obj := range p.Created() {
		if obj.Owner == who {
			return p.Made(obj)
		}
	}
	return nil
}

// repeated is a step that is done n times.
func repeated(step evidence.Step, n int) []evidence.Step {
	step.Expect = fmt.Sprintf("%s; %d times in a few seconds", step.Expect, n)
	return []evidence.Step{step}
}

// keep is err unless it is only about this attempt.
func keep(err error) error {
	var u *world.Unbuildable
	if errors.As(err, &u) {
		return nil
	}
	return err
}
