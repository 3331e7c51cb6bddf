// Package serversiderequestforgery finds addresses in requests that the
// server connects to.
package serversiderequestforgery

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "server-side-request-forgery",
	Doc:      doc,
	Category: finding.CategorySSRF,
	Severity: finding.Critical,
	OWASP:    []string{"API7:2023"},
	CWE:      []int{918},
	Remedy:   "Let the client choose from a list of destinations by name. Where it must give a URL, allow schemes and hosts from a list and refuse loopback, private and link-local addresses after resolving. Never take a MongoDB connection string, host or port from a request.",
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
