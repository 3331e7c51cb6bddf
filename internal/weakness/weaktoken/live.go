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
	who := holders(p)
	if len(who) == 0 {
		for _, op := range p.Operations() {
			if len(p.Identities()) == 0 {
				p.Inconclusive(op, "%v", p.NoneAlive())
				continue
			}
			p.NotApplicable(op, "no identity has a token whose signature could be looked at")
		}
		return nil
	}
	t := &tester{p: p, holders: who, keys: publicKeys(ctx, p, who[0])}
	if err := p.Each(ctx, t.look); err != nil {
		return errors.Join(err, t.report(ctx))
	}
	return t.report(ctx)
}

// holders are those who call with a signed token: one of ordinary role, and
// one of high role for what is refused to the other.
func holders(p *weakness.LivePass) []*identity.Identity {
	var found []*identity.Identity
	for _, group := range [][]*identity.Identity{p.Low(), p.Highs()} {
		if i := slices.IndexFunc(group, func(who *identity.Identity) bool { return carried(who.Credential()).form != nil }); i >= 0 {
			found = append(found, group[i])
		}
	}
	return found
}

// tester tries forged tokens.
type tester struct {
	p       *weakness.LivePass
	holders []*identity.Identity
	keys    []string // that the API tells everybody

	mu   sync.Mutex
	hits []hit
}

// hit is a forgery that an operation took.
type hit struct {
	question
	op              *weakness.Operation
	forgery         forgery
	theirs          *wire.Exchange
	refused, nobody *wire.Exchange // by a random signature, and without a token
}

// question is an operation as it answers the owner of the token.
type question struct {
	who     *identity.Identity
	request *request.Request
	with    *wire.Exchange
}

// answered tells whether the answer to a forged token is the owner's: it
// works, and shows the same properties.
func (q question) answered(ex *wire.Exchange) bool {
	return world.Succeeded(ex) && world.SameProperties(ex, q.with)
}

// honest is the operation as it answers the first holder for whom it works.
func (t *tester) honest(ctx context.Context, op *weakness.Operation) (question, error) {
	var last error
	for _, who := range t.holders {
		base, err := t.p.Base(ctx, op, who)
		if world.Stops(err) {
			return question{}, err
		}
		if err != nil {
			last = err
			continue
		}
		q := question{who: who, request: base.Request}
		if q.with, err = t.p.Send(ctx, who, q.request); err != nil {
			return q, err
		}
		if world.Succeeded(q.with) {
			return q, nil
		}
		last = errors.New("the honest call is answered " + world.Status(q.with))
	}
	return question{}, last
}

// look tries the forgeries at one operation until one is taken twice.
func (t *tester) look(ctx context.Context, op *weakness.Operation) error {
	q, err := t.honest(ctx, op)
	if err != nil {
		return err
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
	h := hit{question: q, op: op, refused: random, nobody: nobody}
	forgeries := carried(q.who.Credential()).forgeries(t.keys)
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
	// A forgery of a token that has expired is refused for that.
	if err := t.p.Renew(ctx, q.who); err != nil {
		return nil, err
	}
	c := carried(q.who.Credential())
	token := forged(c)
	t.p.Masker.Register("$FORGED_TOKEN", token)
	return t.p.SendWith(ctx, q.who.Name+" (forged)", c.replaced(token), q.request)
}
