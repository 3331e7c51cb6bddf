// Package accountenumeration finds logins, resets and sign-ups that tell who
// has an account.
package accountenumeration

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "account-enumeration",
	Doc:      doc,
	Category: finding.CategoryAuthentication,
	Severity: finding.Medium,
	OWASP:    []string{"API2:2023"},
	CWE:      []int{204},
	Remedy:   `Answer an unknown name and a wrong password with the same status and text, compare against a dummy hash for the unknown one, and let a reset always answer "if there is an account, a mail is on its way".`,
	Live:     &weakness.Live{Phase: weakness.Malforming, Applies: applies, Run: live},
}
