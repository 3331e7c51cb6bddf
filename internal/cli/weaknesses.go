package cli

import (
	"fmt"
	"strings"
	"text/tabwriter"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/design"
)

type weaknessesCommand struct {
	ID string `arg:"" optional:"" help:"The weakness to explain."`
}

// Run prints the catalogue, or the text of one entry.
func (c *weaknessesCommand) Run(env *Environment) error {
	if c.ID == "" {
		return list(env)
	}
	w := catalogue.Find(c.ID)
	if w == nil {
		return unknownWeakness(c.ID)
	}
	var sides []string
	for _, s := range w.Sides() {
		sides = append(sides, string(s))
	}
	var cwe []string
	for _, n := range w.CWE {
		cwe = append(cwe, fmt.Sprintf("CWE-%d", n))
	}
	_, err := fmt.Fprintf(env.Stdout, "%s\n\n%s · up to %s · %s · %s · seen by: %s\n\nRemedy: %s\n\n%s", w.ID,
		w.Category, w.Severity, strings.Join(append([]string{"A04:2021"}, w.OWASP...), ", "), strings.Join(cwe, ", "), strings.Join(sides, ", "), w.Remedy, w.Doc)
	return err
}

func list(env *Environment) error {
	t := tabwriter.NewWriter(env.Stdout, 0, 0, 2, ' ', 0)
	for _, w := range catalogue.All() {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\n", w.ID, w.Severity, w.Category, w.Title())
	}
	return t.Flush()
}

func unknownWeakness(id string) error {
	var ids []string
	for _, w := range catalogue.All() {
		ids = append(ids, w.ID)
	}
	hint := "ashlar weaknesses lists them"
	if n := design.Nearest(id, ids); n != "" {
		hint = fmt.Sprintf("did you mean %q? ", n) + hint
	}
	return usage(hint, "there is no weakness %q", id)
}
