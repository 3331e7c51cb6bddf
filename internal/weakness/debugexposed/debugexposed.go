// Package debugexposed finds debuggers and profilers that answer callers.
package debugexposed

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "debug-exposed",
	Doc:      doc,
	Category: finding.CategoryInventory,
	Severity: finding.Critical,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{489, 215},
	Remedy:   `Never run with debug=True outside a development machine: start the app with gunicorn or waitress, and let FLASK_DEBUG decide in development only.`,
	Live:     &weakness.Live{Phase: weakness.Malforming, Applies: applies, Run: live},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}
