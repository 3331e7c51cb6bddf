// Package namespaceinjection finds requests that choose the database or
// collection that is read.
package namespaceinjection

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "namespace-injection",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Critical,
	OWASP:    []string{"API1:2023"},
	CWE:      []int{943, 639},
	Remedy:   "Look the name up in a dictionary of the collections that may be read, each with its own filter and projection, and answer 400 for every other name. Put the owner or tenant into the filter as everywhere else.",
	Contract: &weakness.Contract{Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
