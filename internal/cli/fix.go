package cli

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/fix"
	"github.com/ashlarsec/ashlar/internal/python/project"
	jsonreport "github.com/ashlarsec/ashlar/internal/report/json"
	"github.com/ashlarsec/ashlar/internal/source"
)

type fixCommand struct {
	Findings []string `arg:"" optional:"" name:"finding" help:"Ids of findings (at least 6 digits), or weaknesses; all where none is named."`

	From    string   `placeholder:"FILE" help:"Result of ashlar scan --format json; - is stdin."`
	Config  string   `placeholder:"FILE" help:"Design file; default: that of the scan."`
	Write   bool     `help:"Apply the changes to the files, and look at them again."`
	Include []string `sep:"none" placeholder:"GLOB" help:"What the scan was given with --include."`
}

// Run prints the changes as a diff, and what has to be decided on stderr.
func (c *fixCommand) Run(ctx context.Context, env *Environment) error {
	if c.From == "" {
		return usage("ashlar scan ./app --format json --output scan.json, then ashlar fix --from scan.json", "--from is missing: name the result of a scan")
	}
	scanned, err := c.read()
	if err != nil {
		return err
	}
	picked, unknown := fix.Select(scanned.Findings, c.Findings)
	if len(unknown) > 0 {
		return usage("the report has the ids; ashlar weaknesses lists the weaknesses", "%s is no finding of %s", strings.Join(unknown, ", "), c.name())
	}
	dirs := scanned.Target.Sources
	if len(dirs) == 0 {
		return usage("ashlar scan ./app --format json --output scan.json", "%s is of a scan without source", c.name())
	}
	d, err := c.design(env, scanned)
	if err != nil {
		return err
	}
	p, err := source.Read(ctx, dirs, project.Options{Include: c.Include})
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(env.Stderr, "ashlar: interrupted; nothing was changed")
		return finished(interrupted)
	case err != nil:
		return usage("run it in the folder in which the scan ran", "%v", err)
	}
	before, err := fix.Look(ctx, scanned.Target, d, c.Include, env.Version)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		fmt.Fprintln(env.Stderr, "ashlar: interrupted; nothing was changed")
		return finished(interrupted)
	}
	picked, gone := fix.Current(picked, before)
	for _, f := range gone {
		fmt.Fprintf(env.Stderr, "%s %s %s: the source does not show it any more\n", f.ID, f.Weakness, f.Operation)
	}
	plan := fix.NewPlan(p, d.Intent, picked)
	tellPlan(env.Stderr, picked, plan)
	if !c.Write {
		_, err := io.WriteString(env.Stdout, plan.Diff())
		return err
	}
	return c.apply(ctx, env, scanned, d, before, picked, plan)
}

func (c *fixCommand) name() string {
	if c.From == "-" {
		return "stdin"
	}
	return c.From
}

// design is what the scan was held to, so that the same is found again. Nobody
// is called, so that variables with credentials need not be set.
func (c *fixCommand) design(env *Environment, scanned *finding.Scan) (*design.Design, error) {
	path := cmp.Or(c.Config, scanned.Target.Config)
	if path == "" {
		return &design.Design{}, nil
	}
	d, err := design.Load(path, func(name string) (string, bool) {
		if value, _ := env.Getenv(name); value != "" {
			return value, true
		}
		return unsetVariable, true
	})
	const hint = "--config FILE names the design that the scan was held to"
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, usage(hint, "%s does not exist", path)
	case err != nil:
		return nil, usage(hint, "%v", err)
	}
	return d, nil
}

// unsetVariable is a text that may stand wherever a variable may.
const unsetVariable = "http://unset.invalid"

// read reads the document of the scan.
func (c *fixCommand) read() (*finding.Scan, error) {
	from := os.Stdin
	if c.From != "-" {
		f, err := os.Open(c.From)
		if err != nil {
			return nil, usage("ashlar scan ./app --format json --output scan.json", "--from %s: %v", c.From, cause(err))
		}
		defer f.Close()
		from = f
	}
	scanned, err := jsonreport.Read(from)
	if err != nil {
		return nil, usage("ashlar scan ./app --format json --output scan.json", "--from %s: %v", c.From, err)
	}
	return scanned, nil
}

// tellPlan says for each finding what becomes of it.
func tellPlan(w io.Writer, picked []finding.Finding, plan *fix.Plan) {
	changing := plan.Changing()
	for i, f := range picked {
		p := plan.Proposals[i]
		what := ""
		switch left, overlaps := plan.Left[i]; {
		case overlaps:
			what = "left out: " + left
		case slices.Contains(changing, i):
			what = "changes " + strings.Join(p.Files, ", ")
		default:
			what = "to decide"
		}
		fmt.Fprintf(w, "%s %s %s: %s\n", f.ID, f.Weakness, f.Operation, what)
		if p.Decision != "" {
			fmt.Fprintf(w, "    %s\n", p.Decision)
		}
	}
	fmt.Fprintf(w, "%d of %d findings have a change\n", len(changing), len(picked))
}

// apply writes the changes and looks again. It ends with 1 unless all that
// was changed is gone and nothing new came.
func (c *fixCommand) apply(ctx context.Context, env *Environment, scanned *finding.Scan, d *design.Design, before, picked []finding.Finding, plan *fix.Plan) error {
	if len(plan.Files()) == 0 {
		return nil
	}
	diff := plan.Diff()
	written, refused := plan.Write()
	for _, path := range slices.Sorted(maps.Keys(refused)) {
		fmt.Fprintf(env.Stderr, "ashlar: %s was not changed: %s\n", path, refused[path])
	}
	if len(refused) == 0 {
		if _, err := io.WriteString(env.Stdout, diff); err != nil {
			return err
		}
	}
	for _, path := range written {
		fmt.Fprintf(env.Stderr, "ashlar: changed %s\n", path)
	}
	after, err := fix.Look(ctx, scanned.Target, d, c.Include, env.Version)
	if err != nil {
		return err
	}
	if ctx.Err() != nil {
		fmt.Fprintln(env.Stderr, "ashlar: interrupted; the changes are made, and were not looked at")
		return finished(interrupted)
	}
	var changed []finding.Finding
	for _, i := range plan.Changing() {
		if !slices.ContainsFunc(plan.Proposals[i].Files, func(f string) bool { return refused[f] != "" }) {
			changed = append(changed, picked[i])
		}
	}
	return outcome(env.Stderr, fix.Compare(changed, before, after), len(refused))
}

// outcome says what became of the findings.
func outcome(w io.Writer, o fix.Outcome, refused int) error {
	tell := func(what string, all []finding.Finding) {
		for _, f := range all {
			fmt.Fprintf(w, "%-8s %s %s %s", what, f.ID, f.Weakness, f.Operation)
			if f.Location != nil && what != "gone" {
				fmt.Fprintf(w, " at %s:%d", f.Location.File, f.Location.Line)
			}
			fmt.Fprintln(w)
		}
	}
	tell("gone", o.Gone)
	tell("still", o.Left)
	tell("new", o.New)
	tell("rest", o.Rest)
	tell("unseen", o.Unseen)
	if len(o.Unseen) > 0 {
		fmt.Fprintln(w, "unseen: the source does not show these; scan the running API to see whether they are gone")
	}
	if len(o.Left) > 0 || len(o.New) > 0 || refused > 0 {
		return finished(notGone)
	}
	return nil
}

// notGone is the exit code where something that was changed is still found,
// something new is, or a file was not changed.
const notGone = 1
