package scriptinjection

import (
	"fmt"
	"regexp"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// evaluated are words of errors about code that the database was given to
// run, or refuses to run: security.javascriptEnabled, and databases that
// speak the protocol without JavaScript.
var evaluated = regexp.MustCompile(`\$where\b|\$function\b|\$accumulator\b|\bJSInterpreterFailure\b|\b(ReferenceError|SyntaxError|TypeError): .{0,200}(codeName|full error|@:\d)|(?i:server-?side javascript|javascript execution) .{0,40}disabled`)

// sign keeps the first error that says that text from the request was taken
// for code. It is no proof: nobody saw the code run.
func (s *session) sign(place request.Place, r *request.Request, ex *wire.Exchange) {
	if s.hint != nil || s.honest == nil || world.Succeeded(ex) {
		return
	}
	word := evaluated.FindString(ex.Text())
	if word == "" || evaluated.MatchString(s.honest.Text()) {
		return
	}
	const longest = 60
	s.hint = &weakness.Found{
		Operation: s.op, Severity: finding.High, Verdict: finding.Likely, Field: place.String(), Identity: s.who.Name,
		Summary:   fmt.Sprintf("Text of %s in %s reached code of the database, whose error says so: %s.", s.who, place, word[:min(len(word), longest)]),
		Exchanges: []weakness.Shown{weakness.Show(ex, "text that is no code brings an error about code")},
		Control:   []weakness.Shown{weakness.Show(s.honest, "the honest request brings none")},
		Recipe:    []evidence.Step{s.p.Step(s.who, r.With(place, `nonsense'"`), "an error that names "+word[:min(len(word), longest)])},
	}
}
