package plaintextcredentials

import (
	"context"
	"fmt"
	"slices"
	"sync"

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
	switch purpose := p.Outline.Purpose(op); {
	case purpose == outline.Login, purpose == outline.SignUp, purpose == outline.Reset, purpose == outline.Refresh:
		return "its request carries the password: an answer may repeat it without keeping it"
	case purpose == outline.Documentation, purpose == outline.Health:
		return "it shows nothing that is kept of anybody"
	case !p.Outline.ReadsOnly(op) || op.Method == "HEAD":
		return "what is kept is seen where it is read"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	known := passwords(p)
	var mu sync.Mutex
	seen := map[*weakness.Operation]*sighting{}
	err := p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		if len(known) == 0 {
			p.Untested(op, "no identity's password is known: it has a token only")
			return nil
		}
		s, err := look(ctx, p, op, known)
		if s != nil {
			mu.Lock()
			defer mu.Unlock()
			seen[op] = s
		}
		return err
	})
	report(p, seen)
	return err
}

// shortest password that is not in an answer by chance.
const shortest = 6

// passwords are those that identities log in with, and whose they are.
func passwords(p *weakness.LivePass) map[string]*identity.Identity {
	known := map[string]*identity.Identity{}
	for _, who := range slices.Backward(p.All()) {
		for _, text := range p.Passwords(who) {
			if len(text) >= shortest {
				known[text] = who
			}
		}
	}
	return known
}

// sighting is a password in an answer.
type sighting struct {
	op            *weakness.Operation
	who, whose    *identity.Identity
	pointer       string
	request       *request.Request
	first, second *wire.Exchange
	other         *wire.Exchange // to somebody else; nil: it was not needed
}

// look reads as each who may, until an answer holds a password twice.
func look(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, known map[string]*identity.Identity) (*sighting, error) {
	answered, last := 0, p.NoneAlive()
	for _, who := range p.Callers(op) {
		base, err := p.Base(ctx, op, who)
		if world.Stops(err) {
			return nil, err
		}
		if err != nil {
			last = err
			continue
		}
		// Since then there may be more in it.
		ex, err := p.Send(ctx, base.Who, base.Request)
		if err != nil {
			return nil, err
		}
		answered++
		s, err := confirm(ctx, p, &sighting{op: op, who: base.Who, request: base.Request, first: ex}, known)
		if s != nil || err != nil {
			return s, err
		}
	}
	if answered == 0 {
		return nil, last
	}
	if !p.Marked(op) {
		p.Clean(op, "%d answers hold no password that the scan knows", answered)
	}
	return nil, nil
}

// confirm asks again for what holds a password. Where its name does not say
// that it is one, somebody else must not be shown the same text.
func confirm(ctx context.Context, p *weakness.LivePass, s *sighting, known map[string]*identity.Identity) (*sighting, error) {
	for _, leaf := range kept(s.request, s.first, known) {
		text := leaf.Value.(string)
		s.pointer, s.whose = leaf.Pointer, known[text]
		var err error
		if s.second, err = p.Send(ctx, s.who, s.request); err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(kept(s.request, s.second, known), func(l compare.Leaf) bool { return l.Value == text }) {
			p.Inconclusive(s.op, "the answer to %s is not given again", s.who)
			continue
		}
		if name := world.PropertyName(leaf.Pointer); lexicon.Password(name) || lexicon.Sensitive(name) {
			return s, nil
		}
		if s.other, err = elsewhere(ctx, p, s, text); err != nil {
			return nil, err
		}
		if s.other != nil {
			return s, nil
		}
		p.Inconclusive(s.op, "the answer holds a text that is %s's password, in a property that does not say so", s.whose)
	}
	return nil, nil
}

// kept lists the values of a successful answer that are passwords, and which
// the request did not bring.
func kept(r *request.Request, ex *wire.Exchange, known map[string]*identity.Identity) []compare.Leaf {
	body, ok := ex.JSON()
	if !ok || !world.Succeeded(ex) {
		return nil
	}
	return slices.DeleteFunc(compare.Leaves(body), func(leaf compare.Leaf) bool {
		text, isText := leaf.Value.(string)
		if !isText || known[text] == nil {
			return true
		}
		return slices.ContainsFunc(r.Places(), func(place request.Place) bool {
			v, _ := r.Value(place)
			return request.Text(v) == text
		})
	})
}

// elsewhere is an answer to somebody else that does not hold the text; nil:
// there is none.
func elsewhere(ctx context.Context, p *weakness.LivePass, s *sighting, text string) (*wire.Exchange, error) {
	for _, other := range p.Identities() {
		if other == s.who || other == s.whose || slices.Contains(p.Passwords(other), text) {
			continue
		}
		base, err := p.Base(ctx, s.op, other)
		if world.Stops(err) {
			return nil, err
		}
		if err == nil && !compare.Contains(base.Exchange.Text(), text) {
			return base.Exchange, nil
		}
	}
	return nil, nil
}

// report tells of all operations at once: passwords are kept in one place.
func report(p *weakness.LivePass, seen map[*weakness.Operation]*sighting) {
	var first *sighting
	var also []*weakness.Operation
	for _, op := range p.API.Operations {
		if s := seen[op]; s != nil {
			also = append(also, op)
			if first == nil {
				first = s
			}
		}
	}
	if first == nil {
		return
	}
	name := world.PropertyName(first.pointer)
	found := weakness.Found{
		Operation: first.op, Also: also, Severity: finding.High, Verdict: finding.Proven, Identity: first.who.Name,
		Summary: fmt.Sprintf("The answer of %s to %s holds the password that %s chose, as it was sent (%s): it is kept in clear.", first.op, first.who, first.whose, name),
		Exchanges: []weakness.Shown{
			weakness.Show(first.first, "%s of %s is shown to %s", name, first.whose, first.who),
			weakness.Show(first.second, "and again; the request does not carry it"),
		},
		Recipe: append(p.SignedUp(first.whose), p.Step(first.who, first.request, "the answer holds the password that "+first.whose.Name+" chose")),
	}
	if first.other != nil {
		found.Control = []weakness.Shown{weakness.Show(first.other, "somebody else is not shown it")}
	}
	p.Report(found)
}
