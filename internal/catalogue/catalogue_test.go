package catalogue

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// The list must name every folder; go generate ./internal/catalogue mends it.
func TestListIsFresh(t *testing.T) {
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "catalogue"), 0o755); err != nil {
		t.Fatal(err)
	}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(filepath.Dir(here), "weakness"), filepath.Join(dir, "weakness")); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "generate")
	if out, err := exec.Command("go", "build", "-o", binary, "./generate").CombinedOutput(); err != nil {
		t.Fatalf("building the generator: %v\n%s", err, out)
	}
	cmd := exec.Command(binary)
	cmd.Dir = filepath.Join(dir, "catalogue")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("running the generator: %v\n%s", err, out)
	}
	want, err := os.ReadFile(filepath.Join(dir, "catalogue", "list_gen.go"))
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("list_gen.go")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Error("list_gen.go is stale: run go generate ./internal/catalogue")
	}
}

func TestEntries(t *testing.T) {
	ids := map[string]bool{}
	for _, w := range All() {
		t.Run(w.ID, func(t *testing.T) {
			if ids[w.ID] {
				t.Errorf("two weaknesses are called %s", w.ID)
			}
			ids[w.ID] = true
			if w.Title() == "" || w.Title() == w.ID {
				t.Errorf("doc.md has no title")
			}
			if !slices.Contains(finding.Categories, w.Category) {
				t.Errorf("unknown category %q", w.Category)
			}
			if !slices.Contains(finding.Severities, w.Severity) {
				t.Errorf("unknown severity %q", w.Severity)
			}
			if len(w.Sides()) == 0 {
				t.Error("no side looks for it")
			}
			if len(w.CWE) == 0 || w.Remedy == "" {
				t.Error("no CWE or no remedy")
			}
			for _, part := range []string{"## Before", "## After", "## References"} {
				if !strings.Contains(w.Doc, part) {
					t.Errorf("doc.md has no section %q", part)
				}
			}
		})
	}
}

// Adding a weakness touches nothing else: its folder is its ID.
func TestFolderIsTheID(t *testing.T) {
	for _, w := range All() {
		folder := strings.ReplaceAll(w.ID, "-", "")
		if _, err := os.Stat(filepath.Join("..", "weakness", folder, "doc.md")); err != nil {
			t.Errorf("%s: %v", w.ID, err)
		}
	}
	if Find("no-such-weakness") != nil {
		t.Error("found a weakness that is not there")
	}
}
