// Package excessivedataexposure finds answers that hold what nobody who gets
// them has any need of.
package excessivedataexposure

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "excessive-data-exposure",
	Doc:      doc,
	Category: finding.CategoryDataExposure,
	Severity: finding.High,
	Whole:    true,
	OWASP:    []string{"API3:2023"},
	CWE:      []int{213, 200},
	Remedy:   `Name the fields that may leave in a projection: find_one(filter, {"name": 1, "email": 1}), and build the answer from a schema. Leaving fields out by name ({"password": 0}) forgets the next one.`,
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Passive: true, Applies: applies, Run: live},
}
