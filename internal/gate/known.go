package gate

import (
	"slices"
	"time"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// part tells known findings from new ones. What is expired, or worse than it
// was when it became known, is new.
func (j *Judgement) part(scan *finding.Scan, known *baseline.Baseline, now time.Time) {
	list := known.Accepted
	if known.Earlier != nil {
		for _, f := range known.Earlier.Findings {
			list = append(list, baseline.Accepted{Fingerprint: f.Fingerprint, Severity: f.Severity, Verdict: f.Verdict, Expires: baseline.Never})
		}
	}
	live := slices.Contains(known.Looks, finding.Live)
	there := map[string]bool{}
	for _, f := range scan.Findings {
		there[f.Fingerprint] = true
		i := slices.IndexFunc(list, func(a baseline.Accepted) bool { return a.Fingerprint == f.Fingerprint })
		switch {
		case i < 0:
			j.New = append(j.New, f)
		case list[i].Expired(now):
			j.New, j.Expired = append(j.New, f), append(j.Expired, list[i])
		case worse(f, list[i], live):
			j.New, j.Worse = append(j.New, f), append(j.Worse, f)
		default:
			j.Known = append(j.Known, f)
		}
	}
	for _, a := range known.Accepted {
		if !there[a.Fingerprint] {
			j.Stale = append(j.Stale, a)
		}
	}
}

// worse tells whether the finding is more than what was accepted. That it is
// proven now is news only where the base had tried to prove it.
func worse(f finding.Finding, was baseline.Accepted, live bool) bool {
	if f.Severity != was.Severity && f.Severity.AtLeast(was.Severity) {
		return true
	}
	return live && f.Verdict == finding.Proven && was.Verdict != finding.Proven
}
