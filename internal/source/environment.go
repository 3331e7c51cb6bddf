package source

import (
	"slices"

	"github.com/ashlarsec/ashlar/internal/lexicon"
	"github.com/ashlarsec/ashlar/internal/python/flow"
)

// ByEnvironment tells whether the facts hold only for one kind of
// installation: where an environment variable, a setting or a flag says that
// it is for development, for tests, for production.
func ByEnvironment(facts *flow.Fact) bool {
	for f := range facts.All {
		if saysInstallation(f.Left) && !fromElsewhere(f.Right) || saysInstallation(f.Right) && !fromElsewhere(f.Left) {
			return true
		}
	}
	return false
}

func saysInstallation(v *flow.Value) bool {
	if v == nil || fromElsewhere(v) {
		return false
	}
	return slices.ContainsFunc(v.FromSource(flow.Environment), func(s *flow.Step) bool { return namesInstallation(s.Origin.Name) }) ||
		namesInstallation(last(v.Path()))
}

func namesInstallation(name string) bool {
	return slices.ContainsFunc(lexicon.Words(name), func(w string) bool { return installationWords[w] })
}

var installationWords = setOf(`debug debugging development develop dev testing env environment stage mode production prod local`)

// fromElsewhere tells whether something beside the installation decides what
// the value is.
func fromElsewhere(v *flow.Value) bool {
	return v != nil && v.From(flow.Request, flow.Identity, flow.Credential, flow.Database, flow.Outside)
}
