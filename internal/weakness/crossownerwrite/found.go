package crossownerwrite

import (
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func (a *attack) made(obj *world.Object) []evidence.Step {
	if obj.Resource == a.p.Outline.Accounts {
		return a.p.SignedUp(obj.Owner)
	}
	return a.p.Made(obj)
}

// found weighs an effect that was seen twice.
func (a *attack) found(watch *world.Watch, again, random *strike, privacy world.Privacy) (*weakness.Found, error) {
	p, obj := a.p, watch.Object
	if privacy.Theirs {
		p.Clean(a.op, "%s, and %s", again.effect, privacy.Why)
		return nil, nil
	}
	if role := p.RoleFor(a.op, a.pair.Stranger); privacy.Stated && privacy.State != world.Private && role != nil {
		p.Clean(a.op, "%s, and %s and %s gives it to %s", again.effect, privacy.Why, role.Place, role.Name)
		return nil, nil
	}
	private := privacy.Stated && privacy.State == world.Private
	if phrase, open := lexicon.OpenText(a.op.Summary + "\n" + a.op.Description); open && !private {
		p.Clean(a.op, "%s, and the contract says %q", again.effect, phrase)
		return nil, nil
	}
	_, named := watch.NamesOwner()
	if obj.Resource == p.Outline.Accounts && !meantForOthers(p, a.op) && !private {
		privacy = world.Privacy{State: world.Private, Why: "an account is its owner's, whoever is shown it"}
	}
	others := privacy.State == world.Shared || privacy.State == world.Public
	if others && (!named || meantForOthers(p, a.op)) || privacy.State == world.Unknown && meantForOthers(p, a.op) {
		p.Clean(a.op, "%s, but %s: it may be meant for others", again.effect, privacy.Why)
		return nil, nil
	}
	if tenant := obj.Owner.Tenant; others && tenant != "" && tenant == a.pair.Stranger.Tenant {
		p.Clean(a.op, "%s, and %s: both are of %s, which may share it", again.effect, privacy.Why, tenant)
		return nil, nil
	}
	if p.Outline.Purpose(a.op) == outline.Create && privacy.State != world.Private {
		p.Clean(a.op, "%s added to %s, and nothing shows that others may not: %s", a.pair.Stranger, obj.Label(), privacy.Why)
		return nil, nil
	}
	found := &weakness.Found{
		Operation: a.op, Severity: finding.High, Verdict: finding.Likely, Identity: a.pair.Stranger.Name,
		Summary: again.effect + ".",
		Exchanges: []weakness.Shown{
			weakness.Show(watch.First, "%s, the owner, reads the %s", obj.Owner, obj.Resource.Name),
			weakness.Show(again.sent, "%s calls it", a.pair.Stranger),
			weakness.Show(again.seen, "%s reads again: %s", obj.Owner, again.seenAs),
		},
		Control: []weakness.Shown{
			weakness.Show(random.sent, "%s with a random identifier", a.pair.Stranger),
			weakness.Show(random.seen, "%s's %s is as it was", obj.Owner, obj.Resource.Name),
		},
		Recipe: append(a.made(obj),
			p.Step(a.pair.Stranger, again.request, "it is obeyed, though not the owner calls", obj),
			p.Step(obj.Owner, watch.Request, again.seenAs, obj)),
	}
	if private {
		found.Summary = fmt.Sprintf("%s. %s.", again.effect, privacy.Why)
	}
	if a.slot.In != "path" {
		found.Field = request.Place{In: a.slot.In, Name: a.slot.Name}.String()
	}
	if privacy.State == world.Private || privacy.State == world.Unknown && named {
		found.Severity, found.Verdict = finding.Critical, finding.Proven
	}
	if note := a.noted(again); others && note != "" {
		found.Verdict = finding.Possible
		found.Summary += fmt.Sprintf(" All who call see the %s, and %s is noted as %s: where they may change it too, as in a wiki, ashlar.yaml says so with owner: shared, and gives the operation to their role.", obj.Kind(), a.pair.Stranger, note)
	}
	return found, nil
}

// noted is the property in which the API keeps that the stranger has changed
// the object, beside who has made it: changed_by. It is "" for none.
func (a *attack) noted(s *strike) string {
	who := []any{a.p.Attribute("id", a.pair.Stranger), a.p.Attribute("name", a.pair.Stranger), a.p.Attribute("email", a.pair.Stranger)}
	body, _ := s.seen.JSON()
	for _, leaf := range compare.Leaves(body) {
		name := world.PropertyName(leaf.Pointer)
		if editor(name) && leaf.Value != nil && slices.ContainsFunc(who, func(v any) bool { return v != nil && request.Text(v) == request.Text(leaf.Value) }) {
			return name
		}
	}
	return ""
}
