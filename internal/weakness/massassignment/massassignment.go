// Package massassignment finds properties that a request sets although nobody
// offered them.
package massassignment

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "mass-assignment",
	Doc:      doc,
	Category: finding.CategoryPropertyAuthorization,
	Severity: finding.Critical,
	Whole:    true,
	OWASP:    []string{"API3:2023"},
	CWE:      []int{915},
	Remedy:   `Build the document from named fields, {"name": text(body, "name")}, or from an allowlist, {k: body[k] for k in ("name", "phone") if k in body}, and refuse others; never insert or $set the body itself.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
