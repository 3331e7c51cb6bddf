// Package clientsidetrust finds prices, totals and quantities that the server
// believes the client.
package clientsidetrust

import (
	_ "embed"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

//go:embed doc.md
var doc string

var Weakness = &weakness.Weakness{
	ID:       "client-side-trust",
	Doc:      doc,
	Category: finding.CategoryBusinessLogic,
	Severity: finding.High,
	OWASP:    []string{"API6:2023"},
	CWE:      []int{602},
	Remedy:   `Take only the item and the quantity from the request, refuse quantities below one, and compute price and total from the catalogue: product = db.products.find_one({"_id": pid}, {"price": 1}).`,
	Contract: &weakness.Contract{Applies: appliesInContract, Run: inContract},
	Source:   &weakness.Source{Applies: appliesInSource, Run: inSource},
	Live:     &weakness.Live{Phase: weakness.Changing, Applies: applies, Run: live},
}
