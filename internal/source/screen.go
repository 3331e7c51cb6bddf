package source

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// Screened tells of a decorator of which only the name is known, where that
// says that it looks at what the client sends: flask_expects_json, a
// validator of one's own company. It is a sentence for a guard, or "".
func Screened(facts *flow.Fact) string {
	for f := range facts.All {
		if f.Op == "decorator" && slices.ContainsFunc(lexicon.Words(last(f.Who)), func(w string) bool { return screening[w] }) {
			return fmt.Sprintf(" What @%s at %s makes sure of is not known.", strings.TrimSuffix(last(f.Who), "()"), f.Place)
		}
	}
	return ""
}

var screening = setOf(`validate validates validated validator validators validation validating schema schemas expect expects sanitize sanitizes sanitized
	sanitizer input inputs arguments payload contract openapi jsonschema pydantic marshmallow`)
