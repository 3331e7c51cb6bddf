package updateoperatorinjection

import (
	"context"
	"fmt"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	_, admin := p.Outline.Administrative(op)
	purpose := p.Outline.Purpose(op)
	switch {
	case purpose != outline.Update && purpose != outline.Action:
		return "it updates no document"
	case op.Body == nil:
		return "it takes no body"
	case admin:
		return "it is for administrators: missing-function-authorization"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		b := &probe{p: p, op: op}
		if ready, err := b.prepare(ctx); err != nil || !ready {
			return err
		}
		return b.look(ctx)
	})
}

// probe looks at one operation.
type probe struct {
	p   *weakness.LivePass
	op  *weakness.Operation
	who *identity.Identity
	res *outline.Resource // of the object; Accounts: that of who

	watch *world.Watch
	body  map[string]any // the object as it was last read
	last  *wire.Exchange
	tried int
}

// prepare finds whose object is changed, and calls the operation honestly.
func (b *probe) prepare(ctx context.Context) (ready bool, err error) {
	low := b.p.Low()
	if len(low) == 0 {
		b.p.Inconclusive(b.op, "no identity of ordinary role is alive")
		return false, nil
	}
	b.who = low[0]
	target, picks := b.p.Target(b.op)
	b.res = target
	switch {
	case !picks && b.p.Outline.Purpose(b.op) == outline.Action && !b.p.ChangesCaller(b.op):
		b.p.NotApplicable(b.op, "it names no object that it could update")
		return false, nil
	case picks && target == nil, !picks && !b.p.ChangesCaller(b.op):
		b.p.Untested(b.op, "what object it changes is not known")
		return false, nil
	case !picks, target == b.p.Outline.Accounts:
		b.res = b.p.Outline.Accounts
		if b.who, err = b.p.SignUp(ctx, "dave"); err != nil {
			if !world.Stops(err) {
				err = fmt.Errorf("it changes an account, and none can be made for it: %w", err)
			}
			return false, err
		}
		account, err := b.p.Account(b.who)
		if err != nil {
			return false, err
		}
		_, _, err = b.p.Try(ctx, b.op, b.who, account)
		return err == nil, err
	}
	if obj, err := b.p.Own(ctx, target, b.who); err == nil && (obj.Owner != b.who || !obj.Made && b.p.Reserved(target)) {
		b.p.NotApplicable(b.op, "a %s is made by administrators alone", target.Name)
		return false, nil
	}
	_, err = b.p.Base(ctx, b.op, b.who)
	return err == nil, err
}

// fresh makes another object and reads it.
func (b *probe) fresh(ctx context.Context) (bool, error) {
	var obj *world.Object
	var err error
	if b.res == b.p.Outline.Accounts {
		obj, err = b.p.Account(b.who)
	} else {
		obj, err = b.p.Fresh(ctx, b.res, b.who)
	}
	if err != nil {
		return false, err
	}
	if b.watch, err = b.p.Watch(ctx, obj, b.op); err != nil {
		if !world.Stops(err) {
			b.p.Inconclusive(b.op, "what becomes of %s cannot be seen: %v", obj.Label(), err)
			return false, nil
		}
		return false, err
	}
	b.body, _ = b.watch.Body.(map[string]any)
	return b.body != nil, nil
}

func (b *probe) look(ctx context.Context) error {
	if ok, err := b.fresh(ctx); err != nil || !ok {
		return err
	}
	base, planted, err := b.p.Plant(ctx, b.op, b.who, b.watch.Object)
	if err != nil {
		return err
	}
	if _, isObject := base.Body.(map[string]any); base.Body != nil && !isObject || base.Media != "" && !strings.Contains(base.Media, "json") {
		b.p.NotApplicable(b.op, "its body is no JSON object")
		return nil
	}
	slot, _ := b.p.TargetSlot(b.op)
	for _, f := range forms(b.op) {
		if f.whole && slot.In == "body" {
			continue // without its identifier the change may reach all that the caller has
		}
		b.tried++
		m := newMove(b, f, planted, base)
		before := b.body
		sent, err := b.send(ctx, m.request("$"))
		if err != nil {
			return err
		}
		if !world.Succeeded(sent) {
			continue
		}
		if b.body == nil {
			b.p.Inconclusive(b.op, "after %s the object is not shown any more", f.name)
			return nil
		}
		effect := m.effect(before, b.body, 1)
		if effect == "" {
			continue
		}
		if found, err := b.confirm(ctx, f, m, before, effect, planted); err != nil || found {
			return err
		}
	}
	b.p.Clean(b.op, "operators in %d forms are refused, or are no more than keys", b.tried)
	return nil
}

// send puts the request on the wire and reads the object.
func (b *probe) send(ctx context.Context, r *request.Request) (*wire.Exchange, error) {
	sent, err := b.p.Send(ctx, b.who, r)
	if err != nil || !world.Succeeded(sent) {
		return sent, err
	}
	if b.last, err = b.watch.After(ctx, sent); err != nil {
		return nil, err
	}
	doc, _ := b.watch.Find(b.last)
	b.body, _ = doc.(map[string]any)
	return sent, nil
}

// confirm does it a second time, and on another object with keys that are no
// operators.
func (b *probe) confirm(ctx context.Context, f form, m *move, before map[string]any, effect string, planted []string) (bool, error) {
	obj, watch := b.watch.Object, b.watch
	m.again()
	again := m.request("$")
	sent, err := b.send(ctx, again)
	if err != nil {
		return false, err
	}
	if !world.Succeeded(sent) || m.effect(before, b.body, 2) != effect {
		b.p.Inconclusive(b.op, "%s works once, and not again", f.name)
		return true, nil
	}
	seen := b.last
	if ok, err := b.fresh(ctx); err != nil || !ok {
		return true, err
	}
	base, _, err := b.p.Plant(ctx, b.op, b.who, b.watch.Object)
	if err != nil {
		return false, err
	}
	inert := newMove(b, f, planted, base)
	before = b.body
	control, err := b.send(ctx, inert.request("x"))
	if err != nil {
		return false, err
	}
	if world.Succeeded(control) && inert.effect(before, b.body, 1) != "" {
		return false, nil // keys that are no operators do it too
	}
	b.p.Report(weakness.Found{
		Operation: b.op, Severity: finding.Critical, Verdict: finding.Proven, Field: f.field, Identity: b.who.Name,
		Summary: fmt.Sprintf("%s chose the update of an own %s, by %s: %s.", b.who, kind(b.res), f.name, effect),
		Exchanges: []weakness.Shown{
			weakness.Show(watch.First, "before"),
			weakness.Show(sent, "operators, for the second time"),
			weakness.Show(seen, "%s", effect),
		},
		Control: []weakness.Shown{weakness.Show(control, "keys that are no operators do nothing of it")},
		Recipe: append(append(b.p.SignedUp(b.who), b.p.Made(obj)...),
			b.p.Step(b.who, again, "2xx, sent twice", obj),
			b.p.Step(b.who, watch.Request, effect, obj)),
	})
	return true, nil
}

func kind(res *outline.Resource) string {
	if res.Name == "" {
		return "account"
	}
	return res.Name
}
