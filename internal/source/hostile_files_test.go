package source_test

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// Modules that import each other in circles: the ordinary operation is in the
// last one, and needs the first.
func TestImportCycles(t *testing.T) {
	for name, module := range map[string]string{
		"names": "from .m%[2]d import x%[2]d\nfrom . import m%[2]d\nx%[1]d = [x%[2]d]\n",
		"stars": "x%[1]d = %[1]d\nfrom .m%[2]d import *\nfrom .m0 import *\n",
		"all":   "import shop.m%[2]d\nfrom shop import *\nfrom . import *\nx%[1]d = shop.m%[2]d.x%[2]d\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const n = 500
			files := map[string]string{"shop/__init__.py": "from . import m0, m1\nfrom .m0 import *\n", "shop/app.py": head + "from .m0 import *\nfrom . import m0\n" + view}
			for i := range n {
				files[fmt.Sprintf("shop/m%d.py", i)] = fmt.Sprintf(module, i, (i+1)%n)
			}
			p := readFiles(t, files)
			ordinaryIsWhole(t, p)
			said(t, "limit", p.Limits, "")
			if p.Files != n+2 || len(p.Problems) > 0 {
				t.Errorf("%d files, %v", p.Files, p.Problems)
			}
		})
	}
}

// Python's own library is no application. It has every construct of the
// language: what follows it must get through, bounded, and without a fault of
// its own.
func TestStandardLibrary(t *testing.T) {
	lib := standardLibrary()
	if lib == "" {
		t.Log("Python is not installed here: nothing to read")
		return
	}
	names, err := filepath.Glob(filepath.Join(lib, "*.py"))
	if err != nil {
		t.Fatal(err)
	}
	if !wholeLibrary() && len(names) > 60 {
		names = names[:60]
	}
	for _, part := range []string{"asyncio", "json", "email", "xml", "unittest"} {
		if wholeLibrary() {
			names = append(names, filepath.Join(lib, part))
		}
	}
	p, err := source.Read(t.Context(), names, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	said(t, "limit", p.Limits, "")
	if p.Files < min(len(names), 60) {
		t.Errorf("%d files of %d", p.Files, len(names))
	}
}

// wholeLibrary is what "make verify" asks for.
func wholeLibrary() bool { return os.Getenv("ASHLAR_STDLIB") == "all" }

// standardLibrary is the folder of some Python, "" for none.
func standardLibrary() string {
	for _, pattern := range []string{"/usr/lib/python3*", "/usr/local/lib/python3*", filepath.Join(os.Getenv("HOME"), ".pyenv/versions/*/lib/python3*")} {
		found, _ := filepath.Glob(pattern)
		for _, dir := range slices.Backward(found) {
			if _, err := os.Stat(filepath.Join(dir, "argparse.py")); err == nil {
				return dir
			}
		}
	}
	return ""
}

// Reading is the same whatever the processors and maps do: the same
// operations in the same order, with the same events, facts and limits.
func TestSameEachTime(t *testing.T) {
	for _, dir := range []string{"../../examples/shop/broken", "../../examples/shop/fixed"} {
		first := told(t, dir)
		for range 3 {
			if again := told(t, dir); again != first {
				t.Fatalf("%s is read differently the second time:\n%s", dir, difference(first, again))
			}
		}
		before := runtime.GOMAXPROCS(1)
		again := told(t, dir)
		runtime.GOMAXPROCS(before)
		if again != first {
			t.Fatalf("%s is read differently on one processor:\n%s", dir, difference(first, again))
		}
	}
}

// told is all that is known of a program, as text.
func told(t testing.TB, dir string) string {
	t.Helper()
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tell(p)
}

func tell(p *source.Program) string {
	var b strings.Builder
	for _, op := range slices.Concat(p.Operations, p.Handlers, []*source.Operation{p.Setup}) {
		fmt.Fprintf(&b, "%s %v\n access %v\n inputs %v\n", op, op.Place, op.Access, op.Inputs)
		for _, e := range op.Events {
			fmt.Fprintf(&b, " %s %v %d %v", e.Op, e.Place, e.Depth, e.Stack)
			tellValue(&b, e.Value)
			if e.Call != nil {
				for _, a := range e.Call.Args {
					tellValue(&b, a)
				}
			}
			for f := range e.Facts.All {
				fmt.Fprintf(&b, "\n  %s %v %s %v %d", f.Op, f.Not, f.Who, f.Place, len(f.Ways))
				tellValue(&b, f.Left)
				tellValue(&b, f.Right)
			}
			b.WriteByte('\n')
		}
	}
	for _, q := range p.Setup.Queries {
		fmt.Fprintln(&b, "setup", q.Told(), q.Place())
	}
	for _, name := range sortedKeys(p.Collections) {
		c := p.Collections[name]
		fmt.Fprintln(&b, "collection", name, sortedKeys(c.Fields), sortedKeys(c.Owners), c.Indexes, c.Written, len(c.Queries), len(c.Kept), len(c.Compared))
	}
	fmt.Fprintln(&b, p.Limits, p.Problems, p.LeftOut)
	return b.String()
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// difference is the first line that differs.
func difference(a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n%.2000s\n%.2000s", i+1, x[i], y[i])
		}
	}
	return fmt.Sprintf("%d and %d lines", len(x), len(y))
}
