// Package insecuretransport finds what travels without protection: plain HTTP,
// cookies without flags.
package insecuretransport

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "insecure-transport",
	Doc:      doc,
	Category: finding.CategoryEncryption,
	Severity: finding.Medium,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{319, 614},
	Remedy:   `Serve TLS alone and send Strict-Transport-Security; set SESSION_COOKIE_SECURE, SESSION_COOKIE_HTTPONLY and SESSION_COOKIE_SAMESITE="Lax"; connect to MongoDB with tls=true and credentials.`,
	Contract: &weakness.Contract{Run: inContract},
	Live:     &weakness.Live{Phase: weakness.Reading, Passive: true, Applies: applies, Run: live},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}
