// Package scriptinjection finds request data that the database runs as
// JavaScript.
package scriptinjection

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "script-injection",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Critical,
	CWE:      []int{943, 95},
	Remedy:   "Build the filter from fixed operators and values that were checked ({\"total\": {\"$gte\": number}}), never from code. Switch server-side JavaScript off: security.javascriptEnabled: false.",
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
