// Package databasecommand finds requests that choose which command the
// database runs.
package databasecommand

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "database-command",
	Doc:      doc,
	Category: finding.CategoryInventory,
	Severity: finding.High,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{749},
	Remedy:   "Map names of the API's own to fixed commands, refuse every other name with 400, and return only the properties of the answer that are needed. Give the API's database user no role that may run administrative commands.",
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
