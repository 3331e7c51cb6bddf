package weaknesstest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// contractStories runs the contract side on the stories of testdata/contract.
// Each file of a story is a contract of its own, with the files below the
// folder of its name that it refers to, but for an ashlar.yaml, which says what
// should hold in all of them; findings are wanted on the lines to change, as in
// source stories. One on a line of ashlar.yaml is wanted of each contract. JSON
// has no comments: in a .json file they are taken out before it is read.
func contractStories(t *testing.T, w *weakness.Weakness) {
	files, err := filepath.Glob(filepath.Join("testdata", "contract", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	speaks, silent := 0, 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		intent := intentIn(t, archive)
		for _, f := range archive.Files {
			if f.Name == designFile || strings.Contains(f.Name, "/") {
				continue
			}
			files := slices.DeleteFunc(slices.Clone(archive.Files), func(other txtar.File) bool {
				return other.Name != f.Name && other.Name != designFile && !strings.HasPrefix(other.Name, folder(f.Name))
			})
			if slices.ContainsFunc(files, func(f txtar.File) bool { return strings.Contains(string(f.Data), "# want ") }) {
				speaks++
			} else {
				silent++
			}
			name := "contract/" + strings.TrimSuffix(filepath.Base(file), ".txtar") + "/" + f.Name
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				tellContract(t, w, f.Name, files, intent)
			})
		}
	}
	if speaks == 0 || silent == 0 {
		t.Errorf("%s: %d contracts of stories show something and %d show nothing; there must be one of each", w.ID, speaks, silent)
	}
}

// folder is where the other files of a contract are.
func folder(name string) string { return strings.TrimSuffix(name, filepath.Ext(name)) + "/" }

var comment = regexp.MustCompile(`(?m) *# want .*$`)

func tellContract(t *testing.T, w *weakness.Weakness, name string, files []txtar.File, intent *design.Intent) {
	dir := t.TempDir()
	for _, f := range files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(f.Name) == ".json" {
			f.Data = comment.ReplaceAll(f.Data, nil)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m, err := contract.LoadFile(filepath.Join(dir, name), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range m.Problems {
		t.Logf("%s: %s", problem.Place, problem.Text)
	}
	about := outline.Of(m)
	about.Intent = intent
	pass := weakness.NewContractPass(w, m, about)
	w.Contract.Run(pass)
	findings, cells := pass.Results()
	expected := map[string][]string{}
	for _, f := range files {
		for i, line := range strings.Split(string(f.Data), "\n") {
			for _, m := range wanted.FindAllStringSubmatch(line, -1) {
				if m[3] != w.ID {
					t.Errorf("%s:%d wants %s in a story of %s", f.Name, i+1, m[3], w.ID)
				}
				at := fmt.Sprintf("%s:%d", f.Name, i+1)
				expected[at] = append(expected[at], strings.Join(m[1:], "\x00"))
			}
		}
	}
	var want, got []string
	for _, f := range findings {
		file := strings.TrimPrefix(filepath.ToSlash(f.Location.File), filepath.ToSlash(dir)+"/")
		at := fmt.Sprintf("%s:%d", file, f.Location.Line)
		t.Logf("%s %s %v %s at %s: %s [%s]", f.Verdict, f.Severity, f.Operations, f.Field, at, f.Evidence.Summary, f.Evidence.Guard)
		if g := at + " " + matching(&expected, at, f); !strings.HasSuffix(g, " as wanted") {
			got = append(got, g)
		}
		if f.Verdict != finding.Possible || !finding.Medium.AtLeast(f.Severity) {
			t.Errorf("%s: a contract shows intent: possible, and at most medium", at)
		}
	}
	for at, list := range expected {
		for _, e := range list {
			want = append(want, at+" missed: "+strings.ReplaceAll(e, "\x00", " "))
		}
	}
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("findings (-missed +unwanted):\n%s", diff)
		for _, c := range cells {
			t.Logf("%-14s %s: %s", c.State, c.Operation, c.Reason)
		}
	}
}

// designFile is the name of the section with what the owner of the API says.
const designFile = "ashlar.yaml"

// intentIn is the design block of the story; nil without one.
func intentIn(t *testing.T, archive *txtar.Archive) *design.Intent {
	t.Helper()
	d, err := design.Parse(designFile, designOf(archive), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	return d.Intent
}

func designOf(archive *txtar.Archive) []byte {
	for _, f := range archive.Files {
		if f.Name == designFile {
			return f.Data
		}
	}
	return nil
}
