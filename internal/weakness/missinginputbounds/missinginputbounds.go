// Package missinginputbounds finds filters that are built from text whose form
// and length nobody has looked at.
package missinginputbounds

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "missing-input-bounds",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Low,
	OWASP:    []string{"API4:2023"},
	CWE:      []int{20},
	Remedy:   `Check type, length and form of a value before it reaches a filter: isinstance(value, str) and len(value) <= 254, a pattern, a list of known values, or a schema.`,
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}
