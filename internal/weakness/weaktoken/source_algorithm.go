package weaktoken

import (
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/python/flow"
	"github.com/ashlarsec/ashlar/internal/python/packages"
)

// algorithms are those that a decoding allows, as far as they are spelled
// out.
func algorithms(t *packages.Token) []string {
	all := t.Algorithms.Texts()
	elements, _ := t.Algorithms.Elements()
	for _, e := range elements {
		all = append(all, e.Texts()...)
	}
	return all
}

func allowsNone(t *packages.Token) bool {
	return slices.ContainsFunc(algorithms(t), func(a string) bool { return strings.EqualFold(a, "none") })
}

// mixed tells whether algorithms of secrets and of key pairs are allowed
// together: a public key is then a secret that everybody knows.
func mixed(t *packages.Token) bool {
	secret, pair := false, false
	for _, a := range algorithms(t) {
		if strings.HasPrefix(strings.ToUpper(a), "HS") {
			secret = true
		} else if !strings.EqualFold(a, "none") {
			pair = true
		}
	}
	return secret && pair
}

// chosenBy is what of the token chooses the algorithm; nil: the program does.
func chosenBy(v *flow.Value) *flow.Step {
	if v == nil || v.Has(flow.Listed) {
		return nil
	}
	for _, s := range v.All(flow.Request, flow.Credential) {
		if !s.Weak {
			return s
		}
	}
	return nil
}

func emptyText(v *flow.Value) bool {
	s, ok := v.Text()
	return ok && s == ""
}
