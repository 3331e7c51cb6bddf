package roots

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// tree is a folder with a root, a folder beside it, and links between them.
func tree(t *testing.T) (dir string, roots Roots) {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	at := func(name string) string { return filepath.Join(dir, filepath.FromSlash(name)) }
	for _, err := range []error{
		os.MkdirAll(at("root/app"), 0o755), os.MkdirAll(at("root-2"), 0o755), os.MkdirAll(at("second/lib"), 0o755),
		os.WriteFile(at("root/app/app.py"), nil, 0o644), os.WriteFile(at("root/100%.py"), nil, 0o644), os.WriteFile(at("root/..odd"), nil, 0o644),
		os.WriteFile(at("root-2/secret.py"), nil, 0o644), os.WriteFile(at("secret.py"), nil, 0o644), os.WriteFile(at("second/lib/x.py"), nil, 0o644),
		os.Symlink(at("secret.py"), at("root/link.py")), os.Symlink(at("root-2"), at("root/out")), os.Symlink("../..", at("root/app/up")),
		os.Symlink("app", at("root/in")), os.Symlink(at("root"), at("alias")), os.Symlink("loop", at("root/loop")), os.Symlink(at("nowhere"), at("root/dangling")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	roots, wrong := New([]string{at("root"), (&url.URL{Scheme: "file", Path: filepath.ToSlash(at("second"))}).String()})
	if len(wrong) > 0 {
		t.Fatal(wrong)
	}
	return dir, roots
}

func TestResolve(t *testing.T) {
	dir, roots := tree(t)
	for name, test := range map[string]struct{ path, want string }{
		"relative":                      {"app/app.py", "root/app/app.py"},
		"relative to the second":        {"lib/x.py", "second/lib/x.py"},
		"absolute":                      {"DIR/root/app", "root/app"},
		"the root itself":               {"DIR/root", "root"},
		"here":                          {".", "root"},
		"back and forth":                {"app/../app/./app.py", "root/app/app.py"},
		"a link that stays":             {"in/app.py", "root/app/app.py"},
		"by a link to the root":         {"DIR/alias/app", "root/app"},
		"a file URL":                    {"file://DIR/root/app", "root/app"},
		"a file URL, encoded":           {"file://DIR/root/%61pp", "root/app"},
		"a percent sign":                {"100%.py", "root/100%.py"},
		"a percent sign in a URL":       {"file://DIR/root/100%25.py", "root/100%.py"},
		"dots that are a name":          {"..odd", "root/..odd"},
		"parent":                        {"..", ""},
		"up and out":                    {"../secret.py", ""},
		"up from within":                {"app/../../secret.py", ""},
		"absolute, out":                 {"DIR/secret.py", ""},
		"absolute, up and out":          {"DIR/root/../secret.py", ""},
		"a name that begins alike":      {"DIR/root-2/secret.py", ""},
		"a file by a link":              {"link.py", ""},
		"a folder by a link":            {"out/secret.py", ""},
		"up by a link":                  {"app/up/secret.py", ""},
		"a link to nowhere":             {"dangling", "missing"},
		"a link to itself":              {"loop", ""},
		"encoded dots in a URL":         {"file://DIR/root/%2e%2e/secret.py", ""},
		"encoded slashes in a URL":      {"file://DIR/root/..%2fsecret.py", ""},
		"encoded dots in a path":        {"%2e%2e/secret.py", "missing"},
		"encoded twice":                 {"file://DIR/root/%252e%252e/secret.py", "missing"},
		"not there":                     {"app/none.py", "missing"},
		"not there, and out":            {"DIR/none.py", ""},
		"another machine":               {"file://example.com/root/app", "wrong"},
		"another scheme":                {"http://127.0.0.1/root/app", "wrong"},
		"NUL":                           {"app\x00/app.py", "wrong"},
		"NUL in a URL":                  {"file://DIR/root/app%00", "wrong"},
		"nothing":                       {"", "wrong"},
		"a password file of the system": {"/etc/passwd", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := roots.Resolve(strings.ReplaceAll(test.path, "DIR", filepath.ToSlash(dir)))
			switch test.want {
			case "":
				if !errors.Is(err, ErrOutside) {
					t.Errorf("%q, %v", got, err)
				}
			case "missing":
				if !errors.Is(err, os.ErrNotExist) {
					t.Errorf("%q, %v", got, err)
				}
			case "wrong":
				if err == nil || errors.Is(err, ErrOutside) {
					t.Errorf("%q, %v", got, err)
				}
			default:
				if want := filepath.Join(dir, filepath.FromSlash(test.want)); err != nil || got != want {
					t.Errorf("%q, %v; want %q", got, err, want)
				}
			}
		})
	}
}

func TestWithoutRootsNothingIsInside(t *testing.T) {
	dir, _ := tree(t)
	for _, path := range []string{".", "app", dir, "/"} {
		if got, err := (Roots)(nil).Resolve(path); !errors.Is(err, ErrOutside) {
			t.Errorf("%q: %q, %v", path, got, err)
		}
	}
}

func TestNewLeavesOutWhatIsNoFolder(t *testing.T) {
	dir, _ := tree(t)
	roots, wrong := New([]string{dir, filepath.Join(dir, "secret.py"), filepath.Join(dir, "none"), "relative", "https://example.com/x", "file://example.com/x"})
	if len(roots) != 1 || len(wrong) != 5 {
		t.Errorf("%v, %v", roots, wrong)
	}
}
