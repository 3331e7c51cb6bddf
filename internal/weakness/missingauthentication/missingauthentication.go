// Package missingauthentication finds operations that should ask who calls
// and do not.
package missingauthentication

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "missing-authentication",
	Doc:      doc,
	Category: finding.CategoryAuthentication,
	Severity: finding.Critical,
	OWASP:    []string{"API2:2023"},
	CWE:      []int{306},
	Remedy:   `Authenticate before the view runs, best for the whole blueprint with before_request and a list of the few public views, so that a forgotten decorator leaves a view closed.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Passive: true, Applies: applies, Run: live},
}
