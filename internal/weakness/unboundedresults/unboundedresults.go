// Package unboundedresults finds listings that return as much as there is, or as
// much as the client asks for.
package unboundedresults

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "unbounded-results",
	Doc:      doc,
	Category: finding.CategoryRateLimiting,
	Severity: finding.Medium,
	Whole:    true,
	OWASP:    []string{"API4:2023"},
	CWE:      []int{770},
	Remedy:   `Cap every list: limit = min(max(request.args.get("limit", 20, int), 1), 100), then find(...).limit(limit), and page with a cursor.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Bursting, Applies: applies, Run: live},
}
