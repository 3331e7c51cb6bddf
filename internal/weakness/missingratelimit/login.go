package missingratelimit

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
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
	v, why := attempting(p)
	if why != "" {
		p.Untested(op, "%s", why)
		return "", nil
	}
	b, err := send(ctx, p, p.Anonymous(), wrong, v)
	if err != nil {
		return "", err
	}
	if how, limited := b.limit(); limited {
		b.clean(p, op, how)
		return how, nil
	}
	if first := b.answers[0]; p.LoggedIn(first) || !refusedLogin(first, s.who != nil) {
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
	if ex.Status == 0 || ex.Status >= 500 {
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
		Summary:   fmt.Sprintf("%d wrong passwords for a name that nobody has were all answered %s within seconds; nothing was refused or slowed.", b.calls, world.Status(b.last())),
		Exchanges: []weakness.Shown{weakness.Show(b.answers[0], "the first wrong password"), weakness.Show(b.last(), "wrong password number %d", b.calls)},
		Recipe:    repeated(p.Step(p.Anonymous(), wrong, "refused, and not limited"), b.calls),
	}
	if s.who == nil {
		if b.stated != "" {
			f.Summary = b.told("wrong passwords for a name that nobody has") + "."
		}
		p.Report(f)
		return "", nil
	}
	right := s.honest.Clone()
	right.Burst = true
	ex, err := p.Send(ctx, p.Anonymous(), right)
	if err != nil {
		return "", err
	}
	if !p.LoggedIn(ex) {
		how := fmt.Sprintf("after %d wrong passwords the right one is answered %s", b.calls, world.Status(ex))
		p.Clean(op, "limited: %s", how)
		return how, nil
	}
	if median(b.answers)-ex.Elapsed > deliberate {
		how := "a wrong password is answered more slowly than the right one"
		p.Clean(op, "limited: %s", how)
		return how, nil
	}
	f.Verdict, f.Identity = finding.Proven, s.who.Name
	f.Summary = fmt.Sprintf("%d wrong passwords for %s's account were all evaluated within seconds, none refused or slowed, and the right one was accepted after them.", b.calls, s.who)
	if b.stated != "" {
		f.Summary = fmt.Sprintf("%s, and the right one was accepted after them.", b.told("wrong passwords for "+s.who.Name+"'s account"))
		if !b.sure {
			f.Verdict = finding.Likely
		}
	}
	f.Exchanges = append(f.Exchanges, weakness.Show(ex, "the right password after them: no lock-out"))
	f.Control = []weakness.Shown{weakness.Show(b.last(), "a wrong password logs nobody in: it was evaluated")}
	f.Recipe = append(made(p, s.who), append(f.Recipe, p.Step(s.who, s.honest, world.Status(ex)+": it is not locked out"))...)
	p.Report(f)
	return "", nil
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
