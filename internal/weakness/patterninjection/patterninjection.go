// Package patterninjection finds text of the request that is
// evaluated as a regular expression.
package patterninjection

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "pattern-injection",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Medium,
	OWASP:    []string{"API4:2023"},
	CWE:      []int{1333, 943},
	Remedy:   `Escape what the client sent before it becomes a pattern: {"$regex": "^" + re.escape(prefix)}; bound its length, or search with a text index.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
