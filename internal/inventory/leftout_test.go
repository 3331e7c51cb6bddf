package inventory

import (
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
