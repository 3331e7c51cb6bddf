// Package weaktoken finds tokens that anybody can make.
package weaktoken

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "weak-token",
	Doc:      doc,
	Category: finding.CategoryAuthentication,
	Severity: finding.Critical,
	OWASP:    []string{"API2:2023"},
	CWE:      []int{347},
	Remedy:   `Verify with one algorithm that the server chooses: jwt.decode(token, key, algorithms=["HS256"], options={"require": ["exp"]}), where key holds 32 random bytes from the environment.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Reading, Applies: applies, Run: live},
}
