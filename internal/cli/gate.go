package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/gate"
)

// Exit codes of the gate. DESIGN.md, "Exit codes".
const (
	gateFailed = 1 // findings or score
	noAnswer   = 3 // no score, or less looked at than asked
)

// thresholds are the flags of what must hold.
type thresholds struct {
	FailUnder   *int     `placeholder:"75" help:"Exit with 1 if the score is below this."`
	FailOn      string   `placeholder:"high" help:"Exit with 1 if a finding is as severe: critical, high, medium, low, info."`
	MinCoverage *float64 `placeholder:"80" help:"Exit with 3 if less percent of the checks were made."`
}

// gateFlags are the flags of the gate.
type gateFlags struct {
	thresholds
	Baseline string `placeholder:"FILE" help:"What is known: a file of ashlar baseline, whose findings do not count, or an earlier scan."`
	NewOnly  bool   `help:"Only findings that --baseline does not have count."`
}

// policy checks the flags, and takes from ashlar.yaml what they leave open.
func (g gateFlags) policy(d *design.Design) (gate.Policy, error) {
	p, err := g.thresholds.policy()
	if err != nil {
		return p, err
	}
	name, newOnly := g.Baseline, g.NewOnly
	if d != nil && d.Gate != nil {
		of := d.Gate
		p.FailUnder = cmp.Or(p.FailUnder, of.FailUnder)
		p.FailOn = cmp.Or(p.FailOn, finding.Severity(of.FailOn))
		p.MinCoverage = cmp.Or(p.MinCoverage, of.MinCoverage)
		name = cmp.Or(name, of.Baseline)
		newOnly = newOnly || of.NewOnly != nil && *of.NewOnly
	}
	p.NewOnly = newOnly
	if name == "" {
		if newOnly {
			return p, usage("--baseline FILE: a file of ashlar baseline, or an earlier scan", "--new-only needs --baseline: nothing says what is known")
		}
		return p, nil
	}
	p.Known, err = readBaseline(name)
	return p, err
}

func (t thresholds) policy() (gate.Policy, error) {
	p := gate.Policy{FailUnder: t.FailUnder, FailOn: finding.Severity(t.FailOn), MinCoverage: t.MinCoverage}
	if t.FailUnder != nil && (*t.FailUnder < 0 || *t.FailUnder > 100) {
		return p, usage("a score is from 0 to 100", "--fail-under %d is no score", *t.FailUnder)
	}
	if t.MinCoverage != nil && !(*t.MinCoverage >= 0 && *t.MinCoverage <= 100) { // NaN is neither
		return p, usage("coverage is from 0 to 100 percent", "--min-coverage %v is no percentage", *t.MinCoverage)
	}
	if t.FailOn != "" && !slices.Contains(finding.Severities, p.FailOn) {
		return p, usage("--fail-on high fails on high and critical", "--fail-on %q is none of %s", t.FailOn, strings.Join(design.Severities, ", "))
	}
	return p, nil
}

func readBaseline(name string) (*baseline.Baseline, error) {
	const hint = "ashlar baseline scan.json --reason … --owner … --expires 2027-03-31 writes one"
	f, err := os.Open(name)
	if err != nil {
		return nil, usage(hint, "--baseline %s: %v", name, cause(err))
	}
	defer f.Close()
	b, err := baseline.Read(f)
	if err != nil {
		return nil, usage(hint, "--baseline %s: %v", name, cause(err))
	}
	return b, nil
}

// judged says on stderr what the gate says of the scan, and ends the command
// with its code.
func judged(stderr io.Writer, scanned *finding.Scan, p gate.Policy) (*gate.Judgement, error) {
	j, err := gate.Judge(scanned, p, time.Now())
	if err != nil {
		return nil, missingLook(err)
	}
	for _, a := range j.Expired {
		fmt.Fprintf(stderr, "ashlar: accepted by %s until %s, and counts again: %s %s (%s)\n", a.Owner, a.Expires, a.Weakness, a.Operation, a.Fingerprint[:12])
	}
	for _, f := range j.Worse {
		fmt.Fprintf(stderr, "ashlar: known, and worse now, so it counts again: %s %s (%s): %s %s\n", f.Weakness, f.Operation, f.ID, f.Verdict, f.Severity)
	}
	for _, a := range j.Stale {
		fmt.Fprintf(stderr, "ashlar: accepted, and not found any more: %s %s (%s)\n", a.Weakness, a.Operation, a.Fingerprint[:12])
	}
	if p.Known != nil {
		fmt.Fprintf(stderr, "ashlar: %d findings are new, %d known\n", len(j.New), len(j.Known))
	}
	if !p.Asks() {
		return j, nil
	}
	fmt.Fprintf(stderr, "ashlar: gate %s: %s\n", j.Word(), strings.Join(j.Reasons, "; "))
	switch j.State {
	case gate.Failed:
		return j, finished(gateFailed)
	case gate.Unknown:
		return j, finished(noAnswer)
	}
	return j, nil
}

// missingLook gives the error its way on.
func missingLook(err error) error {
	if m, ok := errors.AsType[*change.MissingLook](err); ok {
		return usage("scan from the same sides as the base: source with a folder, live with --url", "%v", m)
	}
	return err
}
