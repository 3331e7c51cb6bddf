package project_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/python/project"
)

var update = flag.Bool("update", false, "rewrite what the folders of testdata give")

// TestFolders loads the folders of testdata. In each archive, "arguments" has
// the paths that are given and "include" what is included, one a line;
// "imports" has a file and what it imports, dots first; "want" is the result.
func TestFolders(t *testing.T) {
	archives, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no folders: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			where, err := filepath.Abs(name)
			if err != nil {
				t.Fatal(err)
			}
			got := result(t, archive)
			i := slices.IndexFunc(archive.Files, func(f txtar.File) bool { return f.Name == "want" })
			if *update {
				archive.Files[i].Data = []byte(got)
				if err := os.WriteFile(where, txtar.Format(archive), 0o666); err != nil {
					t.Fatal(err)
				}
			}
			if diff := cmp.Diff(string(archive.Files[i].Data), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// result loads the folders of an archive in a working folder called work.
func result(t *testing.T, archive *txtar.Archive) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "work")
	lines := map[string][]string{}
	for _, f := range archive.Files {
		switch f.Name {
		case "arguments", "include", "imports", "want":
			lines[f.Name] = strings.Split(strings.TrimSuffix(string(f.Data), "\n"), "\n")
			continue
		}
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if to, ok := strings.CutPrefix(string(f.Data), "link to "); ok {
			if err := os.Symlink(strings.TrimSpace(to), path); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
	p, err := project.Load(t.Context(), lines["arguments"], project.Options{Include: lines["include"]})
	if err != nil {
		t.Fatal(err)
	}
	return tell(p) + resolve(t, p, lines["imports"])
}

func tell(p *project.Project) string {
	var b strings.Builder
	for _, m := range p.Modules {
		kind := ""
		if m.Package {
			kind = ", a package"
		}
		fmt.Fprintf(&b, "%s is %s from %s%s\n", m.Path, m.Name, m.Root, kind)
	}
	for _, l := range p.LeftOut {
		fmt.Fprintf(&b, "left out %s: %s\n", l.Path, l.Why)
	}
	for _, problem := range p.Problems {
		fmt.Fprintf(&b, "problem %s:%d: %s\n", problem.Path, problem.Line, problem.Text)
	}
	return b.String()
}

func resolve(t *testing.T, p *project.Project, imports []string) string {
	t.Helper()
	var b strings.Builder
	for _, line := range imports {
		from, what, _ := strings.Cut(line, " ")
		i := slices.IndexFunc(p.Modules, func(m *project.Module) bool { return m.Path == from })
		if i < 0 {
			t.Fatalf("no module %s", from)
		}
		name := strings.TrimLeft(what, ".")
		to := "nothing"
		if m := p.Import(p.Modules[i], len(what)-len(name), name); m != nil {
			to = m.Path
		}
		fmt.Fprintf(&b, "%s: %s is %s\n", from, what, to)
	}
	return b.String()
}
