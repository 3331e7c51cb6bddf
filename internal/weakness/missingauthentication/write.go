package missingauthentication

import (
	"context"
	"fmt"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// writing lets nobody make a change, and its owner look.
func (l look) writing(ctx context.Context) error {
	who := l.p.Identities()[0]
	var honest *wire.Exchange
	if res, ok := l.p.Target(l.op); !ok || res != l.p.Outline.Accounts {
		base, err := l.p.BaseAny(ctx, l.op)
		if err != nil {
			return l.refusalOnly(ctx, who, err)
		}
		who, honest = base.Who, base.Exchange
	}
	first, err := l.undertake(ctx, who)
	if err != nil {
		return l.refusalOnly(ctx, who, err)
	}
	if world.Succeeded(first.Done) {
		return l.confirm(ctx, who, honest, first)
	}
	other, ok := l.unissued(who)
	if !ok {
		l.p.Clean(l.op, "%s gets %s", l.nobody.name, world.Status(first.Done))
		return nil
	}
	ex, err := other.send(ctx)(first.Request)
	if err != nil {
		return err
	}
	if !world.Succeeded(ex) {
		l.p.Clean(l.op, "%s gets %s, and a credential that nobody issued %s", l.nobody.name, world.Status(first.Done), world.Status(ex))
		return nil
	}
	if first, err = other.undertake(ctx, who); err != nil {
		return err
	}
	return other.confirm(ctx, who, honest, first)
}

func (l look) undertake(ctx context.Context, who *identity.Identity) (*world.Trial, error) {
	return l.p.Undertake(ctx, world.Attempt{
		Operation: l.op, Honest: who, Send: l.send(ctx),
		Seers: append(append(l.p.Low(), l.p.Highs()...), l.p.Anonymous()),
	})
}

// confirm does it again and decides.
func (l look) confirm(ctx context.Context, who *identity.Identity, honest *wire.Exchange, first *world.Trial) error {
	second, err := l.undertake(ctx, who)
	if err != nil {
		return err
	}
	seen := first.Effect != world.NoEffect && second.Effect != world.NoEffect
	switch {
	case !world.Succeeded(first.Done) || !world.Succeeded(second.Done):
		l.p.Clean(l.op, "%s gets %s", l.nobody.name, world.Status(second.Done))
		return nil
	case !seen && second.Looked != nil:
		l.p.Inconclusive(l.op, "%s gets %s, and %s sees no change by it", l.nobody.name, world.Status(second.Done), second.Seer)
		return nil
	case !seen && (honest == nil || !world.SameProperties(honest, second.Done)):
		l.p.Clean(l.op, "%s gets %s with another answer, and nothing shows an effect", l.nobody.name, world.Status(second.Done))
		return nil
	}
	p, err := l.protectionOfChanged(ctx, who, second)
	if err != nil {
		return err
	}
	if p.not != "" {
		l.p.Clean(l.op, "%s", p.not)
		return nil
	}
	return l.reportChange(ctx, p, who, second, seen)
}

// protectionOfChanged is [look.protection] for objects of the kind that was
// changed.
func (l look) protectionOfChanged(ctx context.Context, who *identity.Identity, t *world.Trial) (protection, error) {
	if l.op.Protected() || t.Object == nil {
		return l.protection(ctx, who, nil, false)
	}
	if owned := l.p.OwnedByDesign(l.op, t.Object.Resource); owned != "" && t.Effect != world.Created {
		return protection{why: owned, verdict: finding.Proven, private: true}, nil
	}
	for _, reader := range l.p.Readers(t.Object.Resource) {
		obj, err := l.p.Own(ctx, t.Object.Resource, who)
		if err != nil || obj.Owner != who {
			return l.protection(ctx, who, nil, false)
		}
		view, err := l.p.View(ctx, obj, reader)
		if world.Stops(err) {
			return protection{}, err
		}
		if err == nil {
			return l.protection(ctx, who, view, true)
		}
	}
	return l.protection(ctx, who, nil, false)
}

func (l look) reportChange(ctx context.Context, p protection, who *identity.Identity, t *world.Trial, seen bool) error {
	guard, err := l.guard(ctx, who)
	if err != nil || guard == nil {
		return err
	}
	recipe := l.recipe(t.Request, who, "2xx")
	recipe = append(recipe[:len(recipe)-2], recipe[len(recipe)-1])
	found := weakness.Found{
		Operation: l.op, Severity: finding.High, Verdict: finding.Likely, Identity: l.nobody.name, Control: guard,
		Summary: fmt.Sprintf("%s %s is answered as %s is: %s. No operation shows the effect.", l.op, l.nobody.how, who, p.why),
	}
	if seen && t.Before != nil {
		found.Exchanges = append(found.Exchanges, weakness.Show(t.Before, "%s, the owner, sees the %s", t.Seer, t.Object.Resource.Name))
	}
	found.Exchanges = append(found.Exchanges, weakness.Show(t.Done, "the change is made %s", l.nobody.how))
	if seen {
		found.Exchanges = append(found.Exchanges, weakness.Show(t.After, "%s sees it: %s", t.Seer, t.Effect))
		found.Summary = fmt.Sprintf("A %s was %s %s, and %s sees it: %s.", t.Object.Resource.Name, t.Effect, l.nobody.how, t.Seer, p.why)
		found.Severity, found.Verdict = finding.Critical, p.verdict
		recipe = append(recipe, l.p.Step(t.Seer, t.Looked, string(t.Effect), t.Object))
	}
	found.Recipe = recipe
	l.p.Report(found)
	return nil
}
