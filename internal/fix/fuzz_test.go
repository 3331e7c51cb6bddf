package fix

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/catalogue"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/python/syntax"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// Whatever is read, every finding gets a change or a sentence, and a file that
// was Python is Python after the change, with all of its lines that are not in
// the diff as they were.
func FuzzPropose(f *testing.F) {
	stories, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		f.Fatal(err)
	}
	for _, story := range stories {
		archive, err := txtar.ParseFile(story)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasPrefix(file.Name, "app/") && len(file.Data) < 2000 {
				f.Add(string(file.Data))
			}
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		path := filepath.Join(dir, "app.py")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := source.Read(t.Context(), []string{dir}, project.Options{})
		if err != nil {
			t.Fatal(err)
		}
		plan := NewPlan(p, nil, sourceFindings(p))
		for _, proposal := range plan.Proposals {
			if proposal.Diff == "" && proposal.Decision == "" {
				t.Errorf("%s: neither a change nor what to decide", proposal.Weakness)
			}
		}
		for _, file := range plan.merged.touched() {
			after := syntax.Parse("app.py", []byte(file.bytes(plan.merged.text(file))))
			if len(after.Problems) > 0 {
				t.Errorf("%v in\n%s\nby\n%s", after.Problems, text, plan.Diff())
			}
		}
	})
}

// sourceFindings are those of all source sides.
func sourceFindings(p *source.Program) []finding.Finding {
	about := outline.Of(weakness.SourceModel(p))
	var all []finding.Finding
	for _, w := range catalogue.All() {
		if w.Source == nil {
			continue
		}
		pass := weakness.NewSourcePass(w, p, about, nil)
		w.Source.Run(pass)
		found, _, _ := pass.Results()
		all = append(all, found...)
	}
	return all
}
