package scriptinjection

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

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
		case refusal != nil:
			return refusal
		}
		p.Clean(op, "scripts at %d places part no answers", s.tried)
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
		_, mask, err := p.Repeat(ctx, s.who, s.base, 2)
		if err != nil {
			return nil, nil, err
		}
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
	inert, err := s.p.Send(ctx, s.who, s.base.With(c.Place, random))
	if err != nil {
		return false, err
	}
	s.payloads = []string{random}
	nothing := s.alike(inert)
	changes := func(text string) (bool, error) {
		ex, err := s.p.Send(ctx, s.who, s.base.With(c.Place, text))
		if err != nil {
			return false, err
		}
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
	return false, nil
}

// alike is the digest of an answer without what changes by itself and
// without a repetition of what was sent.
func (s *session) alike(ex *wire.Exchange) string {
	body, ok := ex.JSON()
	text := ex.Text()
	for _, payload := range s.payloads {
		text = strings.ReplaceAll(text, payload, "")
		body = compare.Replace(body, payload, "")
	}
	if !ok {
		body = nil
	}
	return weakness.Timeless(ex, body, text, s.mask)
}

// ask puts all pairs at the spot. They must agree.
func (s *session) ask(ctx context.Context, sp spot) (bool, error) {
	s.payloads = nil
	var questions []weakness.Question
	for _, pr := range pairs {
		yes, wroteYes := sp.put(s.base, pr.yes)
		no, wroteNo := sp.put(s.base, pr.no)
		questions = append(questions, weakness.Question{Name: pr.yes + " against " + pr.no, True: yes, False: no})
		s.payloads = append(s.payloads, wroteYes, wroteNo)
	}
	// What changes by itself may show only in documents that are found.
	answers, mask, err := s.p.Repeat(ctx, s.who, questions[0].True, 2)
	if err != nil || !world.Succeeded(answers[0]) {
		return false, err
	}
	maps.Copy(s.mask, mask)
	var divisions []*weakness.Division
	for i, q := range questions {
		d, err := s.p.Divide(ctx, s.who, q, s.alike)
		if err != nil || d == nil {
			return false, err
		}
		if i > 0 && (s.alike(d.Yes) != s.alike(divisions[0].Yes) || s.alike(d.No) != s.alike(divisions[0].No)) {
			return false, nil
		}
		divisions = append(divisions, d)
	}
	random := s.p.Random()
	code, wrote := sp.put(s.base, broken)
	s.payloads = append(s.payloads, random, wrote)
	var controls []weakness.Shown
	for _, c := range []struct {
		request *request.Request
		step    string
	}{
		{sp.inert(s.base, random), "what is no script is not answered like a true one"},
		{code, "neither is a script that is broken"},
	} {
		ex, err := s.p.Send(ctx, s.who, c.request)
		if err != nil {
			return false, err
		}
		if s.alike(ex) == s.alike(divisions[0].Yes) {
			return false, nil
		}
		controls = append(controls, weakness.Show(ex, "%s", c.step))
	}
	s.report(sp, divisions, controls)
	return true, nil
}

func (s *session) report(sp spot, divisions []*weakness.Division, controls []weakness.Shown) {
	where := sp.place.String()
	if sp.place.Name == "" {
		where = "the " + sp.place.In
	}
	first, second := divisions[0], divisions[1]
	s.p.Report(weakness.Found{
		Operation: s.op, Severity: finding.Critical, Verdict: finding.Proven, Field: sp.place.String(), Identity: s.who.Name,
		Summary: fmt.Sprintf("%s ran JavaScript in the database with %s in %s: %s and %s part the answers.", s.who, sp.how, where, first.Name, second.Name),
		Exchanges: []weakness.Shown{
			weakness.Show(first.Yes, "a script that is true for every document"),
			weakness.Show(first.No, "one that is true for none"),
			weakness.Show(second.Yes, "another that is true, answered like the first"),
			weakness.Show(second.No, "another that is false, answered like the other"),
		},
		Control: controls,
		Recipe: []evidence.Step{
			s.p.Step(s.who, first.True, "an answer as for every document"),
			s.p.Step(s.who, first.False, "an answer as for none"),
		},
	})
}
