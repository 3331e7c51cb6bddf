package cli

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report"
	"github.com/ashlarsec/ashlar/internal/report/text"
	"github.com/ashlarsec/ashlar/internal/store"
)

type scansCommand struct {
	ID string `arg:"" optional:"" help:"The scan to show."`

	Limit        int    `default:"20" placeholder:"N" help:"List so many, the newest first (default: 20)."`
	Format       string `enum:"text,json" default:"text" help:"text or json."`
	Output       string `short:"o" default:"-" placeholder:"FILE" help:"Where it goes (default: stdout)."`
	ExplainScore bool   `help:"Show what each finding takes from the score."`
	Verbose      bool   `short:"v" help:"Show everything of the scan."`
}

// Run lists the scans that "ashlar mcp" has kept, or prints the report of one
// as "ashlar scan" would have.
func (c *scansCommand) Run(env *Environment) error {
	if c.Limit < 1 {
		return usage("leave it out for the default", "--limit must be above 0")
	}
	kept, err := openStore(env)
	if err != nil {
		return err
	}
	to, err := openOutput(c.Output)
	if err != nil {
		return err
	}
	if c.ID != "" {
		scanned, err := kept.Load(c.ID)
		if errors.Is(err, store.ErrNone) {
			return usage("ashlar scans lists them", "there is no scan %q", c.ID)
		} else if err != nil {
			return err
		}
		return wishes{{c.Format, to}}.write(env, scanned, report.Options{Text: text.Options{Explain: c.ExplainScore, Verbose: c.Verbose}})
	}
	all, err := kept.List()
	if err != nil {
		return err
	}
	render := func(w io.Writer) error { return c.list(w, all[:min(len(all), c.Limit)]) }
	if to.path == "-" {
		return render(env.Stdout)
	}
	return to.write(render)
}

func openStore(env *Environment) (*store.Store, error) {
	folder, err := store.Folder(env.Getenv)
	if err != nil {
		return nil, usage("XDG_DATA_HOME=/path names a folder to keep scans in", "%v", err)
	}
	kept, err := store.Open(folder, 0)
	if err != nil {
		return nil, usage("XDG_DATA_HOME=/path names another folder", "%v", err)
	}
	return kept, nil
}

func (c *scansCommand) list(w io.Writer, all []store.Entry) error {
	if c.Format == "json" {
		encoder := json.NewEncoder(w)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		return encoder.Encode(append([]store.Entry{}, all...))
	}
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "no scans are kept: ashlar mcp keeps those that an assistant asks for")
		return err
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, e := range all {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", e.ID, scoreOf(e), findingsOf(e), targetOf(e.Target))
	}
	return t.Flush()
}

func scoreOf(e store.Entry) string {
	score := "no score"
	switch {
	case e.Score != nil && e.Grade != nil:
		score = fmt.Sprintf("%d/100 %s", *e.Score, *e.Grade)
	case e.Score != nil:
		score = fmt.Sprintf("%d/100, no grade", *e.Score)
	}
	if e.Interrupted {
		score += ", interrupted"
	}
	return score
}

func findingsOf(e store.Entry) string {
	return fmt.Sprintf("%d findings, %d proven", e.Findings, e.Proven)
}

func targetOf(t finding.Target) string {
	return strings.Join(append(append([]string{}, cmp.Or(t.URL, "no URL")), t.Sources...), " ")
}
