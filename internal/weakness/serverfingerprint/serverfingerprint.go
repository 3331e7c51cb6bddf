// Package serverfingerprint finds headers that tell which version of what
// answers.
package serverfingerprint

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "server-fingerprint",
	Doc:      doc,
	Category: finding.CategoryInventory,
	Severity: finding.Info,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{200},
	Remedy:   `Run behind gunicorn or waitress instead of the development server, and remove Server and X-Powered-By, or leave their versions out, at the proxy.`,
	Live:     &weakness.Live{Phase: weakness.Reading, Passive: true, Applies: applies, Run: live},
}
