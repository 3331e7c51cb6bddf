package weaktoken

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Login, outline.SignUp, outline.Reset, outline.Health, outline.Documentation:
		return "it is for those who have no token yet, or for everybody"
	}
	if !p.Outline.ReadsOnly(op) || op.Method == "HEAD" {
		return "operations that read stand for it: one check of tokens serves an API"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	who, err := holder(p)
	if who == nil {
		for _, op := range p.Operations() {
			if err != nil {
				p.Inconclusive(op, "%v", err)
				continue
			}
			p.NotApplicable(op, "no identity has a token whose signature could be looked at")
		}
		return nil
	}
	t := &tester{p: p, who: who, keys: publicKeys(ctx, p, who)}
	if err := p.Each(ctx, t.look); err != nil {
		return errors.Join(err, t.report(ctx))
	}
	return t.report(ctx)
}

// holder is the first identity that calls with a signed token. Nil: none
// does, with the reason where none is alive.
func holder(p *weakness.LivePass) (*identity.Identity, error) {
	if len(p.Identities()) == 0 {
		return nil, p.NoneAlive()
	}
	for _, who := range slices.Concat(p.Low(), p.Highs()) {
		if carried(who.Credential()).form != nil {
			return who, nil
		}
	}
	return nil, nil
}

// tester tries forged tokens of one identity.
type tester struct {
	p    *weakness.LivePass
	who  *identity.Identity
	keys []string // that the API tells everybody

	mu   sync.Mutex
	hits []hit
}

// hit is a forgery that an operation took.
type hit struct {
	op              *weakness.Operation
	request         *request.Request
	forgery         forgery
	with, theirs    *wire.Exchange
	refused, nobody *wire.Exchange // by a random signature, and without a token
}

// question is an operation as it answers the owner of the token.
type question struct {
	request *request.Request
	with    *wire.Exchange
}

// answered tells whether the answer to a forged token is the owner's: it
// works, and shows the same properties.
func (q question) answered(ex *wire.Exchange) bool {
	return world.Succeeded(ex) && world.SameProperties(ex, q.with)
}

// look tries the forgeries at one operation until one is taken twice.
func (t *tester) look(ctx context.Context, op *weakness.Operation) error {
	base, err := t.p.Base(ctx, op, t.who)
	if err != nil {
		return err
	}
	q := question{request: base.Request}
	if q.with, err = t.p.Send(ctx, t.who, q.request); err != nil {
		return err
	}
	if !world.Succeeded(q.with) {
		return errors.New("the honest call is answered " + world.Status(q.with))
	}
	nobody, err := t.p.Send(ctx, t.p.Anonymous(), q.request)
	if err != nil {
		return err
	}
	broken, err := t.send(ctx, q, func(c carrier) string { return identity.Malformed(c.token) })
	if err != nil {
		return err
	}
	if q.answered(nobody) || q.answered(broken) {
		t.p.NotApplicable(op, "it answers without a token as well: missing-authentication")
		return nil
	}
	return t.forge(ctx, op, q, nobody, broken)
}

func (t *tester) forge(ctx context.Context, op *weakness.Operation, q question, nobody, broken *wire.Exchange) error {
	random, err := t.send(ctx, q, func(c carrier) string { return c.form.resigned(c.token) })
	if err != nil {
		return err
	}
	h := hit{op: op, request: q.request, with: q.with, refused: random, nobody: nobody}
	forgeries := carried(t.who.Credential()).forgeries(t.keys)
	if q.answered(random) {
		h.refused, forgeries = broken, []forgery{unverified}
	}
	for _, f := range forgeries {
		taken := 0
		for range 2 {
			h.theirs, err = t.send(ctx, q, f.make)
			if err != nil {
				return err
			}
			if !q.answered(h.theirs) {
				break
			}
			taken++
		}
		if taken == 2 {
			h.forgery = f
			t.mu.Lock()
			defer t.mu.Unlock()
			t.hits = append(t.hits, h)
			return nil
		}
	}
	t.p.Clean(op, "%d forged tokens are refused, and no listed secret makes the signature", len(forgeries)+1)
	return nil
}

// send asks with a forged token, made of the one that is valid now.
func (t *tester) send(ctx context.Context, q question, forged func(carrier) string) (*wire.Exchange, error) {
	c := carried(t.who.Credential())
	token := forged(c)
	t.p.Masker.Register("$FORGED_TOKEN", token)
	return t.p.SendWith(ctx, t.who.Name+" (forged)", c.replaced(token), q.request)
}
