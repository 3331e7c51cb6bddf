package source_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whatever a file of an application has become, reading it ends, is no fault
// of the interpreter, and tells the same a second time; the ordinary operation
// in the file beside it is whole.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("../../examples/shop/*/shop/*.py")
	if err != nil || len(names) == 0 {
		f.Fatal("no seeds", err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	f.Add(head + "@app.route('/<int:a>/<b>', methods=['GET', request])\ndef r(a, **b):\n    db[a][b].update_many({'$set': b}, *a, **request.json)\n    abort(a)\n")
	f.Fuzz(func(t *testing.T, text string) {
		dir := t.TempDir()
		for name, text := range map[string]string{"shop/__init__.py": "", "shop/app.py": head + "from . import fuzzed\nfrom .fuzzed import *\n" + head + view, "shop/fuzzed.py": text} {
			path := filepath.Join(dir, name)
			if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
				t.Fatal(err)
			}
		}
		first := told(t, dir)
		if at := strings.Index(first, "internal error"); at >= 0 {
			t.Fatalf("the interpreter failed: %.500s", first[max(0, at-100):])
		}
		if !strings.Contains(first, "GET /ordinary") {
			t.Error("the ordinary operation is lost")
		}
		if again := told(t, dir); again != first {
			t.Fatalf("the second time it is told differently:\n%s", difference(first, again))
		}
	})
}
