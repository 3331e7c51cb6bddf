package fix

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

const insecure = `from flask import Flask, request
from pymongo import MongoClient

app = Flask(__name__)
db = MongoClient().shop


@app.post("/login")
def login():
    user = db.users.find_one({"email": request.json["email"]}, {"name": 1})
    if user is None:
        return {"error": "unknown"}, 401
    return {"name": user["name"]}
`

// planned makes the plan for all findings of a file in the folder app.
func planned(t *testing.T, text string) *Plan {
	t.Helper()
	t.Chdir(t.TempDir())
	if err := os.Mkdir("app", 0o755); err != nil {
		t.Fatal(err)
	}
	write(t, "app/views.py", text)
	all, err := Look(t.Context(), finding.Target{Sources: []string{"app"}}, nil, nil, "test")
	if err != nil {
		t.Fatal(err)
	}
	picked, _ := Select(all, []string{"operator-injection"})
	plan := NewPlan(read(t, "app"), nil, picked)
	if plan.Diff() == "" {
		t.Fatalf("nothing to change: %v", plan.Proposals)
	}
	return plan
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
		t.Fatal(err)
	}
}

func TestWriteKeepsTheModeAndLeavesNothingBehind(t *testing.T) {
	plan := planned(t, insecure)
	if written, refused := plan.Write(); len(written) != 1 || len(refused) > 0 {
		t.Fatalf("written %v, refused %v", written, refused)
	}
	info, err := os.Stat("app/views.py")
	if err != nil {
		t.Fatal(err)
	}
	if runtime.GOOS != "windows" && info.Mode().Perm() != 0o640 {
		t.Errorf("the mode is %v", info.Mode())
	}
	entries, err := os.ReadDir("app")
	if err != nil || len(entries) != 1 {
		t.Errorf("the folder has %v, %v", entries, err)
	}
}

func TestWriteRefuses(t *testing.T) {
	for name, test := range map[string]struct {
		meanwhile func(t *testing.T)
		want      string
	}{
		"a file that has changed": {func(t *testing.T) { write(t, "app/views.py", insecure+"# more\n") }, "it has changed since it was read"},
		"a file that is gone":     {func(t *testing.T) { os.Remove("app/views.py") }, "reading it again"},
		"a link": {func(t *testing.T) {
			if err := os.Rename("app/views.py", "app/other.py"); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink("other.py", "app/views.py"); err != nil {
				t.Fatal(err)
			}
		}, "it is a link"},
		"a folder that leads outside": {func(t *testing.T) {
			outside := t.TempDir()
			write(t, filepath.Join(outside, "views.py"), insecure)
			if err := os.RemoveAll("app"); err != nil {
				t.Fatal(err)
			}
			if err := os.Mkdir("app", 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.Symlink(outside, "app/sub"); err != nil {
				t.Fatal(err)
			}
		}, "reading it again"},
	} {
		t.Run(name, func(t *testing.T) {
			plan := planned(t, insecure)
			test.meanwhile(t)
			written, refused := plan.Write()
			if len(written) > 0 || !strings.Contains(refused["app/views.py"], test.want) {
				t.Errorf("written %v, refused %v, want %q", written, refused, test.want)
			}
		})
	}
}

func TestWithin(t *testing.T) {
	root := t.TempDir()
	outside := t.TempDir()
	for _, dir := range []string{"app/inner", "application"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(root, "app", "link")); err != nil {
		t.Fatal(err)
	}
	p := &Plan{bench: newBench(emptyProgram(filepath.Join(root, "app")), nil)}
	for path, want := range map[string]bool{
		"app/a.py": true, "app/inner/a.py": true, "application/a.py": false, "app/../a.py": false, "app/link/a.py": false, "none/a.py": false,
	} {
		if got := p.within(filepath.Join(root, path)) == nil; got != want {
			t.Errorf("within(%s) is %t", path, got)
		}
	}
}

// Files that cannot be written as they were read are said, and not proposed.
func TestFilesThatCannotBeChanged(t *testing.T) {
	for name, test := range map[string]struct{ text, want string }{
		"another encoding": {"# coding: latin-1\n# caf\xe9\n" + insecure, "is not UTF-8"},
		"broken lines":     {insecure + "\n\ndef f(:\n    pass\n", "has lines that cannot be read"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Chdir(t.TempDir())
			if err := os.Mkdir("app", 0o755); err != nil {
				t.Fatal(err)
			}
			write(t, "app/views.py", test.text)
			all, err := Look(t.Context(), finding.Target{Sources: []string{"app"}}, nil, nil, "test")
			if err != nil {
				t.Fatal(err)
			}
			picked, _ := Select(all, []string{"operator-injection"})
			proposals := Propose(read(t, "app"), nil, picked)
			if len(proposals) != 1 || proposals[0].Diff != "" || !strings.Contains(proposals[0].Decision, test.want) {
				t.Errorf("proposals are %+v, want none that changes, and %q", proposals, test.want)
			}
		})
	}
}

func TestSelect(t *testing.T) {
	all := []finding.Finding{{ID: "aaaaaa111111", Fingerprint: "aaaaaa1111112222", Weakness: "weak-token"}, {ID: "bbbbbb111111", Fingerprint: "bbbbbb1111112222", Weakness: "debug-exposed"}}
	for name, test := range map[string]struct {
		words   string
		picked  int
		unknown int
	}{
		"no words":              {"", 2, 0},
		"an id":                 {"aaaaaa111111", 1, 0},
		"six digits":            {"bbbbbb", 1, 0},
		"five digits":           {"bbbbb", 0, 1},
		"more than the id":      {"aaaaaa1111112", 1, 0},
		"a weakness":            {"debug-exposed", 1, 0},
		"the same twice":        {"debug-exposed bbbbbb", 1, 0},
		"one of two is unknown": {"debug-exposed cccccc", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			picked, unknown := Select(all, strings.Fields(test.words))
			if len(picked) != test.picked || len(unknown) != test.unknown {
				t.Errorf("picked %d, unknown %v", len(picked), unknown)
			}
		})
	}
}
