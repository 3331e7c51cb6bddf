package cli

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report"
	"github.com/ashlarsec/ashlar/internal/report/text"
)

// reportCommand makes a report of an earlier scan.
type reportCommand struct {
	From string `arg:"" optional:"" name:"scan.json" help:"Result of ashlar scan --format json; - is stdin."`

	Format       string   `default:"text" placeholder:"FORMAT" help:"${formats}."`
	Output       string   `short:"o" default:"-" placeholder:"FILE" help:"Where the report goes (default: stdout)."`
	Report       []string `sep:"none" placeholder:"FORMAT=FILE" help:"Another report beside it; as often as wished."`
	Base         string   `placeholder:"FILE" help:"Result of an earlier scan to compare with (markdown)."`
	ExplainScore bool     `help:"Show what each finding takes from the score (text)."`
	Verbose      bool     `short:"v" help:"Show everything that is cut or counted otherwise (text)."`
}

// Run writes the reports; nothing is looked at again.
func (c *reportCommand) Run(env *Environment) error {
	all, err := wished(c.Format, c.Output, c.Report)
	if err != nil {
		return err
	}
	scanned, err := readScan(c.From)
	if err != nil {
		return err
	}
	o := report.Options{Text: text.Options{Explain: c.ExplainScore, Verbose: c.Verbose}}
	if c.Base != "" {
		if o.Base, err = readScan(c.Base); err != nil {
			return err
		}
	}
	return all.write(env, scanned, o)
}

// wish is one report and where it goes.
type wish struct {
	format string
	to     *output
}

// wishes are the reports of one run: that of --format first, then those of
// --report.
type wishes []wish

// wished opens the outputs, so that a wrong one is told before the work.
func wished(format, path string, reports []string) (wishes, error) {
	if !report.Known(format) {
		return nil, usage("it is one of "+strings.Join(report.Formats, ", "), "--format %q is no format", format)
	}
	to, err := openOutput(path)
	if err != nil {
		return nil, err
	}
	all := wishes{{format, to}}
	for _, given := range reports {
		format, path, ok := strings.Cut(given, "=")
		switch {
		case !ok || path == "":
			return nil, usage("--report html=report.html", "--report %q is no FORMAT=FILE", given)
		case !report.Known(format):
			return nil, usage("it is one of "+strings.Join(report.Formats, ", "), "--report %q: there is no format %q", given, format)
		}
		to, err := openOutputOf("--report "+format+"=", path)
		if err != nil {
			return nil, err
		}
		for _, other := range all {
			if !to.stream && filepath.Clean(other.to.final) == filepath.Clean(to.final) {
				return nil, usage("name another file", "--report %s and %s report go to the same place", given, other.format)
			}
		}
		all = append(all, wish{format, to})
	}
	return all, nil
}

// write puts the reports where they go, and says on stderr where that is.
func (all wishes) write(env *Environment, scan *finding.Scan, o report.Options) error {
	scan, err := report.Settled(scan)
	if err != nil {
		return err
	}
	told := false
	for _, one := range all {
		if one.to.path == "-" {
			screen := o
			screen.Text.Width, screen.Text.Color = env.Width, env.Color
			if err := report.Write(env.Stdout, one.format, scan, screen); err != nil {
				return err
			}
			continue
		}
		err := one.to.write(func(w io.Writer) error { return report.Write(w, one.format, scan, o) })
		if err != nil {
			return err
		}
		if !told && all[0].to.path != "-" {
			fmt.Fprintln(env.Stderr, text.Headline(scan))
			told = true
		}
		if len(all) == 1 {
			fmt.Fprintf(env.Stderr, "ashlar: the report is in %s\n", one.to.path)
		} else {
			fmt.Fprintf(env.Stderr, "ashlar: the %s report is in %s\n", one.format, one.to.path)
		}
	}
	return nil
}

// workflow is the file of the build that runs this, as GitHub names it:
// owner/repository/.github/workflows/scan.yml@refs/heads/main.
func workflow(getenv func(string) (string, bool)) string {
	ref, _ := getenv("GITHUB_WORKFLOW_REF")
	ref, _, _ = strings.Cut(ref, "@")
	at := strings.Index(ref, "/.github/workflows/")
	if at < 0 {
		return ""
	}
	return ref[at+1:]
}
