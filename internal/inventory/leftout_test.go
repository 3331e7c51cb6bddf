package inventory

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
)

func TestLeftOutText(t *testing.T) {
	for name, test := range map[string]struct {
		all  []LeftOut
		want string
	}{
		"nothing": {nil, ""},
		"one":     {[]LeftOut{{"shop/.venv", project.Environment}}, "1 file or folder left out: a virtual environment (shop/.venv); --include brings them back"},
		"several, the most first": {
			[]LeftOut{{"a/.venv", project.Environment}, {"a/tests", project.Tests}, {"a/test_b.py", project.Tests}, {"a/test_c.py", project.Tests}},
			"4 files or folders left out: tests (a/tests and 2 more), a virtual environment (a/.venv); --include brings them back",
		},
		"what cannot be included": {[]LeftOut{{"a/b", project.Link}}, "1 file or folder left out: a symbolic link (a/b)"},
	} {
		if got := LeftOutText(test.all); got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}

func TestFoldersWithoutPythonAreNotTold(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, file := range []string{".github/workflows/a.yaml", "tests/deep/a.py"} {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got := LeftOutText([]LeftOut{{".github", project.Hidden}, {"tests", project.Tests}})
	if want := "1 file or folder left out: tests (tests); --include brings them back"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
