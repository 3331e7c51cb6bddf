package syntax_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

func TestEncodings(t *testing.T) {
	tests := []struct {
		name, source string
		text         string
		problem      string
	}{
		{"UTF-8", "x = 'é'\n", "x = 'é'\n", ""},
		{"byte order mark", "\xef\xbb\xbfx = 'é'\n", "x = 'é'\n", ""},
		{"declared Latin-1", "# -*- coding: latin-1 -*-\nx = '\xe9\x80'\n", "# -*- coding: latin-1 -*-\nx = 'é\u0080'\n", ""},
		{"declared in the second line", "#!/usr/bin/python\n# vim: set fileencoding=iso_8859_1 :\nx = '\xe9'\n", "#!/usr/bin/python\n# vim: set fileencoding=iso_8859_1 :\nx = 'é'\n", ""},
		{"not declared in the second line after code", "x = 1\n# coding: latin-1\ny = 'é'\n", "x = 1\n# coding: latin-1\ny = 'é'\n", ""},
		{"declared cp1252", "# coding=cp1252\nx = '\x80\x9c'\n", "# coding=cp1252\nx = '€œ'\n", ""},
		{"declared Latin-9", "# coding=iso-8859-15\nx = '\xa4'\n", "# coding=iso-8859-15\nx = '€'\n", ""},
		{"declared KOI8-R", "# coding: koi8-r\nx = '\xc1'\n", "# coding: koi8-r\nx = 'а'\n", ""},
		{"as Emacs says it", "# -*- coding: utf-8-unix -*-\nx = 'é'\n", "# -*- coding: utf-8-unix -*-\nx = 'é'\n", ""},
		{"unknown, and only ASCII", "# coding: gbk\nx = 1\n", "# coding: gbk\nx = 1\n", ""},
		{"unknown", "# coding: gbk\nx = '\xc4\xe3'\n", "# coding: gbk\nx = '\ufffd'\n", "1:1 says that it is in gbk: read as UTF-8"},
		{"not UTF-8", "x = 1\ny = 'a\xffb'\n", "x = 1\ny = 'a\ufffdb'\n", "2:7 not UTF-8: what is not was replaced"},
		{"UTF-16", "\xff\xfex\x00", "", "1:1 UTF-16, which Python does not read: save it as UTF-8"},
		{"NUL", "x = 'a\x00b'\r\ny = 1\n", "x = 'a b'\ny = 1\n", "1:7 NUL byte, read as a blank"},
		{"Windows line ends", "x = 1\r\nif x:\r\n    y = 2\r\n", "x = 1\nif x:\n    y = 2\n", ""},
		{"old Mac line ends", "x = 1\rif x:\r\ty = 2\r", "x = 1\nif x:\n\ty = 2\n", ""},
		{"empty", "", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := syntax.Parse("a.py", []byte(test.source))
			if f.Text != test.text {
				t.Errorf("text is %q", f.Text)
			}
			if got := problems(f); got != test.problem {
				t.Errorf("problems: %s", got)
			}
			if test.text != "" && len(f.Tree.Body) == 0 {
				t.Error("nothing was parsed")
			}
		})
	}
}

func problems(f *syntax.File) string {
	var lines []string
	for _, p := range f.Problems {
		lines = append(lines, fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Text))
	}
	return strings.Join(lines, "\n")
}

func TestComments(t *testing.T) {
	f := syntax.Parse("a.py", []byte(`#!first
x = "# no" # one
def f():
	# ashlar: ignore[a] b
	return f"""{x # no
	}""" # two

y = [  # three
  # four
  'é', # five
]  \
  # no more
# last`))
	want := []syntax.Comment{
		{1, 1, "!first", true},
		{2, 12, " one", false},
		{4, 2, " ashlar: ignore[a] b", true},
		{6, 7, " two", false},
		{8, 8, " three", false},
		{9, 3, " four", true},
		{10, 8, " five", false},
		{12, 3, " no more", true},
		{13, 1, " last", true},
	}
	if diff := cmp.Diff(want, f.Comments); diff != "" {
		t.Error(diff)
	}
	if len(f.Problems) > 0 {
		t.Error(f.Problems)
	}
}

func TestLines(t *testing.T) {
	f := syntax.Parse("a.py", []byte("a = 1\r\n\r\nb = '''\r\né\r\n'''\r\nc = 'é' + d"))
	for i, want := range []string{"", "a = 1", "", "b = '''", "é", "'''", "c = 'é' + d", ""} {
		if got := f.Line(i); got != want {
			t.Errorf("line %d is %q, not %q", i, got, want)
		}
	}
	if f.Lines() != 6 {
		t.Errorf("%d lines", f.Lines())
	}
	d := f.Tree.Body[2].(*parser.Assign).Value.(*parser.BinOp).Right
	at := syntax.Start(d)
	if want := (parser.Pos{Line: 6, Col: 11}); at != want || f.Column(at) != 11 || f.Text[f.Offset(at):] != "d" || f.Position(f.Offset(at)) != at {
		t.Errorf("d is at %v, column %d, offset %d", at, f.Column(at), f.Offset(at))
	}
	if n := syntax.Parse("", nil).Lines(); n != 0 {
		t.Errorf("an empty file has %d lines", n)
	}
}

// Each expression statement begins at its first line's column 0, or, where
// parentheses come first, at the mark.
func TestStart(t *testing.T) {
	tests := []struct {
		source string
		line   int
		col    int
	}{
		{"a.b.c", 1, 0},
		{"a.b(c)[d](e).f", 1, 0},
		{"a + b * c", 1, 0},
		{"a == b < c", 1, 0},
		{"a.b or c and d", 1, 0},
		{"a if b else c", 1, 0},
		{"a.b, c", 1, 0},
		{"(a, b)", 1, 0},
		{"((a), b)", 1, 0},
		{"(a.b for a in c)", 1, 0},
		{"(a + b).c", 1, 1},
		{"((a) + b).c", 1, 2},
		{"(\n  a\n).b", 2, 2},
		{"(\n  db\n  .users\n  .find()\n)", 2, 2},
		{"f'{a}'.b", 1, 0},
		{"-a.b", 1, 0},
		{"not a", 1, 0},
		{"lambda: a", 1, 0},
		{"'é'.a", 1, 0},
		{"[a][0]", 1, 0},
		{"{a: b}[a]", 1, 0},
	}
	for _, test := range tests {
		f := syntax.Parse("a.py", []byte(test.source+"\n"))
		if len(f.Problems) > 0 {
			t.Errorf("%s: %v", test.source, f.Problems)
			continue
		}
		if at := syntax.Start(f.Tree.Body[0].(*parser.ExprStmt).Value); at != (parser.Pos{Line: test.line, Col: test.col}) {
			t.Errorf("%q begins at %v", test.source, at)
		}
	}
}

func TestDecoratorStart(t *testing.T) {
	f := syntax.Parse("a.py", []byte("class A:\n    @ b(\n        1)\n    @c\n    # d\n    async   def e(self): pass\n"))
	def := f.Tree.Body[0].(*parser.ClassDef).Body[0]
	if at, want := syntax.StmtStart(def), (parser.Pos{Line: 6, Col: 4}); at != want {
		t.Errorf("the def begins at %v", at)
	}
	if at, want := syntax.DecoratorStart(def), (parser.Pos{Line: 2, Col: 4}); at != want {
		t.Errorf("its decorators begin at %v", at)
	}
	if at, want := syntax.DecoratorStart(f.Tree.Body[0]), (parser.Pos{Line: 1, Col: 0}); at != want {
		t.Errorf("the class begins at %v", at)
	}
}

// The parser reads the expressions of f-strings as texts of their own.
func TestNamesStandWhereTheTextHasThem(t *testing.T) {
	sources := []string{
		"f'{abc}'", "x = f'{ abc }{def_!r:>{width}}' f'é{ghi=}'",
		"f'''\n  {abc}\n {\n  def_ + [g for g in h]\n}'''",
		"f'{f\"{abc}\" + def_}' 'é' f'{ghi}'",
		"with (abc, def_): pass", "async def f():\n  async with (abc for abc in d), e as f: await g\n",
		"t'{abc}{def_:{ghi}}'",
	}
	for _, source := range sources {
		f := syntax.Parse("a.py", []byte("if 1:\n  pass\n"+source+"\n"))
		if len(f.Problems) > 0 {
			t.Errorf("%s: %v", source, f.Problems)
		}
		namesStand(t, f)
	}
}
