package fix

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

var update = flag.Bool("update", false, "write what the stories want")

// A story is an application, what is to be mended, and the diff that mends
// it. Its files are:
//
//	app/…       the source
//	ashlar.yaml what the owner of the API says should hold; may be left out
//	fix         findings as a user names them, one a line; none: all
//	want.diff   all changes together
//	want.txt    for each finding what is changed, and what has to be decided
//
// A line "crlf: app/x.py" in the comment gives that file CRLF line ends; in
// want.diff a CR is shown as ␍. "left: weakness" says that a finding is not
// gone after its change, "new: weakness" that another one shows then, and why.
func TestStories(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		path, err := filepath.Abs(file)
		if err != nil {
			t.Fatal(err)
		}
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { tell(t, path) })
	}
}

func tell(t *testing.T, path string) {
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	section := unpack(t, archive)
	d, err := design.Parse("ashlar.yaml", []byte(section["ashlar.yaml"]), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	all, err := Look(t.Context(), finding.Target{Sources: []string{"app"}}, d, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	picked, unknown := Select(all, strings.Fields(section["fix"]))
	if len(unknown) > 0 || len(picked) == 0 {
		for _, f := range all {
			t.Logf("%s %s %s %s %v: %s", f.ID, f.Weakness, f.Operation, f.Field, f.Location, f.Evidence.Summary)
		}
		t.Fatalf("no finding %v", unknown)
	}
	plan := NewPlan(read(t, "app"), d.Intent, picked)
	got := map[string]string{"want.diff": strings.ReplaceAll(plan.Diff(), "\r", "␍"), "want.txt": told(plan)}
	if *update {
		rewrite(t, path, archive, got)
	} else {
		for name, text := range got {
			if diff := cmp.Diff(section[name], text); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
	}
	holds(t, archive, plan, d, picked, all)
}

// unpack writes the files of the story, and returns the others.
func unpack(t *testing.T, archive *txtar.Archive) map[string]string {
	section := map[string]string{}
	for _, f := range archive.Files {
		if !strings.HasPrefix(f.Name, "app/") {
			section[f.Name] = string(f.Data)
			continue
		}
		data := f.Data
		if strings.Contains(string(archive.Comment), "crlf: "+f.Name) {
			data = bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n"))
		}
		if err := os.MkdirAll(filepath.Dir(f.Name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(f.Name, data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return section
}

func read(t *testing.T, dir string) *source.Program {
	t.Helper()
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func told(plan *Plan) string {
	var b strings.Builder
	for i, p := range plan.Proposals {
		what := "to decide"
		if p.Diff != "" {
			what = strings.Join(p.Files, ", ")
		}
		if left := plan.Left[i]; left != "" {
			what += "; left out: " + left
		}
		fmt.Fprintf(&b, "%s %s: %s\n", p.Weakness, p.Operation, what)
		if p.Decision != "" {
			fmt.Fprintf(&b, "\t%s\n", p.Decision)
		}
	}
	return b.String()
}

func rewrite(t *testing.T, path string, archive *txtar.Archive, got map[string]string) {
	for _, name := range []string{"want.diff", "want.txt"} {
		found := false
		for i, f := range archive.Files {
			if f.Name == name {
				archive.Files[i].Data, found = []byte(got[name]), true
			}
		}
		if !found {
			archive.Files = append(archive.Files, txtar.File{Name: name, Data: []byte(got[name])})
		}
	}
	if err := os.WriteFile(path, txtar.Format(archive), 0o600); err != nil {
		t.Fatal(err)
	}
}

// holds applies the plan, and asks for what every plan promises: the diff is
// what git and the program itself make of it, Python compiles it, the
// findings are gone and nothing new came.
func holds(t *testing.T, archive *txtar.Archive, plan *Plan, d *design.Design, picked, before []finding.Finding) {
	if plan.Diff() == "" {
		return
	}
	patched := applied(t, plan.Diff())
	written, refused := plan.Write()
	if len(refused) > 0 {
		t.Fatalf("not written: %v", refused)
	}
	for _, name := range written {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if want := patched[name]; string(text) != want {
			t.Errorf("%s: what git apply makes of the diff is not what was written:\n%s", name, cmp.Diff(want, string(text)))
		}
		compiles(t, name)
	}
	after, err := Look(t.Context(), finding.Target{Sources: []string{"app"}}, d, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	var changed []finding.Finding
	for _, i := range plan.Changing() {
		changed = append(changed, picked[i])
	}
	o := Compare(changed, before, after)
	for _, f := range o.Left {
		if !strings.Contains(string(archive.Comment), "left: "+f.Weakness) {
			t.Errorf("not gone: %s %s at %s: %s", f.Weakness, f.Operation, f.Location, f.Evidence.Summary)
		}
	}
	for _, f := range o.New {
		if !strings.Contains(string(archive.Comment), "new: "+f.Weakness) {
			t.Errorf("new: %s %s at %s: %s", f.Weakness, f.Operation, f.Location, f.Evidence.Summary)
		}
	}
	if len(o.Unseen) > 0 {
		t.Errorf("unseen: %v", o.Unseen)
	}
}

// compiles asks Python, and leaves nothing behind.
func compiles(t *testing.T, path string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "python3", "-c", "import ast, sys; ast.parse(open(sys.argv[1], 'rb').read())", path)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%s does not compile: %s", path, out)
	}
}

// applied is what git apply makes of the files of the story.
func applied(t *testing.T, diff string) map[string]string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "app"), os.DirFS("app")); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "git", "apply", "--whitespace=nowarn", "-")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "GIT_DIR="+filepath.Join(dir, "none"), "GIT_CEILING_DIRECTORIES="+dir)
	cmd.Stdin = strings.NewReader(diff)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git apply: %v\n%s\n%s", err, out, diff)
	}
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rel, _ := filepath.Rel(dir, path)
			files[filepath.ToSlash(rel)] = string(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
