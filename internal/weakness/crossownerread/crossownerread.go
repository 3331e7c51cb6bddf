// Package crossownerread finds objects that someone else can read.
package crossownerread

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "cross-owner-read",
	Doc:      doc,
	Category: finding.CategoryBOLA,
	Severity: finding.Critical,
	OWASP:    []string{"API1:2023"},
	CWE:      []int{639},
	Remedy:   `Put the owner from the authenticated context into the filter: find_one({"_id": oid, "user_id": g.user["_id"]}), and answer 404 when it finds nothing.`,
	Source:   &weakness.Source{Applies: weakness.OwnedObjects, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
