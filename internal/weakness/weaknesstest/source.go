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

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
	"github.com/ashlarsec/ashlar/internal/draft"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/outline"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// wanted is an expectation in a comment:
//
//	return db.users.find_one(request.json)  # want likely critical operator-injection "the whole body"
//
// Verdict and severity may be left out; the text must be part of the summary.
var wanted = regexp.MustCompile(`# want (?:(likely|possible) )?(?:(critical|high|medium|low|info) )?([a-z-]+) "([^"]*)"`)

// sourceStories runs the source side on the stories of testdata/source. A
// story is a txtar file of Python files, perhaps with an openapi.yaml and an
// ashlar.yaml, whose line each finding has then to name. Findings are wanted
// on their decisive lines; a file without a comment wants none.
func sourceStories(t *testing.T, w *weakness.Weakness) {
	files, err := filepath.Glob(filepath.Join("testdata", "source", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	speaks, silent := 0, 0
	for _, file := range files {
		archive, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(txtar.Format(archive)), "# want ") {
			speaks++
		} else {
			silent++
		}
		t.Run("source/"+strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			tellSource(t, w, archive)
		})
	}
	if speaks == 0 || silent == 0 {
		t.Errorf("%s: %d source stories find something and %d find nothing; there must be one of each", w.ID, speaks, silent)
	}
}

func tellSource(t *testing.T, w *weakness.Weakness, archive *txtar.Archive) {
	dir := t.TempDir()
	expected := map[string][]string{}
	for _, f := range archive.Files {
		path := filepath.Join(dir, filepath.FromSlash(f.Name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o600); err != nil {
			t.Fatal(err)
		}
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
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listed := contractIn(t, dir, archive)
	if listed != nil {
		draft.Join(p, listed.Operations, listed.Servers)
	}
	about := outline.Of(weakness.SourceModel(p))
	about.Intent = intentIn(t, archive)
	pass := weakness.NewSourcePass(w, p, about, nil)
	pass.Contract = listed
	w.Source.Run(pass)
	findings, cells, _ := pass.Results()
	var want, got []string
	for _, f := range findings {
		rel, err := filepath.Rel(dir, f.Location.File)
		if err != nil {
			rel = f.Location.File
		}
		at := fmt.Sprintf("%s:%d", filepath.ToSlash(rel), f.Location.Line)
		t.Logf("%s %s %s %s at %s: %s [%s]", f.Verdict, f.Severity, f.Operation, f.Field, at, f.Evidence.Summary, f.Evidence.Guard)
		got = append(got, at+" "+matching(&expected, at, f))
		if !w.Severity.AtLeast(f.Severity) {
			t.Errorf("%s: the weakness may take at most %s", at, w.Severity)
		}
		if f.Verdict == finding.Proven {
			t.Errorf("%s: source alone proves nothing", at)
		}
		if about.Intent != nil && !strings.Contains(at+f.Evidence.Summary+f.Evidence.Guard, designFile+":") {
			t.Errorf("%s: neither summary nor guard names the line of the design that decided: %q", at, f.Evidence.Guard)
		}
		if len(f.Evidence.Path) == 0 || f.Evidence.Summary == "" {
			t.Errorf("%s: no path or no summary", at)
		}
	}
	for at, list := range expected {
		for _, e := range list {
			want = append(want, at+" missed: "+strings.ReplaceAll(e, "\x00", " "))
		}
	}
	for i, g := range got {
		if strings.HasSuffix(g, " as wanted") {
			got[i] = ""
		}
	}
	got = slices.DeleteFunc(got, func(s string) bool { return s == "" })
	slices.Sort(want)
	slices.Sort(got)
	if diff := cmp.Diff(want, slices.Clip(append([]string(nil), got...))); diff != "" {
		t.Errorf("findings (-missed +unwanted):\n%s", diff)
	}
	if t.Failed() {
		for _, op := range p.Operations {
			t.Logf("%s %s access %+v inputs %v", op, op.Place, op.Access.Checks, op.Inputs)
			for _, q := range op.Queries {
				t.Logf("    %s %s %s owned %t", q.Place(), q.Name, q.Method, q.Owned)
			}
		}
		for _, c := range cells {
			t.Logf("%-14s %s: %s", c.State, c.Operation, c.Reason)
		}
		t.Logf("problems %v, left out %v, limits %v", p.Problems, p.LeftOut, p.Limits)
	}
}

// contractIn is the contract of a story that has one: openapi.yaml.
func contractIn(t *testing.T, dir string, archive *txtar.Archive) *api.Model {
	if !slices.ContainsFunc(archive.Files, func(f txtar.File) bool { return f.Name == "openapi.yaml" }) {
		return nil
	}
	m, err := contract.LoadFile(filepath.Join(dir, "openapi.yaml"), contract.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// matching takes the expectation that the finding meets from the list.
func matching(expected *map[string][]string, at string, f finding.Finding) string {
	for i, e := range (*expected)[at] {
		parts := strings.Split(e, "\x00")
		if (parts[0] == "" || parts[0] == string(f.Verdict)) && (parts[1] == "" || parts[1] == string(f.Severity)) && strings.Contains(f.Evidence.Summary, parts[3]) {
			(*expected)[at] = slices.Delete(slices.Clone((*expected)[at]), i, i+1)
			return "as wanted"
		}
	}
	return fmt.Sprintf("%s %s %q", f.Verdict, f.Severity, f.Evidence.Summary)
}
