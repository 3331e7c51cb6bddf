package replay

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// judgeLive tells what became of a finding of the live look.
func judgeLive(was finding.Finding, of, now *finding.Scan) Outcome {
	if !slices.Contains(now.Looks, finding.Live) {
		return outcome(was, Inconclusive, lastWarning(now, "the target was not called"), nil)
	}
	if f, how := again(was, now, func(f finding.Finding) bool { return slices.Contains(f.Looks, finding.Live) }); f != nil {
		return outcome(was, StillThere, how, f)
	}
	if why := absent(was.Identity, of, now); why != "" {
		return outcome(was, Inconclusive, why, nil)
	}
	return settled(was, now, []finding.Look{finding.Live})
}

// judgeRead tells what became of a finding of source or contract.
func judgeRead(was finding.Finding, _, now *finding.Scan) Outcome {
	if f, how := again(was, now, func(finding.Finding) bool { return true }); f != nil {
		return outcome(was, StillThere, how, f)
	}
	for _, s := range now.Silenced {
		if s.Weakness == was.Weakness && change.Erased(s.Operation) == change.Erased(was.Operation) {
			return outcome(was, StillThere, fmt.Sprintf("a comment silences it at %s:%d: %s", s.File, s.Line, s.Reason), nil)
		}
	}
	for _, look := range was.Looks {
		if !slices.Contains(now.Looks, look) {
			return outcome(was, Inconclusive, lastWarning(now, fmt.Sprintf("the %s was not looked at", look)), nil)
		}
	}
	if now.Interrupted {
		return outcome(was, Inconclusive, lastWarning(now, "it was not read to its end"), nil)
	}
	return settled(was, now, was.Looks)
}

// again finds the finding in the new scan: by its fingerprint, or the same
// weakness at the same operation. That another field decides there now does
// not mend it.
func again(was finding.Finding, now *finding.Scan, counts func(finding.Finding) bool) (*finding.Finding, string) {
	var alike *finding.Finding
	for i, f := range now.Findings {
		switch {
		case f.Weakness != was.Weakness || !counts(f):
		case f.Fingerprint == was.Fingerprint:
			return &now.Findings[i], f.Evidence.Summary
		case alike == nil && shares(was, f):
			alike = &now.Findings[i]
		}
	}
	if alike == nil {
		return nil, ""
	}
	how := alike.Evidence.Summary
	if alike.Field != was.Field && alike.Field != "" {
		how = "found with another field, " + alike.Field + ": " + how
	}
	return alike, how
}

// shares tells whether two findings of one weakness are about the same
// operation.
func shares(was, f finding.Finding) bool {
	if was.Operation != "" && f.Operation != "" {
		return change.Erased(was.Operation) == change.Erased(f.Operation)
	}
	return slices.ContainsFunc(was.Operations, func(op string) bool {
		return slices.ContainsFunc(f.Operations, func(o string) bool { return change.Erased(op) == change.Erased(o) })
	})
}

// absent says that whom the finding is about is not alive now. Accounts that
// the scan signs up for itself are made anew when they are needed.
func absent(name string, of, now *finding.Scan) string {
	configured := slices.ContainsFunc(of.Identities, func(i finding.Identity) bool { return i.Name == name && i.Origin == "configured" })
	if !configured {
		return ""
	}
	i := slices.IndexFunc(now.Identities, func(i finding.Identity) bool { return i.Name == name })
	switch {
	case i < 0:
		return fmt.Sprintf("%s, who did it, is no identity of this configuration", name)
	case !now.Identities[i].Alive:
		return fmt.Sprintf("%s, who did it, is not alive: %s", name, now.Identities[i].Reason)
	}
	return ""
}

// settled reads the ledger.
func settled(was finding.Finding, now *finding.Scan, looks []finding.Look) Outcome {
	gone, why := change.Gone(was, now, looks)
	if gone {
		return outcome(was, Gone, why, nil)
	}
	for _, op := range was.Operations {
		for _, look := range looks {
			// Found, but told as another finding: of another operation too.
			if cell := change.Cell(now, op, was.Weakness, look); cell != nil && cell.State == finding.Found {
				return outcome(was, StillThere, why, nil)
			}
		}
	}
	return outcome(was, Inconclusive, why, nil)
}

// lastWarning is what the scan itself says of why it saw nothing.
func lastWarning(s *finding.Scan, otherwise string) string {
	for _, n := range slices.Backward(s.Notes) {
		if n.Level == "warning" {
			return otherwise + ": " + strings.TrimSpace(n.Text)
		}
	}
	return otherwise
}
