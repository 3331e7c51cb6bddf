package operatorinjection

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
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

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.SignUp, outline.Logout, outline.Health, outline.Documentation:
		return "it looks nothing up by request values"
	case outline.Create:
		return "it creates, and looks nothing up by free values"
	}
	if op.Body == nil && !slices.ContainsFunc(op.Parameters, func(q *api.Parameter) bool { return q.In == "query" }) {
		return "it takes no values in a query or body"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		switch {
		case p.Outline.Purpose(op) == outline.Login:
			return login(ctx, p, op)
		case p.Outline.ReadsOnly(op):
			return reading(ctx, p, op)
		default:
			return writing(ctx, p, op)
		}
	})
}

// reading asks operations that change nothing with operators that match
// every document and none.
func reading(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) error {
	who, full, err := honest(ctx, p, op)
	if err != nil {
		return err
	}
	// Without a single document no operator can show its effect.
	if res := p.Outline.Resource(op); res != nil && !who.IsAnonymous() {
		if _, err := p.Own(ctx, res, who); world.Stops(err) {
			return err
		}
	}
	base := lean(op, full)
	answers, mask, err := p.Repeat(ctx, who, base, 2)
	if err != nil {
		return err
	}
	if base != full && slices.ContainsFunc(answers, func(ex *wire.Exchange) bool { return !world.Succeeded(ex) }) {
		base = full
		if _, mask, err = p.Repeat(ctx, who, base, 2); err != nil {
			return err
		}
	}
	probe := &probe{p: p, op: op, who: who, base: base, alike: alike(mask)}
	for _, place := range places(op, full) {
		found, err := probe.look(ctx, place)
		if err != nil {
			return err
		}
		if found {
			return nil
		}
	}
	p.Clean(op, "operators in %d places change nothing or are refused", probe.tried)
	return nil
}

// honest is a request that works, or one that merely finds nothing: what
// matches is what the operators are for.
func honest(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*identity.Identity, *request.Request, error) {
	base, err := p.BaseAny(ctx, op)
	if err == nil {
		return base.Who, base.Request, nil
	}
	var u *world.Unbuildable
	if !errors.As(err, &u) || u.Exchange == nil || u.Exchange.Status != 404 && !u.Exchange.OK() {
		return nil, nil, err
	}
	callers := p.Callers(op)
	if len(callers) == 0 || len(op.PathParameters()) > 0 {
		return nil, nil, err
	}
	r, berr := p.Build(ctx, op, callers[0])
	if berr != nil {
		return nil, nil, err
	}
	return callers[0], r, nil
}

// lean is the request without what may be left out: a filter that matches
// nothing hides what another one does.
func lean(op *api.Operation, r *request.Request) *request.Request {
	c := r.Clone()
	for _, q := range op.Parameters {
		if q.In == "query" && !q.Required {
			c.Query.Del(q.Name)
		}
	}
	if object, ok := c.Body.(map[string]any); ok && op.Body != nil {
		if content := api.JSON(op.Body.Contents); content != nil && content.Schema != nil {
			for _, property := range content.Schema.Properties {
				if !content.Schema.Requires(property.Name) {
					delete(object, property.Name)
				}
			}
		}
	}
	if len(c.Places()) == len(r.Places()) {
		return r
	}
	return c
}

// places are the values of the request and the declared ones that it leaves
// out, secrets first.
func places(op *api.Operation, r *request.Request) []request.Place {
	all := r.Places()
	add := func(place request.Place) {
		if !slices.Contains(all, place) {
			all = append(all, place)
		}
	}
	for _, q := range op.Parameters {
		if q.In == "query" {
			add(request.Place{In: "query", Name: q.Name})
		}
	}
	if op.Body != nil {
		if _, isObject := r.Body.(map[string]any); isObject || r.Body == nil {
			if c := api.JSON(op.Body.Contents); c != nil && c.Schema != nil {
				for _, property := range c.Schema.Properties {
					if s := property.Schema; s.Type() != "array" && !(s.Type() == "object" && len(s.Properties) > 0) {
						add(request.Place{In: "body", Name: "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(property.Name)})
					}
				}
			}
			add(request.Place{In: "body"})
		}
	}
	all = slices.DeleteFunc(all, func(place request.Place) bool { return offersOperators(op, place) })
	slices.SortStableFunc(all, func(a, b request.Place) int { return rank(op, a) - rank(op, b) })
	return all
}

// offersOperators tells whether the contract itself offers operators at the
// place: a query language that is meant is no injection.
func offersOperators(op *api.Operation, place request.Place) bool {
	if strings.Contains(place.Name, "$") {
		return true
	}
	if place.In != "body" || op.Body == nil {
		p := op.Parameter(place.In, place.Name)
		return p != nil && operators(p.Schema, 0)
	}
	content := api.JSON(op.Body.Contents)
	if content == nil {
		return false
	}
	first, _, _ := strings.Cut(strings.TrimPrefix(place.Name, "/"), "/")
	return operators(content.Schema.Property(first), 0)
}

// operators tells whether the schema, or one of its alternatives, declares
// properties that begin with a dollar.
func operators(s *api.Schema, depth int) bool {
	const deepest = 3 // an alternative in a list of alternatives
	if s == nil || depth > deepest {
		return false
	}
	return slices.ContainsFunc(s.Properties, func(p *api.Property) bool { return strings.HasPrefix(p.Name, "$") }) ||
		slices.ContainsFunc(s.Any, func(a *api.Schema) bool { return operators(a, depth+1) })
}

func rank(op *api.Operation, place request.Place) int {
	if world.Password(op, place.Base()) || lexicon.Sensitive(place.Base()) {
		return 0
	}
	return 1
}

// probe looks at one operation.
type probe struct {
	p       *weakness.LivePass
	op      *weakness.Operation
	who     *identity.Identity
	base    *request.Request
	alike   func(*wire.Exchange) string
	account *identity.Identity // whose login it is; nil for other operations
	tried   int
}

// look asks at one place and reports whether it found something.
func (b *probe) look(ctx context.Context, place request.Place) (bool, error) {
	b.tried++
	for _, ask := range b.asks(place) {
		first, err := b.p.Divide(ctx, b.who, ask.questions[0], b.alike)
		if err != nil {
			return false, err
		}
		if first == nil {
			continue
		}
		found, err := b.confirm(ctx, place, ask, first)
		if err != nil || found {
			return found, err
		}
	}
	return false, nil
}

// confirm asks the other questions and the controls.
func (b *probe) confirm(ctx context.Context, place request.Place, a ask, first *weakness.Division) (bool, error) {
	var second *weakness.Division
	for _, q := range a.questions[1:] {
		d, err := b.p.Divide(ctx, b.who, q, b.alike)
		if err != nil {
			return false, err
		}
		if d != nil && b.alike(d.No) == b.alike(first.No) {
			second = d
			break
		}
	}
	if second == nil {
		return false, nil
	}
	control, err := b.p.Send(ctx, b.who, a.inert)
	if err != nil {
		return false, err
	}
	if b.p.Worked(b.op, control) && b.alike(control) == b.alike(first.Yes) {
		return false, nil
	}
	controls := []weakness.Shown{weakness.Show(control, "an object that is no operator matches nothing")}
	if a.plain != nil {
		mismatch, err := b.p.Send(ctx, b.who, a.plain)
		if err != nil {
			return false, err
		}
		if b.p.Worked(b.op, mismatch) && b.alike(mismatch) == b.alike(first.Yes) {
			return false, nil // any value does it: it is not looked at
		}
		controls = append(controls, weakness.Show(mismatch, "a plain value that matches nothing"))
	}
	b.report(place, first, second, controls)
	return true, nil
}

func (b *probe) report(place request.Place, first, second *weakness.Division, control []weakness.Shown) {
	what := place.String()
	if place.Name == "" {
		what = "the whole body"
	}
	b.p.Report(weakness.Found{
		Operation: b.op, Severity: finding.Critical, Verdict: finding.Proven, Field: place.String(), Identity: b.who.Name,
		Summary: fmt.Sprintf("%s: in %s, %s and %s part the answers as MongoDB does.", b.effect(), what, first.Name, second.Name),
		Exchanges: []weakness.Shown{
			weakness.Show(second.No, "an operator that no document satisfies: %s", records(second.No)),
			weakness.Show(second.Yes, "one that every document does: %s", records(second.Yes)),
			weakness.Show(first.No, "another that none does: %s", records(first.No)),
			weakness.Show(first.Yes, "another that every document does: %s", records(first.Yes)),
		},
		Control: control,
		Recipe: []evidence.Step{
			b.p.Step(b.who, first.True, "an answer as for every document"),
			b.p.Step(b.who, first.False, "an answer as for none"),
		},
	})
}

// effect is what the caller could do, in a few words.
func (b *probe) effect() string {
	if b.account != nil {
		return fmt.Sprintf("%s logged in to %s's account without the right values", b.who, b.account)
	}
	return fmt.Sprintf("%s chose which documents are found", b.who)
}

func records(ex *wire.Exchange) string {
	body, _ := ex.JSON()
	if list := compare.Records(body); list != nil {
		return fmt.Sprintf("%d records", len(list))
	}
	return "status " + world.Status(ex)
}
