package serverfingerprint

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// most is how many operations are looked at: one server answers for all.
const most = 5

func applies(p *weakness.LivePass, op *weakness.Operation) string {
	if slices.Contains(p.PlainReads(most), op) {
		return ""
	}
	return "the answers of a few reads stand for it: one server answers for all"
}

func live(ctx context.Context, p *weakness.LivePass) error {
	var first *sighting
	var also []*weakness.Operation
	err := p.EachInTurn(ctx, func(ctx context.Context, op *weakness.Operation) error {
		s, err := look(ctx, p, op)
		if s != nil {
			also = append(also, op)
			if first == nil {
				first = s
			}
		}
		return err
	})
	if first != nil {
		report(p, first, also)
	}
	return err
}

// sighting is a version in the headers of two answers.
type sighting struct {
	base          *world.Base
	headers       []string // names, sorted
	told          []string // Server: Werkzeug/3.1.3 Python/3.12.3
	first, second *wire.Exchange
}

// look reads the headers of an answer, be it a refusal.
func look(ctx context.Context, p *weakness.LivePass, op *weakness.Operation) (*sighting, error) {
	base, err := p.BaseAny(ctx, op)
	var u *world.Unbuildable
	if errors.As(err, &u) && u.Exchange != nil && u.Exchange.Status != 0 {
		r, berr := p.Build(ctx, op, p.Anonymous())
		if berr != nil {
			return nil, err
		}
		base, err = &world.Base{Who: p.Anonymous(), Request: r, Exchange: u.Exchange}, nil
	}
	if err != nil {
		return nil, err
	}
	ex := base.Exchange
	headers := versions(ex.Header)
	if len(headers) == 0 {
		p.Clean(op, "no header tells a version")
		return nil, nil
	}
	again, err := p.Send(ctx, base.Who, base.Request)
	if err != nil {
		return nil, err
	}
	s := &sighting{base: base, first: ex, second: again}
	for _, name := range headers {
		if again.Header.Get(name) == ex.Header.Get(name) {
			s.headers, s.told = append(s.headers, name), append(s.told, name+": "+ex.Header.Get(name))
		}
	}
	if len(s.headers) == 0 {
		p.Inconclusive(op, "%s tells a version once, and not again", weakness.List(headers))
		return nil, nil
	}
	return s, nil
}

var (
	// product is a name with its version (RFC 9110, section 10.2.4), or a name
	// and a version beside it.
	product = regexp.MustCompile(`[A-Za-z][\w.-]*[/ -]v?\d+(\.\d+)+`)
	bare    = regexp.MustCompile(`^v?\d+(\.\d+)+`)
	// tellers exist to say what made the answer.
	tellers = regexp.MustCompile(`(?i)^(server|via|x-powered-by|x-generator|x-runtime-version|x-aspnet-version|x-aspnetmvc-version|x-php-version|x-flask-version|x-python-version|x-mongo(db)?-version|x-drupal-.*|x-backend-server)$`)
)

// versions lists the headers that tell the version of a product, sorted. The
// version of the API itself is none of them.
func versions(h http.Header) []string {
	var found []string
	for _, name := range slices.Sorted(maps.Keys(h)) {
		value := h.Get(name)
		if strings.EqualFold(name, "via") {
			value = viaProtocol.ReplaceAllString(value, "") // 1.1 is the version of HTTP
		}
		if tellers.MatchString(name) && (product.MatchString(value) || bare.MatchString(value) && !strings.EqualFold(name, "via")) {
			found = append(found, name)
		}
	}
	return found
}

var viaProtocol = regexp.MustCompile(`(?:HTTP/)?\d\.\d `)

func report(p *weakness.LivePass, s *sighting, also []*weakness.Operation) {
	p.Report(weakness.Found{
		Operation: s.base.Request.Operation, Also: also, WholeAPI: true, Severity: finding.Info, Verdict: finding.Proven, Identity: s.base.Who.Name,
		Summary:   fmt.Sprintf("The answers say which version made them: %s.", strings.Join(s.told, "; ")),
		Exchanges: []weakness.Shown{weakness.Show(s.first, "%s tells it", weakness.List(s.headers)), weakness.Show(s.second, "and again")},
		Recipe:    []evidence.Step{p.Step(s.base.Who, s.base.Request, s.told[0])},
	})
}
