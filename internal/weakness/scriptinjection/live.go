package scriptinjection

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// maxPlaces bounds the places of text of one operation: one that is named
// like a script or a query costs about a dozen requests, others three.
const maxPlaces = 4

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	switch p.Outline.Purpose(op) {
	case outline.Health, outline.Documentation:
		return "it looks nothing up by request values"
	}
	switch {
	case !p.Asks(op):
		return "it does not only read"
	case op.Body == nil && len(weakness.Candidates(op, nil)) == 0:
		return "it takes no values"
	}
	return ""
}

func live(ctx context.Context, p *weakness.LivePass) error {
	// First of all, so that no list grows while another operation is asked.
	if low := p.Low(); len(low) > 0 && len(p.Operations()) > 0 {
		if err := plant(ctx, p, low[0], nil); err != nil {
			return err
		}
	}
	return p.Each(ctx, func(ctx context.Context, op *weakness.Operation) error {
		s, refusal, err := begin(ctx, p, op)
		if err != nil {
			return err
		}
		found, err := s.look(ctx)
		switch {
		case err != nil || found:
			return err
		case s.hint != nil:
			p.Report(*s.hint)
		case refusal != nil:
			return refusal
		case s.failed != "":
			p.Inconclusive(op, "any text in %s is answered %s, so that no script could part the answers", s.failed, world.Status(s.failure))
		default:
			p.Clean(op, "scripts at %d places part no answers", s.tried)
		}
		return nil
	})
}

// session is what one identity asks one operation.
type session struct {
	p        *weakness.LivePass
	op       *weakness.Operation
	who      *identity.Identity
	base     *request.Request
	mask     compare.Mask
	payloads []string // to leave out where an answer repeats them
	tried    int
	honest   *wire.Exchange  // nil: no honest request works
	hint     *weakness.Found // what is reported where nothing is proven
	failed   string          // the first place where any text is a server error
	failure  *wire.Exchange
}

// begin finds somebody for whom the operation works. Where a script must be
// given, no request works before one is guessed; the refusal stays the reason
// if none is.
func begin(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (s *session, refusal, err error) {
	s = &session{p: p, op: op, mask: compare.Mask{}}
	base, refusal := p.BaseAny(ctx, op)
	switch {
	case world.Stops(refusal):
		return nil, nil, refusal
	case refusal == nil:
		s.who, s.base = base.Who, base.Request
		if err := plant(ctx, p, s.who, op); err != nil {
			return nil, nil, err
		}
		answers, mask, err := p.Repeat(ctx, s.who, s.base, 2)
		if err != nil {
			return nil, nil, err
		}
		s.honest = answers[1]
		maps.Copy(s.mask, mask)
	case world.Refused(refusal) || !slices.ContainsFunc(weakness.Candidates(op, nil), func(c weakness.Candidate) bool { return lexicon.Script(c.Label) }):
		return nil, nil, refusal
	default:
		s.who = p.Callers(op)[0]
		if s.base, err = p.Build(ctx, op, s.who); err != nil {
			return nil, nil, err
		}
	}
	return s, refusal, nil
}

// plant makes documents, without which no script can show its effect: of the
// kind that the operation is about, or of those that a report may be about.
func plant(ctx context.Context, p *weakness.LivePass, who *identity.Identity, op *weakness.Operation) error {
	if who.IsAnonymous() {
		return nil
	}
	const most = 6
	kinds := slices.DeleteFunc(slices.Clone(p.Outline.Resources), func(r *outline.Resource) bool { return len(r.Create) == 0 || r.Parent != nil })
	kinds = kinds[:min(len(kinds), most)]
	if op != nil {
		if about := p.Outline.Resource(op); about != nil && about != p.Outline.Accounts {
			kinds = []*outline.Resource{about}
		}
	}
	for _, kind := range kinds {
		if _, err := p.Own(ctx, kind, who); world.Stops(err) {
			return err
		}
	}
	return nil
}

// look tries all places and reports whether it found something.
func (s *session) look(ctx context.Context) (bool, error) {
	candidates := weakness.Candidates(s.op, s.base)
	for _, sp := range keySpots(s.op, candidates, s.base) {
		s.tried++
		if found, err := s.ask(ctx, sp); err != nil || found {
			return found, err
		}
	}
	for _, c := range textPlaces(candidates, s.base) {
		s.tried++
		if found, err := s.text(ctx, c); err != nil || found {
			return found, err
		}
	}
	return false, nil
}

// textPlaces are those that may hold any text, scripts first, then queries.
func textPlaces(candidates []weakness.Candidate, base *request.Request) []weakness.Candidate {
	var found []weakness.Candidate
	for _, c := range candidates {
		v, there := base.Value(c.Place)
		_, text := v.(string)
		plain := c.Schema == nil || c.Schema.Format == "" && len(c.Schema.Enum) == 0
		if c.Text() && plain && (text || !there) && c.Name != "" && (c.In != "path" || rank(c) < 2) {
			found = append(found, c)
		}
	}
	slices.SortStableFunc(found, func(a, b weakness.Candidate) int { return rank(a) - rank(b) })
	return found[:min(len(found), maxPlaces)]
}

func rank(c weakness.Candidate) int {
	switch {
	case lexicon.Script(c.Label):
		return 0
	case lexicon.Query(c.Label):
		return 1
	}
	return 2
}

// text tries the forms at one place. Only one that changes the answer, as
// compared with text that nothing matches, is asked about.
func (s *session) text(ctx context.Context, c weakness.Candidate) (bool, error) {
	random := s.p.Random()
	plain := s.base.With(c.Place, random)
	inert, err := s.p.Send(ctx, s.who, plain)
	if err != nil {
		return false, err
	}
	s.sign(c.Place, plain, inert)
	failing := inert.Status >= 500
	s.payloads = []string{random}
	nothing := s.alike(inert)
	changes := func(text string) (bool, error) {
		r := s.base.With(c.Place, text)
		ex, err := s.p.Send(ctx, s.who, r)
		if err != nil {
			return false, err
		}
		if !strings.Contains(text, "$where") {
			s.sign(c.Place, r, ex)
		}
		failing = failing && ex.Status >= 500
		s.payloads = []string{text}
		return s.alike(ex) != nothing, nil
	}
	forms := append([]form{expression}, quoted()...)
	switch rank(c) {
	case 0:
		forms = slices.Concat([]form{expression}, wholes, quoted())
	case 2:
		sensitive, err := changes(random + `'"`)
		if err != nil {
			return false, err
		}
		if !sensitive {
			forms = forms[:1]
		}
	}
	for _, f := range forms {
		changed, err := changes(f.write(pairs[0].yes, random))
		if err != nil {
			return false, err
		}
		if !changed {
			continue
		}
		if found, err := s.ask(ctx, textSpot(c.Place, f, random)); err != nil || found {
			return found, err
		}
	}
	if failing && s.failed == "" {
		s.failed, s.failure = c.Place.String(), inert
	}
	return false, nil
}
