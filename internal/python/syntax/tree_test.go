package syntax_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// namesStand fails unless the text has each name of the tree where the tree
// has it, and each node lies inside the text.
func namesStand(t *testing.T, f *syntax.File) {
	t.Helper()
	walk(reflect.ValueOf(f.Tree), func(node any) bool {
		var at parser.Pos
		word := ""
		switch n := node.(type) {
		case *parser.Name:
			at, word = n.P, n.Id
		case *parser.Attribute:
			at, word = n.P, "."
		case *parser.Call:
			at, word = n.P, "("
		case *parser.Subscript:
			at, word = n.P, "["
		case *parser.Tuple:
			at = syntax.Start(n)
		case *parser.AsyncFunctionDef:
			at, word = n.P, "async"
		case *parser.AsyncWith:
			at, word = n.P, "async"
		case *parser.AsyncFor:
			at, word = n.P, "async"
		case parser.Expr:
			at = syntax.Start(n)
		case parser.Stmt:
			at = syntax.StmtStart(n)
		default:
			return true
		}
		if at.Line < 1 || at.Line > max(1, f.Lines()) || at.Col < 0 || at.Col > len(f.Line(at.Line)) {
			t.Errorf("%s: %T is at %v, outside", f.Path, node, at)
			return true
		}
		text := f.Line(at.Line)[at.Col:]
		// The tree has names in NFKC, whatever they are in the text.
		if text, _, _ := strings.Cut(text, " "); !strings.HasPrefix(text, word) && ascii(text) {
			t.Errorf("%s:%d: %q is not at column %d of %q", f.Path, at.Line, word, at.Col, f.Line(at.Line))
		}
		return true
	})
}

// kept are the functions and classes of a tree, in order, methods with the
// name of their class.
func kept(f *syntax.File) string {
	var names []string
	var in func(prefix string, body []parser.Stmt)
	in = func(prefix string, body []parser.Stmt) {
		for _, s := range body {
			switch n := s.(type) {
			case *parser.FunctionDef:
				names = append(names, prefix+n.Name)
				in(prefix, n.Body)
			case *parser.AsyncFunctionDef:
				names = append(names, prefix+n.Name)
				in(prefix, n.Body)
			case *parser.ClassDef:
				names = append(names, prefix+n.Name)
				in(prefix+n.Name+".", n.Body)
			case *parser.If:
				in(prefix, n.Body)
			}
		}
	}
	in("", f.Tree.Body)
	return strings.Join(names, " ")
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 0x7f })
}
