// Package gate decides whether a build may go on with what a scan found.
//
// It fails closed. No score, a scan that stopped early, or less coverage than
// asked is no pass; a baseline from sides that the scan did not look from is
// an error.
package gate

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/score"
)

// Policy is what a build asks for. Nil and zero ask for nothing.
type Policy struct {
	FailUnder   *int             // the lowest score that passes, 0 to 100
	FailOn      finding.Severity // a finding as severe, or worse, fails
	MinCoverage *float64         // percent of the checks that must have been made
	NewOnly     bool             // only what Known does not have counts; alone: any such finding fails
	Known       *baseline.Baseline
}

// Asks tells whether the policy asks for anything that can fail.
func (p Policy) Asks() bool {
	return p.FailUnder != nil || p.FailOn != "" || p.MinCoverage != nil || p.NewOnly
}

// State is how a judgement ends.
type State string

const (
	Passed  State = "passed"
	Failed  State = "failed"
	Unknown State = "unknown" // no score, or less looked at than asked
)

// Judgement is what the gate says of a scan, and why.
type Judgement struct {
	State   State
	Reasons []string            // of that state; what holds, where it passed
	Score   *int                // that was held against FailUnder: without what does not count
	Counts  []finding.Finding   // that were held against the policy
	New     []finding.Finding   // that Known does not have, or not any more; all without a baseline
	Known   []finding.Finding   // that do not count, or would not with NewOnly
	Expired []baseline.Accepted // whose finding is there, and counts again
	Worse   []finding.Finding   // known, and worse than when it was accepted: counts again
	Stale   []baseline.Accepted // whose finding is not there any more
}

// Word is the state in the words of a sentence about the gate.
func (j *Judgement) Word() string {
	if j.State == Unknown {
		return "not passed"
	}
	return string(j.State)
}

// Judge holds a scan against the policy at the time now. The error is a
// [change.MissingLook].
func Judge(scan *finding.Scan, p Policy, now time.Time) (*Judgement, error) {
	j := &Judgement{Score: scan.Score.Value}
	if p.Known == nil {
		j.New = scan.Findings
	} else {
		if err := change.Covers(p.Known.Looks, scan); err != nil {
			return nil, err
		}
		j.part(scan, p.Known, now)
	}
	counting := scan.Findings
	if p.Known != nil && (p.NewOnly || p.Known.Earlier == nil) {
		counting = j.New
		j.Score = score.Without(scan.Score, counting).Value
	}
	j.Counts = counting
	failed := j.failures(counting, p)
	unknown := unanswered(scan, p)
	switch {
	case !p.Asks():
		j.State = Passed
	case len(failed) > 0:
		j.State, j.Reasons = Failed, append(failed, unknown...)
	case len(unknown) > 0:
		j.State, j.Reasons = Unknown, unknown
	default:
		j.State, j.Reasons = Passed, j.held(scan, p)
	}
	return j, nil
}

// failures are the findings and the score that the policy does not let pass.
func (j *Judgement) failures(counting []finding.Finding, p Policy) []string {
	var why []string
	if p.FailUnder != nil && j.Score != nil && *j.Score < *p.FailUnder {
		why = append(why, fmt.Sprintf("the score %s is below %d", j.scored(counting, p), *p.FailUnder))
	}
	limit := p.FailOn
	if limit == "" && p.NewOnly && p.FailUnder == nil {
		limit = finding.Info
	}
	if limit == "" {
		return why
	}
	bad := slices.DeleteFunc(slices.Clone(counting), func(f finding.Finding) bool { return !f.Severity.AtLeast(limit) })
	if len(bad) == 0 {
		return why
	}
	kind := "finding"
	if p.NewOnly {
		kind = "new finding"
	}
	if len(bad) > 1 {
		kind += "s"
	}
	of := ""
	if limit != finding.Info {
		of = fmt.Sprintf(" of %s or worse", limit)
		if limit == finding.Critical {
			of = " of critical"
		}
	}
	return append(why, fmt.Sprintf("%d %s%s: %s", len(bad), kind, of, named(bad)))
}

func (j *Judgement) scored(counting []finding.Finding, p Policy) string {
	text := fmt.Sprint(*j.Score)
	if p.Known != nil && len(j.Known) > 0 && len(counting) == len(j.New) {
		text += fmt.Sprintf(" (without %d known findings)", len(j.Known))
	}
	return text
}

// unanswered is why the scan says too little.
func unanswered(scan *finding.Scan, p Policy) []string {
	var why []string
	if scan.Score.Value == nil && !scan.Interrupted {
		why = append(why, "there is no score: too little could be looked at")
	}
	if dead := score.Dead(scan); len(dead) > 0 {
		why = append(why, "nothing was tested as "+strings.Join(dead, ", "))
	}
	if scan.Interrupted {
		why = append(why, "the scan stopped before its end")
	}
	if c := scan.Score.Coverage; p.MinCoverage != nil && !(c.Percent >= *p.MinCoverage && c.Applicable > 0) {
		why = append(why, fmt.Sprintf("coverage is %v%% of %d checks, and %v%% is asked", c.Percent, c.Applicable, *p.MinCoverage))
	}
	return why
}

// held says what passed.
func (j *Judgement) held(scan *finding.Scan, p Policy) []string {
	var what []string
	if p.FailUnder != nil {
		what = append(what, fmt.Sprintf("the score %s is at least %d", j.scored(j.New, p), *p.FailUnder))
	}
	switch {
	case p.FailOn != "":
		what = append(what, fmt.Sprintf("no finding of %s or worse counts", p.FailOn))
	case p.NewOnly && p.FailUnder == nil:
		what = append(what, "no finding is new")
	}
	if p.MinCoverage != nil {
		what = append(what, fmt.Sprintf("coverage is %v%%", scan.Score.Coverage.Percent))
	}
	if scan.Score.Ungraded != "" {
		what = append(what, "there is no grade: "+scan.Score.Ungraded)
	}
	return what
}

// mostNamed findings stand in a reason: the report has all.
const mostNamed = 3

func named(all []finding.Finding) string {
	var names []string
	for _, f := range all[:min(len(all), mostNamed)] {
		operation := f.Operation
		if operation == "" {
			operation = "of the API"
		}
		names = append(names, fmt.Sprintf("%s %s (%s)", f.Weakness, operation, f.ID))
	}
	text := strings.Join(names, ", ")
	if more := len(all) - mostNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
