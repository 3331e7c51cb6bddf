package roots

import (
	"path/filepath"
	"strings"
	"testing"
)

// What is resolved is below a root, and behind no link, whatever the path.
func FuzzResolve(f *testing.F) {
	for _, seed := range []string{"app/app.py", "../secret.py", "link.py", "out/secret.py", "app/up/secret.py", "in/../out", "file://DIR/root/%2e%2e/secret.py", "DIR/root/../secret.py", "loop/x", "DIR/alias/out", "./app//../in/./app.py", "file://localhost/DIR"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, path string) {
		dir, roots := tree(t)
		got, err := roots.Resolve(strings.ReplaceAll(path, "DIR", filepath.ToSlash(dir)))
		if err != nil {
			return
		}
		real, err := filepath.EvalSymlinks(got)
		if err != nil || real != got {
			t.Errorf("%q resolves to %q, which is %q, %v", path, got, real, err)
		}
		for _, name := range []string{"root", "second"} {
			if root := filepath.Join(dir, name); got == root || strings.HasPrefix(got, root+string(filepath.Separator)) {
				return
			}
		}
		t.Errorf("%q resolves to %q", path, got)
	})
}
