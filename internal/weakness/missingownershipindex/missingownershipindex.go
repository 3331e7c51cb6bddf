// Package missingownershipindex finds queries by owner that no index supports.
package missingownershipindex

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "missing-ownership-index",
	Doc:      doc,
	Category: finding.CategoryRateLimiting,
	Severity: finding.Low,
	OWASP:    []string{"API4:2023"},
	CWE:      []int{770},
	Remedy:   `Create an index that starts with the owner and goes on with the order of the listing: db.orders.create_index([("user_id", ASCENDING), ("created_at", DESCENDING)]).`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}
