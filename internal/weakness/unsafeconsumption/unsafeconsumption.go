// Package unsafeconsumption finds content from outside that becomes objects,
// code or commands, or is stored as another server sent it.
package unsafeconsumption

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "unsafe-consumption",
	Doc:      doc,
	Category: finding.CategoryUnsafeConsumption,
	Severity: finding.Critical,
	OWASP:    []string{"API10:2023"},
	CWE:      []int{502, 94, 78},
	Remedy:   `Take JSON or yaml.safe_load and check it with a schema; never pickle, eval or a shell for what comes from outside; store only the fields that you chose of what another server answers.`,
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
}
