//go:build unix

package source_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/project"
	"github.com/ashlarsec/ashlar/internal/source"
)

// What is in a folder beside source, or in its place, is listed or passed by.
func TestHostileFolder(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	try := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	try(os.WriteFile(at("app.py"), []byte(head+view), 0o666))
	try(os.WriteFile(at("large.py"), nil, 0o666))
	try(os.Truncate(at("large.py"), 100<<20)) // a sparse file
	try(os.Mkdir(at("package.py"), 0o777))
	try(os.Symlink(".", at("loop")))
	try(os.Symlink("loop.py", at("loop.py")))
	try(os.Symlink("missing.py", at("dangling.py")))
	try(syscall.Mkfifo(at("pipe.py"), 0o666)) // reading it would wait for ever
	try(os.Symlink("/dev/zero", at("zero.py")))
	try(os.WriteFile(at("caf\xe9.py"), []byte("x = 1\n"), 0o666))
	p, err := source.Read(t.Context(), []string{dir}, project.Options{})
	try(err)
	ordinaryIsWhole(t, p)
	var told []string
	for _, l := range p.LeftOut {
		told = append(told, filepath.Base(l.Path)+": "+l.Why)
	}
	for _, x := range p.Problems {
		told = append(told, filepath.Base(x.Place.File)+": "+x.Text)
	}
	for _, name := range []string{"large.py", "loop", "loop.py", "dangling.py", "pipe.py", "zero.py"} {
		if !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, name+": ") }) {
			t.Errorf("%s is not listed: %q", name, told)
		}
	}
}
