package missingfunctionauthorization

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// reading is what the callers got for one request.
type reading struct {
	request     *request.Request
	content     *world.Content // of the honest one
	low, nobody *wire.Exchange
}

// reportContent tells that low gets what high gets.
func (l look) reportContent(r reading) {
	l.p.Report(weakness.Found{
		Operation: l.op, Severity: finding.Critical, Verdict: finding.Proven, Identity: l.low.Name,
		Summary: fmt.Sprintf("%s gets the content of %s that %s gets: %s.", l.low, l.op, l.high, l.why()),
		Exchanges: []weakness.Shown{
			weakness.Show(r.content.Exchange, "%s is answered", l.high),
			weakness.Show(r.low, "%s is answered with the same", l.low),
		},
		Control: []weakness.Shown{weakness.Show(r.nobody, "anonymous does not get it")},
		Recipe:  l.recipe(r.request, "2xx", "the same content"),
	})
}

// part is for content that differs from high's. It may be low's own share by
// design, unless it is about others.
func (l look) part(r reading) (bool, error) {
	other, about := l.others(r.low)
	switch {
	case !about && l.stated && world.Telling(r.low) && world.SameProperties(r.content.Exchange, r.low):
		l.reportKind(r, finding.Proven, fmt.Sprintf("what %s gets of it, with other values", l.high))
		return true, nil
	case !about:
		l.p.Clean(l.op, "%s gets %s with other content", l.low, world.Status(r.low))
		return false, nil
	}
	l.reportOthers(r, other, fmt.Sprintf("though not all that %s gets", l.high))
	return true, nil
}

// alone is for an API where nobody is known to be of higher role.
func (l look) alone(r reading) (bool, error) {
	other, about := l.others(r.low)
	switch {
	case !about && l.stated && world.Telling(r.low):
		l.reportKind(r, finding.Likely, "its content, and "+l.nobodyHigh())
		return true, nil
	case !about:
		l.p.Inconclusive(l.op, "%s gets %s, and %s", l.low, world.Status(r.low), l.nobodyHigh())
		return false, nil
	}
	l.reportOthers(r, other, "and "+l.nobodyHigh())
	return true, nil
}

// reportKind tells of content that may be low's own share, of an operation
// that the design gives to others.
func (l look) reportKind(r reading, verdict finding.Verdict, what string) {
	found := weakness.Found{
		Operation: l.op, Severity: finding.Medium, Verdict: verdict, Identity: l.low.Name,
		Summary:   fmt.Sprintf("%s gets from %s %s: %s.", l.low, l.op, what, l.why()),
		Exchanges: []weakness.Shown{weakness.Show(r.low, "%s is answered", l.low)},
		Control:   []weakness.Shown{weakness.Show(r.nobody, "anonymous does not get it")},
		Recipe:    l.recipe(r.request, "2xx", "content of the same kind"),
	}
	if l.high != nil {
		found.Exchanges = append([]weakness.Shown{weakness.Show(r.content.Exchange, "%s is answered", l.high)}, found.Exchanges...)
	}
	l.p.Report(found)
}

func (l look) reportOthers(r reading, other *identity.Identity, but string) {
	verdict := finding.Likely
	if l.stated {
		verdict = finding.Proven
	}
	l.p.Report(weakness.Found{
		Operation: l.op, Severity: finding.High, Verdict: verdict, Identity: l.low.Name,
		Summary:   fmt.Sprintf("%s gets the account of %s from %s, %s: %s.", l.low, other, l.op, but, l.why()),
		Exchanges: []weakness.Shown{weakness.Show(r.low, "%s sees what belongs to %s", l.low, other)},
		Control:   []weakness.Shown{weakness.Show(r.nobody, "anonymous does not get it")},
		Recipe:    l.recipe(r.request, "2xx", "accounts of others"),
	})
}

// others finds an identity, other than low, whose e-mail, user name or id the
// answer holds.
func (l look) others(ex *wire.Exchange) (*identity.Identity, bool) {
	body, ok := ex.JSON()
	if !ok {
		return nil, false
	}
	own := l.low.Account()
	for _, who := range l.p.All() {
		if who == l.low {
			continue
		}
		for name, v := range who.Account() {
			text := request.Text(v)
			telling := lexicon.Email(name) || lexicon.Username(name) || lexicon.Identifier(name) && !lexicon.Tenant(name)
			if telling && len(text) >= shortestName && request.Text(own[name]) != text && compare.Contains(body, text) {
				return who, true
			}
		}
	}
	return nil, false
}

// shortestName is the length below which a user name or identifier may stand
// in an answer by chance.
const shortestName = 6

// reportChange tells of a change that low made.
func (l look) reportChange(t, nobody *world.Trial, seen bool) {
	found := weakness.Found{
		Operation: l.op, Severity: finding.High, Verdict: finding.Likely, Identity: l.low.Name,
		Summary:   fmt.Sprintf("%s is answered by %s as %s is: %s. No operation shows the effect.", l.low, l.op, l.honest(), l.why()),
		Exchanges: []weakness.Shown{weakness.Show(t.Done, "%s performs it", l.low)},
		Control:   []weakness.Shown{weakness.Show(nobody.Done, "anonymous is refused")},
	}
	objs := l.p.Mentioned(t.Request)
	for _, obj := range objs {
		found.Recipe = append(found.Recipe, l.p.Made(obj)...)
	}
	found.Recipe = append(found.Recipe, l.p.Step(l.low, t.Request, "2xx", objs...))
	if seen {
		if t.Before != nil {
			found.Exchanges = slices.Insert(found.Exchanges, 0, weakness.Show(t.Before, "%s sees the %s", t.Seer, t.Object.Resource.Name))
		}
		found.Exchanges = append(found.Exchanges, weakness.Show(t.After, "%s sees it: %s", t.Seer, t.Effect))
		found.Recipe = append(found.Recipe, l.p.Step(t.Seer, t.Looked, string(t.Effect), t.Object))
		found.Summary = fmt.Sprintf("A %s was %s by %s, and %s sees it: %s.", t.Object.Resource.Name, t.Effect, l.low, t.Seer, l.why())
	}
	if seen && (l.high != nil || l.stated) {
		found.Severity, found.Verdict = finding.Critical, finding.Proven
	}
	l.p.Report(found)
}

func (l look) recipe(r *request.Request, honest, low string) []evidence.Step {
	var recipe []evidence.Step
	objs := l.p.Mentioned(r)
	for _, obj := range objs {
		recipe = append(recipe, l.p.Made(obj)...)
	}
	if l.high != nil {
		recipe = append(recipe, l.p.Step(l.high, r, honest, objs...))
	}
	return append(recipe, l.p.Step(l.low, r, low, objs...))
}
