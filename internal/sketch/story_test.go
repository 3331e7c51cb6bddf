package sketch

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/scan"
)

var update = flag.Bool("update", false, "write what is drafted into the stories")

// A story is a small application, or a contract, and what is drafted of it:
// want.yaml. It is told by its first line.
func TestStories(t *testing.T) {
	names, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			got := told(t, archive)
			for i, f := range archive.Files {
				if f.Name != "want.yaml" {
					continue
				}
				if *update {
					archive.Files[i].Data = []byte(got)
					if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(string(archive.Files[i].Data), got); diff != "" {
					t.Errorf("- wanted, + drafted:\n%s", diff)
				}
				return
			}
			t.Error("the story has no want.yaml")
		})
	}
}

// told is the draft of a story without its head, which is the same for all.
func told(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range archive.Files {
		path := filepath.Join(dir, f.Name)
		if f.Name == "want.yaml" {
			continue
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	known, err := scan.Know(t.Context(), scan.Options{Targets: []string{dir}})
	if err != nil {
		t.Fatal(err)
	}
	text := string(written(t, Of(known, dir)))
	if _, err := design.Parse("ashlar.yaml", []byte(text), func(string) (string, bool) { return "", false }); err != nil {
		t.Errorf("the draft does not load: %v\n%s", err, text)
	}
	_, body, _ := strings.Cut(text, "# docs/design-file.md says all that this file may hold.\n")
	return body
}
