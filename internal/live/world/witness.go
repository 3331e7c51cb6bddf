package world

import (
	"context"
	"fmt"
	"slices"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/fill"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/outline"
)

// proof is how an operation shows that a credential works and matters.
type proof struct {
	op                     *api.Operation
	with, without, mangled *wire.Exchange
	resigned               *wire.Exchange // nil: the credential is no JWT
}

func (p *proof) String() string {
	text := fmt.Sprintf("%s answers %d with the credential, %s without, %s with a malformed one", p.op, p.with.Status, Status(p.without), Status(p.mangled))
	if p.resigned != nil {
		text += fmt.Sprintf(", %s with one signed by a random key", Status(p.resigned))
	}
	return text
}

// prove checks each credential at a witness.
func (w *World) prove(ctx context.Context, who []*identity.Identity) error {
	for _, i := range who {
		if i.Credential().Empty() {
			if _, reason := i.Alive(); reason == "" {
				i.SetAlive(false, "no credential")
			}
			_, reason := i.Alive()
			w.Note("warning", "%s is left out: %s", i.Name, reason)
			continue
		}
		p, err := w.witness(ctx, i, i.Credential())
		if err != nil {
			return err
		}
		if p == nil {
			i.SetAlive(false, "no operation answers with the credential of "+i.Name+" and refuses without it")
			w.Note("warning", "%s is left out: no operation answers with its credential and refuses without it", i.Name)
			continue
		}
		i.SetAlive(true, p.String())
	}
	return nil
}

// maxWitnesses bounds the operations that are asked to prove one credential.
const maxWitnesses = 15

// witness finds an operation that answers 2xx with the credential, and not
// so without it nor with a malformed one. Nil: none does.
func (w *World) witness(ctx context.Context, who *identity.Identity, c identity.Credential) (*proof, error) {
	w.mu.Lock()
	candidates := slices.Clone(w.witnesses)
	w.mu.Unlock()
	for _, op := range w.witnessCandidates() {
		if !slices.Contains(candidates, op) {
			candidates = append(candidates, op)
		}
	}
	for _, op := range candidates[:min(len(candidates), maxWitnesses)] {
		p, err := w.testify(ctx, who, c, op)
		if err != nil {
			return nil, err
		}
		if p == nil {
			continue
		}
		w.mu.Lock()
		if !slices.Contains(w.witnesses, op) {
			w.witnesses = append(w.witnesses, op)
		}
		w.mu.Unlock()
		return p, nil
	}
	return w.recognised(ctx, who, c)
}

func (w *World) testify(ctx context.Context, who *identity.Identity, c identity.Credential, op *api.Operation) (*proof, error) {
	with, err := w.ask(ctx, who, c, op)
	if err != nil || with == nil || !Succeeded(with) {
		return nil, err
	}
	without, err := w.askAs(ctx, identity.AnonymousName, who, identity.Credential{}, op)
	if err != nil || without == nil || Succeeded(without) && Digest(without, nil) == Digest(with, nil) {
		return nil, err
	}
	mangled, err := w.ask(ctx, who, c.Replaced(identity.Malformed(c.Secret)), op)
	if err != nil || mangled == nil || Succeeded(mangled) && Digest(mangled, nil) == Digest(with, nil) {
		return nil, err
	}
	if Succeeded(without) || Succeeded(mangled) {
		// The difference must not be one that changes by itself.
		again, err := w.ask(ctx, who, c, op)
		if err != nil || again == nil || Digest(again, nil) != Digest(with, nil) {
			return nil, err
		}
	}
	p := &proof{op: op, with: with, without: without, mangled: mangled}
	if forged := identity.Resigned(c.Secret); forged != "" {
		// The same claims under another key: who takes them does not verify.
		if p.resigned, err = w.ask(ctx, who, c.Replaced(forged), op); err != nil {
			return nil, err
		}
		if p.resigned != nil && Succeeded(p.resigned) && Digest(p.resigned, nil) == Digest(with, nil) {
			w.Note("warning", "%s takes a token that was signed with a random key: signatures are not verified, and anybody can be anybody", op)
		}
	}
	return p, nil
}

// ask calls a candidate that needs nothing but a credential, and who sends it.
func (w *World) ask(ctx context.Context, who *identity.Identity, c identity.Credential, op *api.Operation) (*wire.Exchange, error) {
	return w.askAs(ctx, who.Name, who, c, op)
}

// askAs is ask about who under another name. Nil: what is known of who's
// account does not fill the path.
func (w *World) askAs(ctx context.Context, name string, who *identity.Identity, c identity.Credential, op *api.Operation) (*wire.Exchange, error) {
	b := &builder{w: w, op: op, who: w.anonymous, refs: map[string]any{}, unique: w.hash(op.String())[:10]}
	for _, slot := range w.Outline.Slots(op) {
		if slot.In != "path" {
			continue
		}
		v, ok := ofAccount(who, slot.Name)
		if slot.Resource == w.Outline.Accounts {
			v, ok = pick(who.Account(), slot.Name, w.Outline.Accounts.Name)
		}
		if !ok {
			return nil, nil
		}
		b.refs[slot.Name] = v
	}
	r, err := b.fresh(fill.Full)
	if err != nil {
		return nil, nil
	}
	ex, err := w.SendWith(ctx, name, c, r)
	if err != nil || ex.Status != 400 && ex.Status != 422 && ex.Status < 500 {
		return ex, err
	}
	if paged, ok := b.paged(r); ok {
		return w.SendWith(ctx, name, c, paged)
	}
	return ex, nil
}

// ofAccounts tells whether all that the path of an operation takes are
// identifiers of accounts, or known of some account, so that the caller's own
// fill it.
func (w *World) ofAccounts(op *api.Operation) bool {
	n := 0
	for _, slot := range w.Outline.Slots(op) {
		known := slices.ContainsFunc(w.identities, func(who *identity.Identity) bool { _, ok := ofAccount(who, slot.Name); return ok })
		if slot.In == "path" && (slot.Resource == w.Outline.Accounts || known) {
			n++
		}
	}
	return n == len(op.PathParameters())
}

// witnessCandidates are reads whose path takes nothing, or the caller's own
// account: about the caller first, then lists, then searches; protected ones
// first, administrative ones and those with a path parameter last.
func (w *World) witnessCandidates() []*api.Operation {
	var ops []*api.Operation
	for _, op := range w.API.Operations {
		if !w.ofAccounts(op) || !w.Outline.ReadsOnly(op) || w.Mode == Passive && !op.Reads() {
			continue
		}
		if _, no := w.Forbidden(op); no {
			continue
		}
		switch w.Outline.Purpose(op) {
		case outline.Health, outline.Documentation, outline.Logout, outline.Login, outline.SignUp:
			continue
		}
		ops = append(ops, op)
	}
	rank := func(op *api.Operation) int {
		n := 0
		if !op.Reads() {
			n += 8
		}
		if _, admin := w.Outline.Administrative(op); admin {
			n += 4
		}
		if !op.Protected() {
			n += 2
		}
		if w.Outline.Purpose(op) != outline.Self {
			n++
		}
		if len(op.PathParameters()) > 0 {
			n += 16
		}
		return n
	}
	slices.SortStableFunc(ops, func(a, b *api.Operation) int { return compareOperations(a, b, rank) })
	return ops
}
