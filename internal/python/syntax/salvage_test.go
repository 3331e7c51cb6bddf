package syntax_test

import (
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

// What is broken is listed, and all else is kept.
func TestSalvage(t *testing.T) {
	tests := []struct {
		name, source   string
		kept, problems string
	}{
		{"a statement", "def a(): pass\nx = = 1\ndef b(): pass\n", "a b", "2:5 unexpected token ="},
		{"a statement in a method", `
class A:
    def b(self):
        x = 1
        y = (
        return x
    def c(self): pass
def d(): pass
`, "A A.b A.c d", `5:13 '(' is never closed`},
		{"a head", "class A:\n  def b(self)\n    return 1\n  def c(self): pass\n", "A A.c", "2:14 expected :, got the end of the line"},
		{"a head of a class", "class A(B, C:\n  x = 1\n  def b(self): pass\n  @c\n  def d(self): pass\ndef e(): pass\n", "b d e",
			"1:8 '(' is never closed"},
		{"a head of a class that ends well", "class A(B, =C):\n  x = 1\n  def b(self): pass\n  @c\n  def d(self): pass\ndef e(): pass\n", "b d e",
			"1:12 unexpected token =; its block is left out"},
		{"a head of a branch", "def a():\n  if b = c:\n    d()\n  else:\n    def e(): pass\n  return f\ndef g(): pass\n", "a e g",
			"2:8 expected :, got =; its block is left out"},
		{"a quote is missing at the end of a line", "def a():\n  x = 'b\n  return x\ndef c(): pass\n", "a c", "2:7 the string is never closed"},
		{"a quote of an f-string is missing", "def a():\n  x = f'b{c}\n  return x\ndef d(): pass\n", "a d", "2:7 the string is never closed"},
		{"a brace of an f-string is missing", "def a():\n  x = f'b{c'\n  return x\ndef d(): pass\n", "a d", "2:7 the string is never closed"},
		{"a triple quote is missing", `
def a():
    """What a does.
    return 1

@b("""x""")
def c():
    """What c does."""

async def d():
    """What d does."""
`, "a c d", "3:5 the string is never closed"},
		{"a bracket is missing at the end", "def a(): pass\nx = [1,\n", "a", "2:5 '[' is never closed"},
		{"a bracket is missing before a decorator", "x = a(b\n@app.route('/c')\ndef c(): pass\n", "c", "1:6 '(' is never closed"},
		{"a bracket too many", "def a(): pass\nx = (1))\ndef b(): pass\n", "a b", "2:8 expected newline after statement, got )"},
		{"inside an f-string", "def a(): pass\nx = f'{b c}'\ndef d(): pass\n", "a d", "2:7 trailing tokens in f-string expression \"b c\""},
		{"indented without a reason", "def a(): pass\nx = 1\n    y = 2\n    z = 3\ndef b(): pass\n", "a b", "3:5 unexpected indentation"},
		{"dedented to nowhere", "def a():\n    x = 1\n  y = 2\n    z = 3\ndef b(): pass\n", "a b", "4:5 unexpected indentation"},
		{"indented from the first line on", "  def a(): pass\n  x = 1\ndef b(): pass\n", "a b", "1:3 unexpected indentation"},
		{"a block is missing", "def a():\ndef b(): pass\n", "b", "1:9 expected indented block"},
		{"try without except", "def a(): pass\ntry:\n  b()\nx = 1\ndef c(): pass\n", "a c", "2:1 try statement requires except or finally; its block is left out"},
		{"else without if", "def a(): pass\nelse:\n  x = 1\ndef b(): pass\n", "a b", `2:1 "else" without what it belongs to`},
		{"a bracket in one branch of many", `
def a():
    try:
        for b in c:
            d(
        else:
            e()
    except F:
        g()
    finally:
        with h:
            if i: j
            elif k:
                l m
            else: n
def o(): pass
`, "a o", "5:14 '(' is never closed\n14:19 expected newline after statement, got name"},
		{"a case", `
def a(b):
    match b:
        case 1:
            c(
        case 2:
            def d(): pass
def e(): pass
`, "a e", "5:14 '(' is never closed"},
		{"an unresolved merge", "def a():\n<<<<<<< HEAD\n  x = 1\n=======\n  x = 2\n>>>>>>> b\n  return x\ndef c(): pass\n", "a c",
			"2:1 the mark of an unresolved merge\n4:1 the mark of an unresolved merge\n6:1 the mark of an unresolved merge"},
		{"Windows line ends", "def a(): pass\r\nx = = 1\r\ndef b(): pass\r\n", "a b", "2:5 unexpected token ="},
		{"a template", "def a(): pass\n{% if b %}\ndef c(): pass\n{% endif %}\n", "a c", "2:2 unexpected token %\n4:2 unexpected token %"},
		{"nothing of it is Python", "PK\x03\x04 binary \xff\xfe\n", "", "1:3 unexpected character '\\x03'\n1:13 not UTF-8: what is not was replaced"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := syntax.Parse("a.py", []byte(test.source))
			if got := kept(f); got != test.kept {
				t.Errorf("kept %q", got)
			}
			if got := problems(f); got != test.problems {
				t.Errorf("problems:\n%s", got)
			}
			namesStand(t, f)
		})
	}
}

func TestPython2(t *testing.T) {
	tests := []struct {
		name, source string
		kept         string
		problem      string // "" for Python 3
	}{
		{"print", "def a():\n  print 'x'\n  print\ndef b(): pass\n", "a b", "2:3 Python 2: the print statement; 1 statements were left out"},
		{"print to a file", "def a():\n  print >>f, 'x' % y, z,\n  print 'x'\n", "a", "3:3 Python 2: the print statement; 1 statements were left out"},
		{"print after a colon", "def a():\n  if b: print 'x'\n", "a", "2:3 Python 2: the print statement; 1 statements were left out"},
		{"exec", "def a():\n  exec code in b\n", "a", "2:3 Python 2: the exec statement; 1 statements were left out"},
		{"except", "def a():\n  try: b()\n  except C, e:\n    d(e)\n", "a", `3:3 Python 2: "except X, name:"`},
		{"except with a tuple", "def a():\n  try: b()\n  except (C, D), e:\n    d(e)\n", "a", `3:3 Python 2: "except X, name:"`},
		{"raise", "def a():\n  raise B, 'x'\n", "a", `2:3 Python 2: "raise X, text"; 1 statements were left out`},
		{"backticks", "def a():\n  return `b`\n", "a", "2:3 Python 2: backticks; 1 statements were left out"},
		{"not equal", "def a():\n  return b <> 1\n", "a", `2:3 Python 2: "<>"; 1 statements were left out`},
		{"octal", "def a():\n  return [00, 0.1, 01.5, 1, 0x10, 0o17, 0e1, 01j, 0755]\n", "a", "2:51 Python 2: an octal number"},
		{"no octal", "def a():\n  return [00, 0.1, 01.5, 1, 0x10, 0o17, 0e1, 01j, 0.01, 1e-05, 1.e+05, 0b1]\n", "a", ""},
		{"long", "def a():\n  return 10L\n", "a", "2:3 Python 2: a long number; 1 statements were left out"},
		{"raw unicode", "def a():\n  return ur'x'\n", "a", `2:3 Python 2: a ur"" string; 1 statements were left out`},
		{"tuple parameter", "def a(b, (c, d)): pass\ndef e(): pass\n", "e", "1:1 Python 2: a tuple parameter; 1 statements were left out"},
		{"a mistake in Python 3", "def a() -> b:\n  print 'x'\n", "a", ""},
		{"a mistake beside an f-string", "def a():\n  b(f'c')\n  print 'x'\n", "a", ""},
		{"a percent sign is no f-string", "def a():\n  print '%f' % x\n", "a", "2:3 Python 2: the print statement; 1 statements were left out"},
		{"two exceptions", "def a():\n  try: b()\n  except C, D:\n    pass\n", "a", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := syntax.Parse("a.py", []byte(test.source))
			if f.Python2 != (test.problem != "") {
				t.Errorf("Python2 is %v", f.Python2)
			}
			if got := problems(f); f.Python2 && got != test.problem {
				t.Errorf("problems: %s", got)
			}
			if got := kept(f); got != test.kept {
				t.Errorf("kept %q", got)
			}
		})
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	f := syntax.Parse("a.py", []byte(strings.Repeat("x = = 1\n", 1000)+"def a(): pass\n"))
	if kept(f) != "a" || len(f.Problems) != 21 {
		t.Errorf("kept %q, %d problems", kept(f), len(f.Problems))
	}
	if got, want := f.Problems[20].Text, "980 more statements were left out"; got != want {
		t.Error(got)
	}
}

// What would exhaust the stack, the memory or the time of the parser, and
// what it needs to do so, is left out; the functions around it are kept.
func TestHostile(t *testing.T) {
	n := strings.Repeat
	steps := func(n int) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.Repeat(" ", i+1) + "if a:\n")
		}
		return b.String() + strings.Repeat(" ", n+1) + "b\n"
	}
	tests := []struct {
		name, statement string
		problem         string // "" when it is read
	}{
		{"a million brackets", n("(", 1e6) + n(")", 1e6), "brackets nested more than 500 deep"},
		{"a million open brackets", n("(", 1e6), "brackets nested more than 500 deep"},
		{"a million open brackets over lines", n("[\n", 1e6), "brackets nested more than 500 deep"},
		{"calls", n("f(", 1e6) + n(")", 1e6), "brackets nested more than 500 deep"},
		{"as many brackets as may be", n("(", 500) + "1" + n(")", 500), ""},
		{"patterns", "match a:\n    case " + n("[", 1e6) + n("]", 1e6) + ": pass", "brackets nested more than 500 deep"},
		{"targets", "for " + n("[", 1e6) + "a" + n("]", 1e6) + " in b: pass", "brackets nested more than 500 deep"},
		{"a sum", "x = " + n("a+", 1e5) + "a", "an expression of more than 5000 operators"},
		{"a sum that CPython can do", "x = " + n("a+", 2500) + "a", ""},
		{"attributes", n("a.", 1e5) + "a", "an expression of more than 5000 operators"},
		{"not", n("not ", 1e5) + "a", "an expression of more than 5000 operators"},
		{"minus", n("- ", 1e6) + "a", "an expression of more than 5000 operators"},
		{"powers", n("a**", 1e6) + "a", "an expression of more than 5000 operators"},
		{"lambdas", n("lambda: ", 1e5) + "a", "an expression of more than 5000 operators"},
		{"lambdas with parameters", "x = " + n("lambda a, b: ", 1e5) + "a", "an expression of more than 5000 operators"},
		{"lambdas in lambdas", n("lambda a=", 1e5) + "a" + n(": 1", 1e5), "an expression of more than 5000 operators"},
		{"conditions", n("a if b else ", 1e5) + "a", "an expression of more than 5000 operators"},
		{"awaits", n("await ", 1e5) + "a", "an expression of more than 5000 operators"},
		{"yields", "x = " + n("yield ", 1e5) + "a", "an expression of more than 5000 operators"},
		{"assignments in an expression", "f(" + n("a:=", 1e6) + "a)", "an expression of more than 5000 operators"},
		{"a chain in brackets in a chain", n("a+(b.", 400) + n("c.", 4800) + "d" + n(")", 400), "an expression of more than 5000 operators"},
		{"many elements", "x = [" + n("-a**b.c if d else lambda e, f: g, ", 1e4) + "]", ""},
		{"many comparisons", "x = " + n("a == b or ", 1e4) + "c", ""},
		{"strings side by side", "x = (" + n("'a'\n", 1e5) + ")", ""},
		{"f-strings side by side", "x = (" + n("f'a'\n", 1e5) + ")", "an expression of more than 5000 operators"},
		{"f-strings in f-strings", "x = " + n(`f"{`, 1e4) + "x" + n(`}"`, 1e4), "f-strings nested more than 10 deep"},
		{"f-strings in all quotes", `x = f"""{f'''{f'{f"{a}"}'}'''}"""`, ""},
		{"specifications", "x = f'" + n("{a:", 1e6) + n("}", 1e6) + "'", "brackets nested more than 500 deep"},
		{"brackets in an f-string", "x = f'{" + n("(", 1e6) + n(")", 1e6) + "}'", "brackets nested more than 500 deep"},
		{"blocks", "if a:\n" + steps(1000), "blocks nested more than 100 deep"},
		{"a hundred blocks", "if a:\n" + steps(98), ""},
		{"a ladder", "if a: b\n" + n("elif a: b\n", 1e4), "an elif chain of more than 5000 branches"},
		{"a ladder of blocks", "if a:\n  b\n" + n("elif a:\n  b\n", 1e4) + "else:\n  c\n", "an elif chain of more than 5000 branches"},
		{"a number", "x = " + n("9", 1e6), "a number of more than 4300 digits"},
		{"a long string", "x = '" + n("9(", 1e6) + "'", ""},
		{"many lines", n("x = 1\n", 3e5), ""},
		{"continued lines", "x = " + n("\\\n", 1e6) + "1", ""},
		{"decorators", n("@a\n", 1e5) + "class C: pass", ""},
		{"semicolons", n("a;", 1e6), ""},
		{"an open string", "x = '" + n("a", 1e6), "the string is never closed"},
		{"an open triple string", "x = '''" + n("(\n", 1e6), "the string is never closed"},
		{"an open f-string", "x = f'''" + n("{(\n", 1e6), "the string is never closed"},
		{"quotes", n(`'"`, 1e6), "the string is never closed"},
		{"a line of closing brackets", n(")", 1e6), "unexpected token )"},
		{"lines of indentation", n(" ", 1e6) + "\n" + n("\t", 1e6), ""},
		{"broken lines", n("x = = 1\n", 1e5), "unexpected token ="},
		{"broken blocks in blocks", "if a:\n" + strings.ReplaceAll(steps(90), "b\n", "x = = 1\n"), "too much is broken"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := syntax.Parse("a.py", []byte("def before(): pass\n"+test.statement+"\ndef after(): pass\n"))
			if got := strings.ReplaceAll(kept(f), " C ", " "); got != "before after" {
				t.Errorf("kept %q", got)
			}
			if test.problem == "" && len(f.Problems) > 0 {
				t.Errorf("problems: %v", f.Problems)
			}
			if test.problem != "" && (len(f.Problems) == 0 || !strings.Contains(f.Problems[0].Text, test.problem)) {
				t.Errorf("problems: %v", f.Problems)
			}
		})
	}
}

func TestTooLarge(t *testing.T) {
	f := syntax.Parse("a.py", make([]byte, 100<<20))
	if got := problems(f); got != "1:1 larger than 5 MB: not read" || f.Text != "" || f.Tree == nil {
		t.Error(got)
	}
}
