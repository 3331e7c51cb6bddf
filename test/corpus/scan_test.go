package main

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/finding"
)

// write makes files below a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLocate(t *testing.T) {
	dir := write(t, map[string]string{"a/one/x": "", "a+two/x": "", "a__three/x": "", "four/x": "", "five": ""})
	for repo, want := range map[string]string{
		"a/one": "a/one", "a/two": "a+two", "a/three": "a__three", "a/four": "four", "a/five": "", "a/six": "", "four": "four",
	} {
		got, there := locate(dir, repo)
		if there != (want != "") || there && got != filepath.Join(dir, want) {
			t.Errorf("locate(%s) = %s, %v, want %s", repo, got, there, want)
		}
	}
}

func TestFolders(t *testing.T) {
	small := write(t, map[string]string{"app.py": ""})
	large := t.TempDir()
	for i := range largeRepository + 1 {
		if err := os.WriteFile(filepath.Join(large, strings.Repeat("x", 1+i%200)+string(rune('a'+i/200))+".py"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		name, root  string
		files, want []string
	}{
		{"small", small, []string{"app.py", "api/users.py"}, []string{"."}},
		{"small, among tests", small, []string{"app.py", "ql/test/a/x.py", "ql/test/a/b/y.py"}, []string{".", "ql/test/a"}},
		{"large", large, []string{"a/x.py", "a/b/y.py", "ab/z.py"}, []string{"a", "ab"}},
		{"large, with a file of its own", large, []string{"a/x.py", "app.py"}, []string{".", "a"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := folders(test.root, test.files)
			if err != nil || !slices.Equal(got, test.want) {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

const header1 = "repo\tcommit\tfile\tline\tclass\tvulnerable\tnote\n"

// A whole measurement: two repositories, one not there, one scan that
// breaks, rows that cannot be read.
func TestMeasure(t *testing.T) {
	corpus := write(t, map[string]string{
		"truth.tsv": header1 +
			"o/r\tc\tapp.py\t9\tnosql-operator-injection\tyes\tlogin\n" +
			"o/r\tc\tapp.py\t22\tidor\tyes\tshow\n" +
			"o/r\tc\tapp.py\t6\tmissing-auth\tno\tlogin is public\n" +
			"o/r\tc\tapp.py\t6\tbad-weather\tyes\t\n" +
			"o/r\tc\tapp.py\tx\tidor\tyes\t\n" +
			"o/r\tc\tapp.py\t6\tidor\tmaybe\t\n" +
			"o/r\tc\t../app.py\t6\tidor\tyes\t\n" +
			"o/r\tc\tgone.py\t6\tidor\tyes\t\n" +
			"\n" +
			"o/absent\tc\tapp.py\t9\tidor\tyes\t\n" +
			"o/breaks\tc\ttests/test_app.py\t9\tidor\tyes\t\n",
		"o/r/app.py":                   app,
		"o+breaks/tests/test_app.py":   app,
		"o+breaks/tests/unrelated.txt": "",
	})
	scan := func(_ context.Context, folder string, include []string) (*finding.Scan, error) {
		if strings.HasPrefix(folder, filepath.Join(corpus, "o+breaks")) {
			if filepath.Base(folder) != "tests" || !slices.Equal(include, []string{"test_app.py"}) {
				t.Errorf("scan of %s with %q", folder, include)
			}
			return nil, errors.New("out of order")
		}
		at := func(id, weakness string, line int) finding.Finding {
			return finding.Finding{ID: id, Weakness: weakness, Looks: []finding.Look{finding.Source}, Location: &api.Place{File: "app.py", Line: line}}
		}
		return &finding.Scan{Findings: []finding.Finding{
			at("aa", "operator-injection", 9), at("bb", "missing-authentication", 7), at("cc", "operator-injection", 27),
		}}, nil
	}
	o := options{corpus: corpus}
	if err := o.resolve(); err != nil {
		t.Fatal(err)
	}
	m, err := o.measure(t.Context(), scan)
	if err != nil {
		t.Fatal(err)
	}
	d := m.document()
	if *d.All.Recall != 0.5 || *d.All.Precision != 0.5 || d.All.Exact != 1 || d.All.FalseAlarms != 1 {
		t.Errorf("all: %+v", d.All)
	}
	if len(d.NotMeasured) != 7 || len(d.Unjudged) != 1 || m.perfect() {
		t.Errorf("not measured %+v, unjudged %+v, perfect %v", d.NotMeasured, d.Unjudged, m.perfect())
	}
	text := m.text()
	for _, want := range []string{
		"o/r/app.py:22 idor  show", "o/r/app.py:6 missing-auth  login is public\n    said: missing-authentication bb",
		`class "bad-weather" is unknown`, `"x" is no line`, `"maybe" is neither yes nor no`, "o/absent: is not in", "out of order (1 rows)",
		"o/r/gone.py:6: the file is not there", "o/r/app.py:27 operator-injection",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the text lacks %q:\n%s", want, text)
		}
	}
	if _, err := json.Marshal(d); err != nil {
		t.Error(err)
	}
}

func TestNothingMeasuredIsNotPerfect(t *testing.T) {
	m := &measurement{}
	if m.perfect() || !strings.Contains(m.text(), "nothing was measured") {
		t.Errorf("perfect %v: %s", m.perfect(), m.text())
	}
}

func TestExitCodes(t *testing.T) {
	corpus := write(t, map[string]string{"truth.tsv": header1 + "o/r\tc\tapp.py\t9\tidor\tyes\t\n", "o/r/app.py": app})
	broken := filepath.Join(corpus, "truth.tsv") // is there, and cannot be run
	tests := []struct {
		name string
		args []string
		want int
	}{
		{"no corpus", []string{"-ashlar", broken}, 2},
		{"no program", []string{"-corpus", corpus, "-ashlar", filepath.Join(corpus, "none")}, 2},
		{"no truth", []string{"-corpus", t.TempDir(), "-ashlar", broken}, 2},
		{"nothing measured", []string{"-corpus", corpus, "-ashlar", broken}, 0},
		{"nothing measured, strict", []string{"-corpus", corpus, "-ashlar", broken, "-strict", "-json"}, 1},
		{"unknown flag", []string{"-hope"}, 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := run(t.Context(), test.args, &strings.Builder{}, &strings.Builder{}); got != test.want {
				t.Errorf("exit code %d, want %d", got, test.want)
			}
		})
	}
}
