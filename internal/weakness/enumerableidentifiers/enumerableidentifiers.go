// Package enumerableidentifiers finds identifiers that can be guessed, and
// answers that confirm them.
package enumerableidentifiers

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "enumerable-identifiers",
	Doc:      doc,
	Category: finding.CategoryBOLA,
	Severity: finding.Medium,
	OWASP:    []string{"API1:2023"},
	CWE:      []int{340, 204},
	Remedy:   `Put the owner into the filter and answer 404 for missing and foreign objects alike; use an ObjectId, a UUID or secrets.token_hex as the public identifier instead of a counter.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
