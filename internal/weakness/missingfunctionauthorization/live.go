package missingfunctionauthorization

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	stated := len(p.Outline.Intent.RolesOf(op)) > 0
	switch purpose := p.Outline.Purpose(op); purpose {
	case outline.Login, outline.SignUp, outline.Refresh, outline.Reset, outline.Logout, outline.Health, outline.Documentation:
		// Some let nobody sign up, and have an operation that makes accounts.
		if !stated || purpose != outline.SignUp && purpose != outline.Reset {
			return "it is for everybody"
		}
	}
	if op.Method == "HEAD" {
		return "its answer has no body"
	}
	if stated {
		return ""
	}
	if _, admin := p.Outline.Administrative(op); !admin {
		return "nothing says that it is for few"
	}
	return ""
}

// live writes before it reads: afterwards lists are not empty, and what
// changes meanwhile would look different.
func live(ctx context.Context, p *weakness.LivePass) error {
	if err := each(ctx, p, false); err != nil {
		return err
	}
	return each(ctx, p, true)
}

func each(ctx context.Context, p *weakness.LivePass, reads bool) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		if p.Outline.ReadsOnly(op) != reads {
			return nil
		}
		highs, lows, stated := p.Divided(op)
		if !stated {
			highs, lows = p.Highs(), p.Low()
		}
		if lows = ofEachRole(p, lows); len(lows) == 0 {
			if stated {
				p.Inconclusive(op, "%s, and nobody is alive who has another role", p.KnownByDesign(op))
			} else {
				p.Inconclusive(op, "no identity of ordinary role is alive")
			}
			return nil
		}
		for _, low := range lows {
			l := look{p: p, op: op, low: low, stated: stated}
			if len(highs) > 0 {
				l.high = highs[0]
			}
			look := l.writing
			if reads {
				look = l.reading
			}
			if found, err := look(ctx); found || err != nil {
				return err
			}
		}
		return nil
	})
}

// ofEachRole are one of them for each role, at most two: equals behave equally.
func ofEachRole(p *weakness.LivePass, all []*identity.Identity) []*identity.Identity {
	var some []*identity.Identity
	roles := map[string]bool{}
	for _, who := range all {
		if role := p.RoleOf(who); !roles[role] && len(some) < 2 {
			roles[role] = true
			some = append(some, who)
		}
	}
	return some
}

// look looks at one operation as low; high is nil where nobody of an
// administrative role is alive, or of one that the design gives it to.
type look struct {
	p         *weakness.LivePass
	op        *weakness.Operation
	low, high *identity.Identity
	stated    bool // the design says whose it is
}

func (l look) as(ctx context.Context, who *identity.Identity) func(*request.Request) (*wire.Exchange, error) {
	return func(r *request.Request) (*wire.Exchange, error) { return l.p.Send(ctx, who, r) }
}

// honest is whose requests are sent by the other.
func (l look) honest() *identity.Identity {
	if l.high != nil {
		return l.high
	}
	return l.low
}

// refused records that low may not. What cannot be called honestly may still
// be refused; else why says what was in the way.
func (l look) refused(ctx context.Context, why error) error {
	if world.Stops(why) {
		return why
	}
	if world.Refused(why) && l.high == nil {
		l.p.Clean(l.op, "%s is refused", l.low)
		return nil
	}
	ex, no, err := l.p.Refuses(ctx, l.op, l.low, l.as(ctx, l.low))
	switch {
	case world.Stops(err):
		return err
	case err == nil && no:
		l.p.Clean(l.op, "%s gets %s", l.low, world.Status(ex))
		return nil
	}
	return why
}

// reading compares what low is shown with what high is.
func (l look) reading(ctx context.Context) (found bool, err error) {
	base, err := l.p.Base(ctx, l.op, l.honest())
	if err != nil {
		return false, l.refused(ctx, err)
	}
	first, err := l.p.Send(ctx, l.low, base.Request)
	if err != nil {
		return false, err
	}
	if !world.Succeeded(first) {
		l.p.Clean(l.op, "%s gets %s", l.low, world.Status(first))
		return false, nil
	}
	nobody, err := l.p.Send(ctx, l.p.Anonymous(), base.Request)
	if err != nil {
		return false, err
	}
	content, theirs, err := l.p.Beside(ctx, l.honest(), base.Request, func() (*wire.Exchange, error) { return l.p.Send(ctx, l.low, base.Request) })
	if err != nil {
		return false, err
	}
	same := true
	for _, ex := range theirs {
		same = same && content.Same(ex)
	}
	got := reading{base.Request, content, theirs[len(theirs)-1], nobody}
	switch {
	case world.Succeeded(nobody) && (content.Same(nobody) || content.Trivial()):
		l.p.Clean(l.op, "anonymous gets the same: missing-authentication decides")
	case content.Trivial():
		l.p.Inconclusive(l.op, "the answer shows nothing")
	case l.high == nil:
		return l.alone(got)
	case same:
		l.reportContent(got)
		return true, nil
	default:
		return l.part(got)
	}
	return false, nil
}

// writing lets low make a change that is for high to make.
func (l look) writing(ctx context.Context) (found bool, err error) {
	if l.p.ChangesCaller(l.op) {
		l.p.Untested(l.op, "it would change the account of %s", l.low)
		return false, nil
	}
	var honest *wire.Exchange
	if res, ok := l.p.Target(l.op); !ok || res != l.p.Outline.Accounts {
		base, err := l.p.Base(ctx, l.op, l.honest())
		if err != nil {
			return false, l.refused(ctx, err)
		}
		honest = base.Exchange
	}
	first, err := l.undertake(ctx, l.low)
	if err != nil {
		return false, l.refused(ctx, err)
	}
	if !world.Succeeded(first.Done) {
		l.p.Clean(l.op, "%s gets %s", l.low, world.Status(first.Done))
		return false, nil
	}
	second, err := l.undertake(ctx, l.low)
	if err != nil {
		return false, err
	}
	nobody, err := l.undertake(ctx, l.p.Anonymous())
	if err != nil {
		return false, err
	}
	if world.Succeeded(nobody.Done) {
		l.p.Clean(l.op, "anonymous gets %s too: missing-authentication decides", world.Status(nobody.Done))
		return false, nil
	}
	return l.judge(first, second, nobody, honest)
}

func (l look) undertake(ctx context.Context, who *identity.Identity) (*world.Trial, error) {
	seers := append(l.p.Highs(), l.p.Low()...)
	return l.p.Undertake(ctx, world.Attempt{Operation: l.op, Honest: l.honest(), Seers: append(seers, l.p.Anonymous()), Send: l.as(ctx, who)})
}

// judge decides what it means that the operation worked for low twice.
func (l look) judge(first, second, nobody *world.Trial, honest *wire.Exchange) (bool, error) {
	seen := first.Effect != world.NoEffect && second.Effect != world.NoEffect
	switch {
	case seen:
	case second.Looked != nil:
		l.p.Inconclusive(l.op, "%s gets %s, and %s sees no change by it", l.low, world.Status(second.Done), second.Seer)
		return false, nil
	case honest == nil || !world.SameProperties(honest, second.Done):
		l.p.Clean(l.op, "%s gets %s with another answer, and nothing shows an effect", l.low, world.Status(second.Done))
		return false, nil
	case l.high == nil:
		l.p.Inconclusive(l.op, "%s gets %s, no operation shows the effect, and %s", l.low, world.Status(second.Done), l.nobodyHigh())
		return false, nil
	}
	l.reportChange(second, nobody, seen)
	return true, nil
}

func (l look) nobodyHigh() string {
	if l.stated {
		return "nobody of a role that may is alive to compare with"
	}
	return "nobody of an administrative role is alive to compare with"
}

func (l look) why() string {
	if l.stated {
		role := l.p.RoleOf(l.low)
		if role == "" {
			role = "known to have none"
		}
		return fmt.Sprintf("%s, and %s is %s", l.p.KnownByDesign(l.op), l.low, role)
	}
	why, _ := l.p.Outline.Administrative(l.op)
	return fmt.Sprintf("the operation is for few: %s", why)
}
