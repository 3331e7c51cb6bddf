// Package updateoperatorinjection finds requests that choose update operators.
package updateoperatorinjection

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "update-operator-injection",
	Doc:      doc,
	Category: finding.CategoryPropertyAuthorization,
	Severity: finding.Critical,
	OWASP:    []string{"API3:2023"},
	CWE:      []int{915, 943},
	Remedy:   `Write the update operator in the code and fill it with named fields, {"$set": {"note": text(body, "note")}}; refuse keys that begin with $ or hold a dot.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
