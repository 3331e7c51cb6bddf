// Package unlistedoperation finds operations that answer and that the contract
// does not list.
package unlistedoperation

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "unlisted-operation",
	Doc:      doc,
	Category: finding.CategoryInventory,
	Severity: finding.Medium,
	OWASP:    []string{"API9:2023"},
	CWE:      []int{1059},
	Remedy:   `List every route in the contract and remove the ones that nobody should call: compare app.url_map with the contract in a test, and delete old versions instead of leaving them behind.`,
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
