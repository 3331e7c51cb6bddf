// Package verboseerrors finds errors that tell callers how the server works
// inside.
package verboseerrors

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "verbose-errors",
	Doc:      doc,
	Category: finding.CategoryDataExposure,
	Severity: finding.Medium,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{209},
	Remedy:   `Register one handler for Exception that logs the error and answers {"error": "internal server error"} with 500; never put str(error) or traceback.format_exc() into an answer, and run with debug off.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Malforming, Applies: applies, Run: live},
}
