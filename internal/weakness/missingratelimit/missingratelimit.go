// Package missingratelimit finds logins and other operations that can be
// called as often as one likes.
package missingratelimit

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "missing-rate-limit",
	Doc:      doc,
	Category: finding.CategoryRateLimiting,
	Severity: finding.Medium,
	OWASP:    []string{"API4:2023"},
	CWE:      []int{770, 307},
	Remedy:   `Limit logins, resets and codes by account and by address with Flask-Limiter, set default_limits for the rest, and keep the counters in a store that all workers share.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Bursting, Applies: applies, Run: live},
}
