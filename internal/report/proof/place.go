package proof

import (
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// Place is the one place of the finding that a service shows: the line of
// source, else the operation in the contract, else the contract, the design
// file or the workflow that ran the scan. A finding without any has no file.
func Place(scan *finding.Scan, f finding.Finding) api.Place {
	place := api.Place{Line: 1}
	switch t := scan.Target; {
	case f.Location != nil && f.Location.File != "":
		place = *f.Location
	case f.Declared != nil && f.Declared.File != "":
		place = *f.Declared
	case len(t.Contracts) > 0 && !strings.Contains(t.Contracts[0], "://"):
		place.File = t.Contracts[0]
	case t.Config != "":
		place.File = t.Config
	case t.Workflow != "":
		place.File = t.Workflow
	case len(t.Contracts) > 0:
		place.File = t.Contracts[0]
	}
	return place
}
