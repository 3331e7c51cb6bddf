package cli

import (
	"slices"
	"time"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/gate"
)

// accept writes into the scan which findings the baseline accepts, so that
// every report can say so. Where the gate cannot judge, nothing is accepted.
func accept(scanned *finding.Scan, p gate.Policy, now time.Time) {
	if p.Known == nil || p.Known.Earlier != nil {
		return
	}
	j, err := gate.Judge(scanned, p, now)
	if err != nil {
		return
	}
	for i := range scanned.Findings {
		f := &scanned.Findings[i]
		known := slices.ContainsFunc(j.Known, func(k finding.Finding) bool { return k.Fingerprint == f.Fingerprint })
		at := slices.IndexFunc(p.Known.Accepted, func(a baseline.Accepted) bool { return a.Fingerprint == f.Fingerprint })
		if known && at >= 0 {
			a := p.Known.Accepted[at]
			f.Accepted = &finding.Accepted{Reason: a.Reason, Owner: a.Owner, Expires: a.Expires}
		}
	}
}
