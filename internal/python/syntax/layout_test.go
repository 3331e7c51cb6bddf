package syntax_test

import (
	"bufio"
	"encoding/json"
	"fmt"
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

// spans is a line of testdata/ends.py.
type spans struct {
	Path  string
	Minor int
	Spans [][5]any
	Error string
}

// TestLayoutStdlib: every statement and expression ends where CPython says.
// Parentheses that belong to a node itself count; those around it do not.
func TestLayoutStdlib(t *testing.T) {
	paths := stdlib(t)
	python := exec.CommandContext(t.Context(), "python3", "-X", "utf8", filepath.Join("testdata", "ends.py"))
	python.Stdin = strings.NewReader(strings.Join(paths, "\n"))
	python.Stderr = os.Stderr
	out, err := python.Output()
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(strings.NewReader(string(out)))
	lines.Buffer(nil, 1<<28)
	for lines.Scan() {
		var want spans
		if err := json.Unmarshal(lines.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		source, err := os.ReadFile(want.Path)
		if err != nil {
			t.Fatal(err)
		}
		f := syntax.Parse(want.Path, source)
		if want.Error != "" || len(f.Problems) > 0 {
			continue
		}
		if diff := cmp.Diff(theirEnds(f, want), ourEnds(f, want.Minor)); diff != "" && !knownDifference(want.Path) {
			t.Errorf("%s: nodes end elsewhere (-CPython +here):\n%s", want.Path, diff)
		}
	}
}

func theirEnds(f *syntax.File, want spans) []string {
	var list []string
	for _, s := range want.Spans {
		n := func(i int) int { return int(s[i].(float64)) }
		list = append(list, ended(f, s[0].(string), f.Offset(parser.Pos{Line: n(1), Col: n(2)}), f.Offset(parser.Pos{Line: n(3), Col: n(4)})))
	}
	slices.Sort(list)
	return list
}

// ended tells a node by what it ends with: parentheses that it begins with
// are left out, since CPython counts those around a left operand.
func ended(f *syntax.File, kind string, start, end int) string {
	// CPython counts the semicolon at the end of a block.
	end = start + len(strings.TrimRight(f.Text[start:end], "; \t"))
	if kind == "GeneratorExp" { // CPython counts the parentheses of the call, if it is the only argument
		end = start + len(strings.TrimRight(f.Text[start:end], ") \t\n,"))
	}
	p := f.Position(end)
	for start < len(f.Text) && strings.IndexByte("( \t\n\\#\f", f.Text[start]) >= 0 {
		if f.Text[start] == '#' {
			start += max(0, strings.IndexByte(f.Text[start:], '\n'))
		}
		start++
	}
	s := f.Position(start)
	return fmt.Sprintf("%05d:%d %s to %d:%d %q", s.Line, s.Col, kind, p.Line, p.Col, f.Text[max(0, end-20):end])
}

func ourEnds(f *syntax.File, minor int) []string {
	l := syntax.NewLayout(f)
	var list []string
	pieces := map[parser.Expr]bool{}
	syntax.Walk(f.Tree, func(node any) bool {
		name := strings.Replace(reflect.TypeOf(node).Elem().Name(), "ExprStmt", "Expr", 1)
		switch n := node.(type) {
		case parser.Stmt:
			start, end := l.StmtSpan(n)
			list = append(list, ended(f, name, start, end))
		case *parser.JoinedStr:
			if start, end := l.Span(n); !pieces[n] {
				list = append(list, ended(f, name, start, end))
			}
			for _, piece := range n.Values {
				pieces[piece] = true
			}
			return minor >= 12
		case *parser.FormattedValue:
			if spec, ok := n.FormatSpec.(*parser.JoinedStr); ok {
				pieces[spec] = true
				for _, piece := range spec.Values {
					pieces[piece] = true
				}
			}
		case parser.Expr:
			start, end := l.Span(n)
			if pieces[n] {
				return true // the text between the expressions is not compared
			}
			list = append(list, ended(f, name, start, end))
		}
		return true
	})
	slices.Sort(list)
	return list
}
