package syntax_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// sampled is how many files of the standard library are compared, spread
// evenly. ASHLAR_STDLIB=all compares every one.
const sampled = 150

// stdlib lists the files of CPython's standard library, its tests included.
func stdlib(t testing.TB) []string {
	t.Helper()
	out, err := exec.Command("python3", "-c", "import sysconfig; print(sysconfig.get_path('stdlib'))").Output()
	if err != nil {
		t.Fatal(err)
	}
	root := strings.TrimSpace(string(out))
	var paths []string
	err = filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "site-packages" {
			return filepath.SkipDir
		}
		if err == nil && d.Type().IsRegular() && filepath.Ext(path) == ".py" {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("ASHLAR_STDLIB") == "all" {
		return paths
	}
	step := max(1, len(paths)/sampled)
	var some []string
	for i := 0; i < len(paths); i += step {
		some = append(some, paths[i])
	}
	return some
}

// answer is a line of testdata/cpython.py.
type answer struct {
	Path   string
	Minor  int
	Dump   string
	Places []place
	Error  string
}

// place is ["Name", 1, 0].
type place [3]any

// TestCPython: what CPython parses has the same tree here, and each node
// begins at the same token, parentheses aside.
func TestCPython(t *testing.T) {
	paths := stdlib(t)
	compared, differ, broken := 0, 0, 0
	for _, want := range ask(t, paths) {
		source, err := os.ReadFile(want.Path)
		if err != nil {
			t.Fatal(err)
		}
		f := syntax.Parse(want.Path, source)
		if want.Error != "" {
			broken++
			if len(f.Problems) == 0 && lenient[filepath.Base(want.Path)] == "" {
				t.Errorf("%s: CPython says %s, nothing is said here", want.Path, want.Error)
			}
			continue
		}
		compared++
		namesStand(t, f)
		switch diff := difference(f, want); {
		case diff == "":
		case knownDifference(want.Path):
			differ++
		default:
			t.Errorf("%s: %s", want.Path, diff)
		}
	}
	t.Logf("%d files that CPython parses, %d of them with a known difference; %d that it does not", compared, differ, broken)
}

// lenient are the files that CPython refuses for a reason that does not
// matter to a reader.
var lenient = map[string]string{
	"bad_coding.py":  "the declared encoding does not exist; all bytes are ASCII",
	"bad_coding2.py": "byte order mark and declared encoding do not agree",
}

// known are the files whose trees differ, with the reason. None of it can be
// seen by who reads the tree for data flow.
var known = map[string]string{
	"test/test_fstring.py":        "an empty f-string, or an empty string beside one, is a constant",
	"test/test_grammar.py":        "(x): int is marked as simple as x: int is",
	"typinganndata/ann_module.py": "(x): int is marked as simple as x: int is",
	"test/ann_module.py":          "(x): int is marked as simple as x: int is",
	"test/libregrtest/logger.py":  "CPython 3.12.1 has an empty constant at the end of a specification",
	"test/test_patma.py":          "the dump, not the tree, omits the keys of the pattern {**rest}",
}

func knownDifference(path string) bool {
	for suffix := range known {
		if strings.HasSuffix(filepath.ToSlash(path), "/"+suffix) {
			return true
		}
	}
	return false
}

func ask(t *testing.T, paths []string) func(func(int, answer) bool) {
	t.Helper()
	python := exec.CommandContext(t.Context(), "python3", "-X", "utf8", filepath.Join("testdata", "cpython.py"))
	python.Stdin = strings.NewReader(strings.Join(paths, "\n"))
	python.Stderr = os.Stderr
	out, err := python.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := python.Start(); err != nil {
		t.Fatal(err)
	}
	return func(yield func(int, answer) bool) {
		lines := bufio.NewReaderSize(out, 1<<20)
		for i := range paths {
			line, err := lines.ReadBytes('\n')
			if err != nil {
				t.Fatal(err)
			}
			var a answer
			if err := json.Unmarshal(line, &a); err != nil {
				t.Fatal(err)
			}
			if !yield(i, a) {
				break
			}
		}
		if err := python.Wait(); err != nil {
			t.Fatal(err)
		}
	}
}

// difference is what a file has here and not in CPython, "" for nothing.
func difference(f *syntax.File, want answer) string {
	if len(f.Problems) > 0 {
		return fmt.Sprint(f.Problems)
	}
	got := parser.ASTDump(f.Tree, want.Minor)
	i := 0
	for i < len(got) && i < len(want.Dump) && got[i] == want.Dump[i] {
		i++
	}
	if got != want.Dump {
		from := max(0, i-80)
		return fmt.Sprintf("the trees differ:\n here    …%.200s\n CPython …%.200s", got[from:], want.Dump[from:])
	}
	theirs, here := begins(f, want.Places), begins(f, ours(f, want.Minor))
	if slices.Equal(theirs, here) {
		return ""
	}
	return "places differ (-CPython +here):\n" + cmp.Diff(theirs, here)
}

// ours are the places of our tree, of the nodes that testdata/cpython.py
// has.
func ours(f *syntax.File, minor int) []place {
	var found []place
	var note, inString func(node any) bool
	note = func(node any) bool {
		name := reflect.TypeOf(node).Elem().Name()
		switch n := node.(type) {
		case parser.Stmt:
			if name == "ExprStmt" {
				name = "Expr"
			}
			p := syntax.StmtStart(n)
			found = append(found, place{name, float64(p.Line), float64(p.Col)})
		case parser.Expr:
			p := syntax.Start(n)
			found = append(found, place{name, float64(p.Line), float64(p.Col)})
		}
		if joined, ok := node.(*parser.JoinedStr); ok && minor >= 12 {
			for _, part := range joined.Values {
				walk(reflect.ValueOf(part), inString)
			}
		}
		return name != "JoinedStr" && name != "TemplateStr"
	}
	inString = func(part any) bool {
		if n, ok := part.(*parser.FormattedValue); ok {
			walk(reflect.ValueOf(n.Value), note)
			if spec, ok := n.FormatSpec.(*parser.JoinedStr); ok {
				walk(reflect.ValueOf(spec.Values), inString)
			}
		}
		return false
	}
	walk(reflect.ValueOf(f.Tree), note)
	return found
}

// begins sorts places, as text, each moved over the parentheses and blanks
// that it begins with.
func begins(f *syntax.File, places []place) []string {
	var list []string
	for _, p := range places {
		at := f.Offset(parser.Pos{Line: int(p[1].(float64)), Col: int(p[2].(float64))})
		for at < len(f.Text) && strings.IndexByte("( \t\n\\#\f", f.Text[at]) >= 0 {
			if f.Text[at] == '#' {
				at += max(0, strings.IndexByte(f.Text[at:], '\n'))
			}
			at++
		}
		pos := f.Position(at)
		list = append(list, fmt.Sprintf("%d:%d %s", pos.Line, pos.Col, p[0]))
	}
	slices.Sort(list)
	return list
}

// walk visits every pointer to a node that v holds, without knowing the
// kinds of nodes.
func walk(v reflect.Value, visit func(node any) bool) {
	switch v.Kind() {
	case reflect.Interface:
		if !v.IsNil() {
			walk(v.Elem(), visit)
		}
	case reflect.Pointer:
		if v.IsNil() || v.Elem().Kind() != reflect.Struct || !visit(v.Interface()) {
			return
		}
		for _, field := range v.Elem().Fields() {
			walk(field, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			walk(v.Index(i), visit)
		}
	}
}
