package cli

import (
	"fmt"
	"io"
	"strings"

	"github.com/ashlarsec/ashlar/internal/baseline"
	"github.com/ashlarsec/ashlar/internal/change"
	"github.com/ashlarsec/ashlar/internal/finding"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
)

// compareCommand tells what lies between two scans.
type compareCommand struct {
	Old string `arg:"" optional:"" name:"old" help:"Result of the older scan: ashlar scan --format json."`
	New string `arg:"" optional:"" name:"new" help:"Result of the newer one."`

	thresholds
	Format string `enum:"text,json" default:"text" help:"text or json."`
	Output string `short:"o" default:"-" placeholder:"FILE" help:"Where the comparison goes (default: stdout)."`
}

// Run compares, and where thresholds are given holds what is new against them.
func (c *compareCommand) Run(env *Environment) error {
	if c.Old == "" || c.New == "" {
		return usage("ashlar compare old.json new.json", "name two results of ashlar scan --format json")
	}
	if c.Old == "-" && c.New == "-" {
		return usage("name a file for one of them", "both scans cannot come from stdin")
	}
	p, err := c.policy()
	if err != nil {
		return err
	}
	old, err := readScan(c.Old)
	if err != nil {
		return err
	}
	now, err := readScan(c.New)
	if err != nil {
		return err
	}
	to, err := openOutput(c.Output)
	if err != nil {
		return err
	}
	changed, err := change.Between(old, now)
	if err != nil {
		return missingLook(err)
	}
	if to.path == "-" {
		err = c.render(env.Stdout, changed)
	} else {
		err = to.write(func(w io.Writer) error { return c.render(w, changed) })
	}
	if err != nil {
		return err
	}
	if !p.Asks() {
		return nil
	}
	p.Known, p.NewOnly = &baseline.Baseline{Looks: old.Looks, Earlier: old}, true
	_, err = judged(env.Stderr, now, p)
	return err
}

func (c *compareCommand) render(w io.Writer, changed *change.Change) error {
	if c.Format == "json" {
		return jsonreport.WriteDocument(w, struct {
			SchemaVersion string `json:"schema_version"`
			change.Change
		}{finding.SchemaVersion, *changed})
	}
	var b strings.Builder
	fmt.Fprintf(&b, "score      %s → %s\n", scoreThen(changed.Before), scoreThen(changed.After))
	fmt.Fprintf(&b, "coverage   %s → %s\n", coverageOf(changed.Before), coverageOf(changed.After))
	fmt.Fprintf(&b, "looks      %s → %s\n", looksOf(changed.Before), looksOf(changed.After))
	fmt.Fprintf(&b, "\nnew        %d\n", len(changed.New))
	for _, f := range changed.New {
		tellChanged(&b, f, f.Evidence.Summary)
	}
	fmt.Fprintf(&b, "fixed      %d\n", len(changed.Fixed))
	for _, e := range changed.Fixed {
		tellChanged(&b, e.Finding, "now clean: "+e.Reason)
	}
	fmt.Fprintf(&b, "unchanged  %d\n", len(changed.Unchanged))
	for _, f := range changed.Unchanged {
		tellChanged(&b, f, "")
	}
	if len(changed.Unknown) > 0 {
		fmt.Fprintf(&b, "unknown    %d (not told any more, and not looked for to the end)\n", len(changed.Unknown))
		for _, e := range changed.Unknown {
			tellChanged(&b, e.Finding, e.Reason)
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func tellChanged(b *strings.Builder, f finding.Finding, why string) {
	operation := f.Operation
	if operation == "" {
		operation = "the API"
	}
	fmt.Fprintf(b, "  %-8s %-8s %s %s %s", f.Severity, f.Verdict, f.ID, f.Weakness, operation)
	if f.Location != nil {
		fmt.Fprintf(b, "  %s:%d", f.Location.File, f.Location.Line)
	}
	b.WriteByte('\n')
	if why != "" {
		fmt.Fprintf(b, "           %s\n", strings.Join(strings.Fields(why), " "))
	}
}

func scoreThen(s change.Side) string {
	if s.Score == nil {
		return "no score"
	}
	text := fmt.Sprintf("%d/100", *s.Score)
	if s.Grade != nil {
		text += " " + *s.Grade
	} else {
		text += ", no grade"
	}
	return text
}

func coverageOf(s change.Side) string {
	return fmt.Sprintf("%v%% of %d checks", s.Coverage.Percent, s.Coverage.Applicable)
}

func looksOf(s change.Side) string {
	names := make([]string, len(s.Looks))
	for i, l := range s.Looks {
		names[i] = string(l)
	}
	return strings.Join(names, ", ")
}
