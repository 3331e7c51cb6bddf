package project

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// write makes files in the working folder.
func write(t testing.TB, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x = 1\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func paths(p *Project) string {
	var list []string
	for _, m := range p.Modules {
		list = append(list, m.Path)
	}
	return strings.Join(list, " ")
}

func TestFolderThatCannotBeRead(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a/b.py", "secret/c.py", "z.py")
	p := &Project{}
	f := finder{ctx: t.Context(), project: p, maxFiles: 10, maxBytes: 1 << 20, seen: map[string]bool{}, packages: map[string]bool{}}
	// A superuser can read everything.
	f.readDir = func(dir string) ([]fs.DirEntry, error) {
		if filepath.Base(dir) == "secret" {
			return nil, &fs.PathError{Op: "open", Path: dir, Err: fs.ErrPermission}
		}
		return os.ReadDir(dir)
	}
	if err := f.target("."); err != nil {
		t.Fatal(err)
	}
	want := []Problem{{Path: "secret", Text: "it cannot be read: permission denied"}}
	if diff := cmp.Diff(want, p.Problems); diff != "" || len(f.sources) != 2 {
		t.Error(diff, f.sources)
	}
}

func TestFileThatVanishes(t *testing.T) {
	t.Chdir(t.TempDir())
	p := &Project{}
	if err := p.read(t.Context(), []source{{path: "a.py", abs: "a.py"}}); err != nil {
		t.Fatal(err)
	}
	want := []Problem{{Path: "a.py", Text: "it was there when the folder was read, and is gone"}}
	if diff := cmp.Diff(want, p.Problems); diff != "" || len(p.Modules) > 0 {
		t.Error(diff)
	}
}

// changing is a file that somebody writes to.
type changing struct {
	io.Reader
	sizes []int64
	err   error
}

func (c *changing) Stat() (fs.FileInfo, error) {
	size := c.sizes[0]
	c.sizes = c.sizes[1:]
	return about(size), c.err
}

type about int64

func (a about) Name() string     { return "a.py" }
func (a about) Size() int64      { return int64(a) }
func (about) Mode() fs.FileMode  { return 0 }
func (about) ModTime() time.Time { return time.Time{} }
func (about) IsDir() bool        { return false }
func (about) Sys() any           { return nil }

func TestFileThatChanges(t *testing.T) {
	tests := []struct {
		name    string
		file    *changing
		text    int // bytes, -1 for none
		trouble string
	}{
		{"same", &changing{Reader: strings.NewReader("x = 1\n"), sizes: []int64{6, 6}}, 6, ""},
		{"grows", &changing{Reader: strings.NewReader("x = 1\n"), sizes: []int64{0, 6}}, 6, "it changed while it was read: run again"},
		{"shrinks", &changing{Reader: strings.NewReader("x"), sizes: []int64{6, 1}}, 1, "it changed while it was read: run again"},
		{"grows without end", &changing{Reader: endless{}, sizes: []int64{6, 7}}, syntax.MaxSize + 1, "it changed while it was read: run again"},
		{"has become too large", &changing{Reader: endless{}, sizes: []int64{100 << 20}}, -1, "larger than 5 MB"},
		{"breaks", &changing{Reader: broken{}, sizes: []int64{6, 6}}, -1, "it cannot be read: input/output error"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			text, trouble := drain(test.file)
			if trouble != test.trouble || (text == nil) != (test.text < 0) || text != nil && len(text) < test.text {
				t.Errorf("%d bytes, %q", len(text), trouble)
			}
		})
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

type broken struct{}

func (broken) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: "a.py", Err: errors.New("input/output error")}
}

func TestLargeFileIsLeftOut(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.py", "large.py")
	if err := os.Truncate("large.py", 100<<20); err != nil {
		t.Fatal(err)
	}
	p, err := Load(t.Context(), []string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]LeftOut{{"large.py", "larger than 5 MB"}}, p.LeftOut); diff != "" || paths(p) != "a.py" {
		t.Error(diff, paths(p))
	}
}

func TestBounds(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.py", "b/c.py", "d.py", "e/f.py")
	tests := []struct {
		name    string
		options Options
		paths   string
		problem []Problem
	}{
		{"files", Options{MaxFiles: 2}, "a.py b/c.py", []Problem{{Path: "d.py", Text: "more than 2 Python files: the rest, from this one on, was not read"}}},
		{"as many files as may be", Options{MaxFiles: 4}, "a.py b/c.py d.py e/f.py", nil},
		{"bytes", Options{MaxBytes: 12}, "a.py b/c.py", []Problem{{Path: "d.py", Text: "more than 0 MB of Python: the rest, from this file on, was not read"}}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			p, err := Load(t.Context(), []string{".", "e"}, test.options)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.problem, p.Problems); diff != "" || paths(p) != test.paths {
				t.Error(diff, paths(p))
			}
		})
	}
}

func TestNothingThere(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := Load(t.Context(), []string{"missing"}, Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if p, err := Load(t.Context(), []string{"."}, Options{}); err != nil || len(p.Modules)+len(p.Problems)+len(p.LeftOut) > 0 {
		t.Error(p, err)
	}
}

func TestInterrupted(t *testing.T) {
	t.Chdir(t.TempDir())
	write(t, "a.py")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Load(ctx, []string{"."}, Options{}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// 2,000 folders with links to each other and to the folders above.
func TestManyFilesTwice(t *testing.T) {
	t.Chdir(t.TempDir())
	for i := range 2000 {
		dir := fmt.Sprintf("a%d/b%d", i%40, i)
		write(t, dir+"/c.py")
		if err := os.Symlink("../..", dir+"/up"); err != nil {
			t.Fatal(err)
		}
	}
	first, err := Load(t.Context(), []string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	second, err := Load(t.Context(), []string{"."}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(first.Modules) != 2000 || first.Lines != 2000 || first.Bytes != 12000 || len(first.LeftOut) != 2000 {
		t.Errorf("%d modules, %d lines, %d bytes, %d left out", len(first.Modules), first.Lines, first.Bytes, len(first.LeftOut))
	}
	if paths(first) != paths(second) || cmp.Diff(first.LeftOut, second.LeftOut) != "" {
		t.Error("the second time it is different")
	}
	for i, m := range first.Modules {
		if m.Name != second.Modules[i].Name || first.Lookup(m, m.Name) != m {
			t.Errorf("%s is called %s", m.Path, m.Name)
		}
	}
}

// A Project that was put together by hand has paths only.
func TestByHand(t *testing.T) {
	shop := &Module{File: syntax.Parse("shop/__init__.py", nil), Name: "shop", Package: true}
	orders := &Module{File: syntax.Parse("shop/orders.py", nil), Name: "shop.orders"}
	app := &Module{File: syntax.Parse("app.py", nil), Name: "app"}
	p := &Project{Modules: []*Module{app, shop, orders}}
	for _, test := range []struct {
		from  *Module
		level int
		name  string
		want  *Module
	}{{app, 0, "shop.orders", orders}, {app, 0, "shop", shop}, {orders, 1, "", shop}, {orders, 0, "app", app}, {orders, 5, "app", app}, {app, 0, "", nil}, {nil, 0, "app", app}} {
		if got := p.Import(test.from, test.level, test.name); got != test.want {
			t.Errorf("%v", got)
		}
	}
}

func TestMatchParts(t *testing.T) {
	tests := []struct {
		pattern, path string
		want          bool
	}{
		{"a/*.py", "a/b.py", true},
		{"a/*.py", "a/b/c.py", false},
		{"**/c.py", "c.py", true},
		{"a/**/c.py", "a/c.py", true},
		{"a/**/b/**/c", "a/x/b/b/y/c", true},
		{"a/**/b/**/c", "a/x/y/c", false},
		{"[", "[", false},
		{strings.Repeat("**/a/", 50) + "b", strings.Repeat("a/", 5000) + "c", false},
	}
	for _, test := range tests {
		if got := matchParts(strings.Split(test.pattern, "/"), strings.Split(test.path, "/")); got != test.want {
			t.Errorf("%.20s matches %.20s: %v", test.pattern, test.path, got)
		}
	}
}

// A million lines in 10,000 files, a thousand to a folder.
func BenchmarkLoad(b *testing.B) {
	b.Chdir(b.TempDir())
	text := []byte(strings.Repeat("def view(id):\n    order = db.orders.find_one({'_id': id, 'owner': g.user['_id']})\n    return jsonify(order)\n\n", 25))
	for i := range 10_000 {
		dir := fmt.Sprintf("package%d", i/1000)
		if i%1000 == 0 {
			if err := os.Mkdir(dir, 0o777); err != nil {
				b.Fatal(err)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("m%d.py", i)), text, 0o666); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		p, err := Load(b.Context(), []string{"."}, Options{})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(p.Lines), "lines")
	}
}

// A pattern matches what its meaning says, written down plainly.
func FuzzMatchParts(f *testing.F) {
	f.Add("a/**/b", "a/x/b")
	f.Add("**/**/a", "a")
	f.Add("**", "")
	f.Fuzz(func(t *testing.T, pattern, path string) {
		p, s := strings.Split(pattern, "/"), strings.Split(path, "/")
		if len(p) > 6 || len(s) > 6 {
			return // what is plain is slow
		}
		if got, want := matchParts(p, s), plainly(p, s); got != want {
			t.Errorf("%q matches %q: %v", pattern, path, got)
		}
	})
}

func plainly(pattern, parts []string) bool {
	switch {
	case len(pattern) == 0:
		return len(parts) == 0
	case pattern[0] == "**":
		return plainly(pattern[1:], parts) || len(parts) > 0 && plainly(pattern, parts[1:])
	}
	return len(parts) > 0 && matchPart(pattern[0], parts[0]) && plainly(pattern[1:], parts[1:])
}
