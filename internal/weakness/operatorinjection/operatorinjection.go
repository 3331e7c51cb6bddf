// Package operatorinjection finds request data that becomes query operators.
package operatorinjection

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "operator-injection",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Critical,
	CWE:      []int{943},
	Remedy:   `Make the value text before it reaches the filter: check isinstance(value, str) and answer 400 otherwise, use a schema with a scalar type, or write {"$eq": value}.`,
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
