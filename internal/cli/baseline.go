package cli

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/fix"
)

// baselineCommand accepts findings of a scan.
type baselineCommand struct {
	From     string   `arg:"" optional:"" name:"scan.json" help:"Result of ashlar scan --format json; - is stdin."`
	Findings []string `arg:"" optional:"" name:"finding" help:"Ids of findings (at least 6 digits), or weaknesses; all where none is named."`

	Reason  string `placeholder:"TEXT" help:"Why they are accepted."`
	Owner   string `placeholder:"NAME" help:"Who answers for it."`
	Expires string `placeholder:"DAY" help:"The last day on which they are accepted, like 2027-03-31; or never."`
	Output  string `short:"o" default:"ashlar-baseline.json" placeholder:"FILE" help:"The baseline; what it holds already stays (default: ashlar-baseline.json)."`
}

// Run adds the findings to the file.
func (c *baselineCommand) Run(env *Environment) error {
	const hint = "ashlar baseline scan.json --reason 'public by intent' --owner payments --expires 2027-03-31"
	for flag, value := range map[string]string{"--reason": c.Reason, "--owner": c.Owner, "--expires": c.Expires} {
		if strings.TrimSpace(value) == "" {
			return usage(hint, "%s is missing: an acceptance has a reason, an owner and a last day", flag)
		}
	}
	scanned, err := readScan(c.From)
	if err != nil {
		return err
	}
	picked, unknown := fix.Select(scanned.Findings, c.Findings)
	if len(unknown) > 0 {
		return usage("the report has the ids; ashlar weaknesses lists the weaknesses", "%s is no finding of %s", strings.Join(unknown, ", "), sourceName(c.From))
	}
	to, err := openOutput(c.Output)
	if err != nil {
		return err
	}
	known := &baseline.Baseline{}
	if c.Output != "-" {
		if known, err = existing(c.Output); err != nil {
			return err
		}
	}
	if err := known.Accept(scanned, picked, baseline.Decision{Reason: c.Reason, Owner: c.Owner, Expires: c.Expires}, time.Now()); err != nil {
		return usage(hint, "%v", err)
	}
	if c.Output == "-" {
		return known.Write(env.Stdout)
	}
	if err := to.write(func(w io.Writer) error { return known.Write(w) }); err != nil {
		return err
	}
	fmt.Fprintf(env.Stderr, "ashlar: %d findings accepted until %s; %s holds %d\n", len(picked), c.Expires, c.Output, len(known.Accepted))
	return nil
}

// existing is the baseline that is there, or an empty one.
func existing(name string) (*baseline.Baseline, error) {
	if _, err := os.Stat(name); errors.Is(err, fs.ErrNotExist) {
		return &baseline.Baseline{}, nil
	}
	b, err := readBaseline(name)
	if err == nil && b.Earlier != nil {
		return nil, usage("name another file with --output", "%s is a scan, and would be replaced", name)
	}
	return b, err
}
