package namespaceinjection

import (
	"context"
	"slices"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch {
	case !p.Asks(op):
		return "it does not only read"
	case len(places(p, op)) == 0:
		return "it takes no name of a collection, database or kind"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		var best *weakness.Found
		for _, place := range places(p, op) {
			s, err := begin(ctx, p, op, place)
			if err != nil {
				return err
			}
			found, err := s.look(ctx)
			if err != nil {
				return err
			}
			if found != nil && (best == nil || proven(found) && !proven(best)) {
				best = found
			}
		}
		if best != nil {
			p.Report(*best)
		}
		return nil
	})
}

// session is what is asked at one place of one operation.
type session struct {
	p      *weakness.LivePass
	op     *weakness.Operation
	place  weakness.Candidate
	who    *identity.Identity
	base   *request.Request
	honest *wire.Exchange // nil: no name is known that it takes
	name   string         // the honest one, if the request has it
	offers []any          // documents of the honest answer
}

// begin finds somebody for whom the operation works. A name in the path may
// look like the identifier of a kind that nobody makes; then any is taken.
func begin(ctx context.Context, p *weakness.LivePass, op *weakness.Operation, place weakness.Candidate) (*session, error) {
	s := &session{p: p, op: op, place: place}
	base, err := p.BaseAny(ctx, op)
	if err == nil {
		s.who, s.base, s.honest = base.Who, base.Request, base.Exchange
		s.offers = documents(base.Exchange)
		if v, ok := base.Request.Value(place.Place); ok {
			s.name = request.Text(v)
		}
		return s, nil
	}
	if world.Stops(err) || place.In != "path" {
		return nil, err
	}
	for _, who := range p.Callers(op) {
		r, berr := p.Build(ctx, op, who, world.InPath(map[string]string{place.Name: p.Random()}))
		if berr != nil {
			if world.Stops(berr) {
				return nil, berr
			}
			continue
		}
		ex, berr := p.Send(ctx, who, r)
		if berr != nil {
			return nil, berr
		}
		if s.who, s.base = who, r; ex.Status != 401 && ex.Status != 403 {
			return s, nil
		}
	}
	return nil, err
}

// look tries names that exist where one that exists nowhere is let through.
func (s *session) look(ctx context.Context) (*weakness.Found, error) {
	nowhere := s.base.With(s.place.Place, s.p.Random())
	control, err := s.p.Send(ctx, s.who, nowhere)
	if err != nil {
		return nil, err
	}
	switch {
	case !world.Succeeded(control) && s.honest == nil:
		s.p.Untested(s.op, "no name is known that {%s} takes; a random one is answered %s", s.place.Name, world.Status(control))
		return nil, nil
	case !world.Succeeded(control):
		s.p.Clean(s.op, "names are checked: one that exists nowhere is answered %s in %s", world.Status(control), s.place)
		return nil, nil
	case len(documents(control)) > 0:
		s.p.Clean(s.op, "%s chooses nothing: a name that exists nowhere is answered with documents too", s.place)
		return nil, nil
	}
	var best *weakness.Found
	tried := names(s.p, s.place, s.name)
	for _, n := range tried {
		found, err := s.try(ctx, n, control)
		if err != nil {
			return nil, err
		}
		if found != nil && (best == nil || proven(found) && !proven(best)) {
			best = found
		}
		if best != nil && proven(best) {
			break
		}
	}
	if best == nil {
		s.p.Clean(s.op, "none of %d names that exist brings documents of another kind in %s", len(tried), s.place)
	}
	if best == nil {
		return nil, nil
	}
	again, err := s.p.Send(ctx, s.who, s.base.With(s.place.Place, s.p.Random()))
	if err != nil {
		return nil, err
	}
	if !world.Succeeded(again) || len(documents(again)) > 0 {
		s.p.Inconclusive(s.op, "names that exist nowhere are not always answered alike in %s", s.place)
		return nil, nil
	}
	return best, nil
}

// try asks for one name twice and says what its documents show.
func (s *session) try(ctx context.Context, n name, control *wire.Exchange) (*weakness.Found, error) {
	other, planted, err := s.plant(ctx, n)
	if err != nil {
		return nil, err
	}
	r := s.base.With(s.place.Place, n.text)
	var answers [2]*wire.Exchange
	var docs []any
	for i := range answers {
		if answers[i], err = s.p.Send(ctx, s.who, r); err != nil {
			return nil, err
		}
		docs = documents(answers[i])
		if !world.Succeeded(answers[i]) || len(docs) == 0 || sameKind(docs, s.offers) {
			return nil, nil
		}
	}
	listed, listing, err := s.listed(ctx, n)
	if err != nil {
		return nil, err
	}
	if within(docs, listed) {
		return nil, nil // what the API lists for the caller anyway
	}
	sh := sighting{name: n, request: r, answer: answers[1], docs: docs, listing: listing, control: control, planted: planted}
	if sh.why = s.strong(sh, other); sh.why == "" && within(listed, docs) && sameKind(listed, docs) {
		return nil, nil // more of the same, as behind the pages of the listing
	}
	return s.tell(sh), nil
}

// plant makes an object of the kind as somebody else than the caller.
func (s *session) plant(ctx context.Context, n name) (*identity.Identity, *world.Object, error) {
	candidates := slices.Concat(s.p.Low(), s.p.Highs())
	i := slices.IndexFunc(candidates, func(who *identity.Identity) bool { return who != s.who })
	if i < 0 {
		return nil, nil, nil
	}
	other := candidates[i]
	if n.kind == nil || n.kind == s.p.Outline.Accounts {
		return other, nil, nil
	}
	obj, err := s.p.Own(ctx, n.kind, other)
	if err != nil {
		if world.Stops(err) {
			return nil, nil, err
		}
		return other, nil, nil
	}
	return other, obj, nil
}

// listed is what the API's own listing of the kind shows the caller.
func (s *session) listed(ctx context.Context, n name) ([]any, *wire.Exchange, error) {
	if n.kind == nil {
		return nil, nil, nil
	}
	for _, op := range n.kind.List {
		if _, no := s.p.Forbidden(op); no || op == s.op {
			continue
		}
		_, ex, err := s.p.Try(ctx, op, s.who)
		if err == nil {
			return documents(ex), ex, nil
		}
		if world.Stops(err) {
			return nil, nil, err
		}
	}
	return nil, nil, nil
}
