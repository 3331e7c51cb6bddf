package scriptinjection

import (
	"context"
	"fmt"
	"maps"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

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
