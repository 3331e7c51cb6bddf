// Package missingfunctionauthorization finds operations for few that others
// can perform.
package missingfunctionauthorization

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "missing-function-authorization",
	Doc:      doc,
	Category: finding.CategoryBFLA,
	Severity: finding.Critical,
	OWASP:    []string{"API5:2023"},
	CWE:      []int{285, 862},
	Remedy:   `Check the role beside the login, in one decorator or in the before_request of the administrative blueprint, and answer 403: being known is not being allowed.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Passive: true, Applies: applies, Run: live},
}
