package syntax_test

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/tamnd/gopapy/parser"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// Whatever the bytes are, every line of the file is a line of the text, and
// everything that is told lies inside it; and what the parser takes as a
// whole is the same tree here.
func FuzzParse(f *testing.F) {
	for _, path := range stdlib(f)[:50] {
		if source, err := os.ReadFile(path); err == nil && len(source) < 5_000 {
			f.Add(source)
		}
	}
	for _, s := range []string{
		"x = f'{a!r:>{b}}' f\"{f'{c}'}\" t'{d}'\n", "def a():\n  '''b\n def c(): pass\n", "async def f():\n async with (a, b): pass\n",
		"match a:\n case {**b}: pass\n", "x = (\n  '", "class A(\n  def b(self):\n    return `c`\n", "if a: b\nelif c: d\nelse: e\n", "\xef\xbb\xbf# coding: latin-1\r\rx\x00",
		"<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n", "@a\n@b\nclass C[T: int](D, e=f): g: h = i\n", "print 'x'\n", "\tx\n        y\n\x0cz\\\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, source []byte) {
		file := syntax.Parse("a.py", source)
		if !bytes.HasPrefix(source, []byte("\xff\xfe")) && !bytes.HasPrefix(source, []byte("\xfe\xff")) {
			if got, want := strings.Count(file.Text, "\n"), lineEnds(source); got != want {
				t.Errorf("%d line ends, not %d", got, want)
			}
		}
		for _, p := range file.Problems {
			if p.Line < 1 || p.Line > file.Lines()+1 || p.Column < 1 || p.Column > 1+len(file.Line(p.Line)) || p.Text == "" {
				t.Errorf("a problem outside: %+v", p)
			}
		}
		for _, c := range file.Comments {
			line := []rune(file.Line(c.Line))
			if c.Column < 1 || c.Column > len(line) || string(line[c.Column-1:]) != "#"+c.Text {
				t.Errorf("a comment outside: %+v", c)
			}
		}
		namesStand(t, file)
		if tree, err := parser.ParseFile("", file.Text); err == nil && len(file.Problems) == 0 {
			if parser.ASTDump(tree, 14) != parser.ASTDump(file.Tree, 14) {
				t.Error("the tree is not that of the parser")
			}
		} else if err != nil && len(file.Problems) == 0 {
			t.Errorf("no problem is listed: %v", err)
		}
	})
}

func lineEnds(source []byte) int {
	s := strings.ReplaceAll(string(source), "\r\n", "\n")
	return strings.Count(s, "\n") + strings.Count(s, "\r")
}

// One broken line between the functions of a file does not cost a function.
func FuzzSalvage(f *testing.F) {
	for _, junk := range []string{"x = (", "'''", `"""`, "f'{", "print 'x'", ")", "if a", "else:", "def", "class A", "]}", "\x00", "x = 'a", "<<<<<<< b", "    x", "try:", "lambda", "é = '", "import", "x = [f'{(", "# '''", "0x", "match a:"} {
		f.Add(junk, uint8(1))
		f.Add(junk, uint8(2))
	}
	parts := []string{
		"import os\n\ndef a():\n    \"\"\"A.\"\"\"\n    return [1,\n2]\n",
		"@app.route(\"/\")\nasync def b(x='''y'''):\n    return f\"{x}\"\n",
		"class C:\n    \"\"\"C.\n\n    More.\n    \"\"\"\n    def d(self): pass\n",
		"def e(): pass\n",
	}
	f.Fuzz(func(t *testing.T, junk string, at uint8) {
		if !utf8.ValidString(junk) || strings.ContainsAny(junk, "\r\n\\") || strings.HasPrefix(strings.TrimLeft(junk, " \t\f\v"), "@") {
			return // more than a line, or a part of the next function
		}
		i := int(at) % (len(parts) + 1)
		source := strings.Join(parts[:i], "") + junk + "\n" + strings.Join(parts[i:], "")
		file := syntax.Parse("a.py", []byte(source))
		got := " " + kept(file) + " "
		for _, name := range []string{"a", "b", "C", "C.d", "e"} {
			if !strings.Contains(got, " "+name+" ") {
				t.Errorf("%s is lost of\n%s\nproblems: %v", name, source, file.Problems)
			}
		}
	})
}
