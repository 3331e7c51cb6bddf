package missingauthentication

import (
	"context"
	"fmt"
	"slices"

	steps "github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// protection says why an operation should ask who calls.
type protection struct {
	why     string
	not     string // why it need not; "" where it should
	verdict finding.Verdict
	private bool // beyond what the contract says
}

// protection finds out whether what was shown or changed is meant for those
// who are known. The view is of who's own object; shown tells that it was
// seen or touched.
func (l look) protection(ctx context.Context, who *identity.Identity, view *world.View, shown bool) (protection, error) {
	kept, err := l.kept(ctx, who, view, shown)
	if err != nil {
		return protection{}, err
	}
	reason, admin := l.p.Outline.Administrative(l.op)
	private := admin || kept != "" || l.p.Outline.Purpose(l.op) == outline.Self
	owned := ""
	if shown && view != nil {
		owned = l.p.OwnedByDesign(l.op, view.Object.Resource)
	}
	known := l.p.KnownByDesign(l.op)
	switch {
	case l.op.Protected():
		return protection{why: "the contract asks for a credential", verdict: finding.Proven, private: private || owned != ""}, nil
	case owned != "":
		return protection{why: owned, verdict: finding.Proven, private: true}, nil
	case known != "":
		return protection{why: known, verdict: finding.Proven, private: private}, nil
	case kept != "" && !declares(l.p.API):
		return protection{why: kept, verdict: finding.Proven, private: true}, nil
	case kept != "" && l.contrast():
		// The contract may merely follow code in which the check is missing.
		return protection{why: kept, verdict: finding.Likely, private: true}, nil
	case admin:
		return protection{why: reason, verdict: finding.Likely, private: true}, nil
	}
	return protection{not: "the contract asks for no credential here, and nothing that is kept from others comes"}, nil
}

// kept says which listing keeps the object from others of who's role; "":
// none does.
func (l look) kept(ctx context.Context, who *identity.Identity, view *world.View, shown bool) (string, error) {
	if view == nil || !shown || len(view.Marks) == 0 {
		return "", nil
	}
	for _, pair := range l.p.Pairs() {
		if pair.Owner != who {
			continue
		}
		privacy, err := l.p.KeptFromOthers(ctx, view, pair.Stranger)
		if err != nil || privacy.State != world.Private {
			return "", err
		}
		return privacy.Why, nil
	}
	return "", nil
}

// contrast tells whether the collection of the object asks for a credential,
// where the object itself does not.
func (l look) contrast() bool {
	res := l.p.Outline.Resource(l.op)
	return res != nil && slices.ContainsFunc(res.List, func(op *weakness.Operation) bool {
		return op != l.op && op.Path == res.Kind && op.Protected()
	})
}

// evidence is what was seen.
type evidence struct {
	who            *identity.Identity // honest
	request        *request.Request
	honest, theirs *wire.Exchange
	content        *world.Content
}

// revealing tells whether the content is about people or secrets.
func revealing(c *world.Content) bool {
	return c.Says(func(name string, v any) bool {
		return v != nil && v != "" && (lexicon.Sensitive(name) || lexicon.Email(name) || lexicon.Phone(name) || lexicon.Owner(name))
	})
}

// report tells of content that came. Content of no one in particular, such as
// a catalogue that the contract closes, is not as grave.
func (l look) report(ctx context.Context, p protection, e evidence) error {
	guard, err := l.guard(ctx, e.who)
	if err != nil || guard == nil {
		return err
	}
	found := weakness.Found{
		Operation: l.op, Severity: finding.High, Verdict: p.verdict, Identity: l.nobody.name,
		Summary: fmt.Sprintf("%s %s gets the content that %s gets: %s.", l.op, l.nobody.how, e.who, p.why),
		Exchanges: []weakness.Shown{
			weakness.Show(e.honest, "%s is answered", e.who),
			weakness.Show(e.theirs, "the same %s is answered with the same", l.nobody.how),
		},
		Control: guard, Recipe: l.recipe(e.request, e.who, "the same content"),
	}
	if p.verdict == finding.Proven && (p.private || revealing(e.content)) {
		found.Severity = finding.Critical
	}
	l.p.Report(found)
	return nil
}

// trivial is for an answer that says nothing: an operation that contract or
// design protect answers nobody with its "ok".
func (l look) trivial(ctx context.Context, e evidence) error {
	body, _ := e.honest.JSON()
	if records := compare.Records(body); !l.op.Protected() && l.p.KnownByDesign(l.op) == "" || records != nil {
		l.p.Inconclusive(l.op, "%s and %s get the same answer, which shows nothing", l.nobody.name, e.who)
		return nil
	}
	guard, err := l.guard(ctx, e.who)
	if err != nil || guard == nil {
		return err
	}
	l.p.Report(weakness.Found{
		Operation: l.op, Severity: finding.Low, Verdict: finding.Likely, Identity: l.nobody.name,
		Summary:   fmt.Sprintf("%s answers %s as it answers %s, though with nothing to protect.", l.op, l.nobody.how, e.who),
		Exchanges: []weakness.Shown{weakness.Show(e.theirs, "answered %s", l.nobody.how)},
		Control:   guard, Recipe: l.recipe(e.request, e.who, "the same answer"),
	})
	return nil
}

// guard is the control: another operation refuses the same caller now. Nil
// and recorded where none does any more.
func (l look) guard(ctx context.Context, who *identity.Identity) ([]weakness.Shown, error) {
	g, err := l.p.Guard(ctx, who)
	if err != nil {
		return nil, err
	}
	if g == nil {
		l.p.Inconclusive(l.op, "the credential of %s parts no operation any more", who)
		return nil, nil
	}
	return []weakness.Shown{
		weakness.Show(g.With, "elsewhere %s is answered", who),
		weakness.Show(g.Without, "and refused without a credential"),
		weakness.Show(g.Malformed, "and with a malformed one"),
	}, nil
}

func (l look) recipe(r *request.Request, who *identity.Identity, expect string) []steps.Step {
	var recipe []steps.Step
	objs := l.p.Mentioned(r)
	for _, obj := range objs {
		recipe = append(recipe, l.p.Made(obj)...)
	}
	nobody := l.p.Step(l.p.Anonymous(), r, expect, objs...)
	nobody.As = l.nobody.name
	return append(recipe, l.p.Step(who, r, "2xx", objs...), nobody)
}
