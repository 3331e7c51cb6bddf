// Package crossownerwrite finds objects that someone else can change or delete.
package crossownerwrite

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "cross-owner-write",
	Doc:      doc,
	Category: finding.CategoryBOLA,
	Severity: finding.Critical,
	OWASP:    []string{"API1:2023"},
	CWE:      []int{639},
	Remedy:   `Put the owner from the authenticated context into the filter of the write: update_one({"_id": oid, "user_id": g.user["_id"]}, …), and answer 404 when matched_count is 0; the same for delete_one.`,
	Source:   &weakness.Source{Applies: weakness.OwnedObjects, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
