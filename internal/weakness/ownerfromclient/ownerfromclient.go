// Package ownerfromclient finds operations that believe the request about
// whose object it is.
package ownerfromclient

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "owner-from-client",
	Doc:      doc,
	Category: finding.CategoryBOLA,
	Severity: finding.Critical,
	OWASP:    []string{"API1:2023"},
	CWE:      []int{639, 302},
	Remedy:   `Take owner and tenant from the authenticated context alone, {"user_id": g.user["_id"]}, in filters as well as in new documents, and refuse or ignore such values in the request.`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
