// Package permissivecors finds APIs that let every site read with the visitor's
// credentials.
package permissivecors

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "permissive-cors",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Medium,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{942},
	Remedy:   `Name the origins: CORS(app, origins=["https://shop.example"], supports_credentials=True); never reflect Origin and never combine "*" with credentials.`,
	Live:     &weakness.Live{Phase: weakness.Reading, Passive: true, Applies: applies, Run: live},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}
