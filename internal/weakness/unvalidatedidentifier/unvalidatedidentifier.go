// Package unvalidatedidentifier finds identifiers that are converted without
// a look at their form.
package unvalidatedidentifier

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "unvalidated-identifier",
	Doc:      doc,
	Category: finding.CategoryInputValidation,
	Severity: finding.Low,
	OWASP:    []string{"API8:2023"},
	CWE:      []int{754},
	Remedy:   `Convert identifiers in one place: a converter (<ObjectId:id>), bson.ObjectId.is_valid before ObjectId(...), or one errorhandler(InvalidId) that answers 404.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Malforming, Applies: applies, Run: live},
}
