package baseline

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/ashlarsec/ashlar/internal/finding"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
)

// Decision is why findings are accepted, by whom and until when.
type Decision struct{ Reason, Owner, Expires string }

// Accept adds findings of a scan to the baseline, in place of what it says of
// them. A day in the past is an error.
func (b *Baseline) Accept(of *finding.Scan, picked []finding.Finding, d Decision, now time.Time) error {
	for _, f := range picked {
		a := Accepted{
			Fingerprint: f.Fingerprint, Weakness: f.Weakness, Operation: f.Operation, Field: f.Field,
			Severity: f.Severity, Verdict: f.Verdict, Reason: d.Reason, Owner: d.Owner, Expires: d.Expires,
		}
		if err := a.check(); err != nil {
			return err
		}
		if a.Expired(now) {
			return fmt.Errorf("expires %s is over already", a.Expires)
		}
		b.Accepted = slices.DeleteFunc(b.Accepted, func(o Accepted) bool { return o.Fingerprint == a.Fingerprint })
		b.Accepted = append(b.Accepted, a)
	}
	for _, l := range of.Looks {
		if !slices.Contains(b.Looks, l) {
			b.Looks = append(b.Looks, l)
		}
	}
	slices.SortFunc(b.Looks, func(x, y finding.Look) int {
		return cmp.Compare(slices.Index(finding.Looks, x), slices.Index(finding.Looks, y))
	})
	return nil
}

// Write writes a list of accepted findings: the same bytes for the same list,
// whatever its order, so that a change of it can be read.
func (b *Baseline) Write(w io.Writer) error {
	sorted := slices.Clone(b.Accepted)
	slices.SortFunc(sorted, func(x, y Accepted) int {
		return cmp.Or(cmp.Compare(x.Weakness, y.Weakness), cmp.Compare(x.Operation, y.Operation), cmp.Compare(x.Field, y.Field), cmp.Compare(x.Fingerprint, y.Fingerprint))
	})
	return jsonreport.WriteDocument(w, file{Version: version, Looks: b.Looks, Accepted: sorted})
}
