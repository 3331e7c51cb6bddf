package namespaceinjection

import (
	"fmt"
	"maps"
	"slices"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// sighting is a name that brought documents of another kind.
type sighting struct {
	name    name
	request *request.Request
	answer  *wire.Exchange
	docs    []any
	listing *wire.Exchange // of the kind, as the caller sees it; nil: none
	control *wire.Exchange
	planted *world.Object // somebody else's; nil: none
	why     string        // what shows that the name was passed through
}

func proven(f *weakness.Found) bool { return f.Verdict == finding.Proven }

// strong says what of the documents the caller cannot have got from an
// operation that is meant for this; "" if nothing does.
func (s *session) strong(sh sighting, other *identity.Identity) string {
	hidden := func(text string) bool {
		return compare.Contains(sh.docs, text) && (sh.listing == nil || !compare.Contains(documents(sh.listing), text))
	}
	if sh.planted != nil && sh.planted.Owner != s.who && slices.ContainsFunc(sh.planted.Canaries, hidden) {
		return "what the scan planted in " + sh.planted.Label()
	}
	if k := secret(sh.docs); k != "" {
		return "values of " + k
	}
	if other != nil {
		account := other.Account()
		for _, k := range slices.Sorted(maps.Keys(account)) {
			if v, ok := account[k].(string); ok && lexicon.Email(k) && hidden(v) {
				return other.Name + "'s account"
			}
		}
	}
	if s.offers == nil || len(undeclared(s.op, s.offers)) > 0 {
		return "" // the contract says little about the answers
	}
	if names := undeclared(s.op, sh.docs); len(names) > 1 {
		return "properties that the contract declares nowhere here: " + weakness.List(names[:min(len(names), 4)])
	}
	return ""
}

func (s *session) tell(sh sighting) *weakness.Found {
	f := &weakness.Found{
		Operation: s.op, Severity: finding.Critical, Verdict: finding.Proven, Field: s.place.String(), Identity: s.who.Name,
		Summary: fmt.Sprintf("%s read %s with %s, which the contract does not offer: the answer holds %s.", s.who, sh.name.text, s.place, sh.why),
		Control: []weakness.Shown{weakness.Show(sh.control, "a name that exists nowhere is answered like an empty collection")},
	}
	if sh.why == "" {
		f.Severity, f.Verdict = finding.High, finding.Likely
		f.Summary = fmt.Sprintf("%s got documents of another kind for %s with %s, and none for a name that exists nowhere.", s.who, sh.name.text, s.place)
	}
	if s.honest != nil {
		f.Exchanges = append(f.Exchanges, weakness.Show(s.honest, "the honest request"))
	}
	f.Exchanges = append(f.Exchanges, weakness.Show(sh.answer, "%s brings documents of another kind", sh.name.text))
	if sh.listing != nil {
		f.Control = append(f.Control, weakness.Show(sh.listing, "what %s is shown of them elsewhere", s.who))
	}
	if sh.planted != nil && sh.planted.Owner != s.who {
		f.Recipe = s.p.Made(sh.planted)
	}
	f.Recipe = append(f.Recipe, []evidence.Step{
		s.p.Step(s.who, sh.request, "documents of "+sh.name.text),
		s.p.Step(s.who, s.base.With(s.place.Place, "nowhere"), "no documents, and no refusal"),
	}...)
	return f
}
