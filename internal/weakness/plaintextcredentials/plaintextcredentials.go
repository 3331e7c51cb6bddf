// Package plaintextcredentials finds passwords that are kept as they were
// sent.
package plaintextcredentials

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "plaintext-credentials",
	Doc:      doc,
	Category: finding.CategoryAuthentication,
	Severity: finding.High,
	Whole:    true,
	OWASP:    []string{"API2:2023"},
	CWE:      []int{256, 798},
	Remedy:   `Store generate_password_hash(password) and compare with check_password_hash; keep secrets and connection strings in the environment, and change the ones that were in the code.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Passive: true, Applies: applies, Run: live},
}
