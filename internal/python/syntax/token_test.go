package syntax_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/python/syntax"
)

func TestTokens(t *testing.T) {
	for name, test := range map[string]struct{ source, want string }{
		"comments and blanks are none":       {"x = 1  # y\n\n# z\n", "x = 1 ⏎"},
		"lines inside brackets do not end":   {"f(\n  a,  # b\n)\n", "f ( a , ) ⏎"},
		"a backslash goes on":                {"a = \\\n b", "a = b ⏎"},
		"quotes in strings":                  {`'a"b' "it's" """a"b"""`, `'a"b' "it's" """a"b""" ⏎`},
		"prefixes":                           {`rb'\'' U"x" raw "y"`, `rb'\'' U"x" raw "y" ⏎`},
		"a # in a string":                    {"'#' # '", "'#' ⏎"},
		"numbers":                            {"1e-3+.5-0xE+1 1_0.2j", "1e-3 + .5 - 0xE + 1 1_0.2j ⏎"},
		"operators":                          {"a**=b//c:=d->e...f!=g", "a **= b // c := d -> e ... f != g ⏎"},
		"fields of f-strings":                {`f"a{b['c']}d{{e}}{f!r:>{g}}"`, `f" { b [ 'c' ] } { f { g } } " ⏎`},
		"an f-string with its own quotes":    {`f"{d["k"]}" + 1`, `f" { d [ "k" ] } " + 1 ⏎`},
		"!= and := in fields":                {`f"{a!=b}{(c:=1)}{d:=1}"`, `f" { a != b } { ( c := 1 ) } { d } " ⏎`},
		"escapes are no fields":              {`f"\{a}\N{DASH}\\{b}"`, `f" { b } " ⏎`},
		"raw f-strings have fields":          {`rf"\{a}"`, `rf" { a } " ⏎`},
		"a string that is not closed ends":   {"x = 'abc\ny = 1\n", "x = 'abc ⏎ y = 1 ⏎"},
		"an f-string that is not closed":     {"x = f'a{b\ny\n", "x = f' { b y ⏎"},
		"brackets that do not match go on":   {") a ] (\n", ") a ] ( ⏎"},
		"nothing":                            {"", ""},
		"names are read by bytes, not ASCII": {"größe = ä", "größe = ä ⏎"},
	} {
		t.Run(name, func(t *testing.T) {
			f := syntax.Parse("a.py", []byte(test.source))
			var words []string
			for _, token := range f.Tokens() {
				text := f.Text[token.Start:token.End]
				if token.Kind == syntax.LineToken {
					text = "⏎"
				}
				words = append(words, text)
			}
			if diff := cmp.Diff(test.want, strings.Join(words, " ")); diff != "" {
				t.Errorf("tokens (-want +got):\n%s", diff)
			}
		})
	}
}

// Whatever the text is, tokens lie in it in order, and the brackets that
// match are each other's, properly nested.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{"f'{a!r:>{b}}' # c\n", "x = (\n '''", "f\"{d['k']:{'}'}}\"", "a[1:2,]\\\n", "rf'''\n{x\n:\n}'''", "{[}]("} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, source string) {
		file := syntax.Parse("a.py", []byte(source))
		tokens := file.Tokens()
		at := 0
		var open []int
		for i, token := range tokens {
			if token.Start < at || token.End < token.Start || token.End > len(file.Text) {
				t.Fatalf("token %d is %+v, after %d", i, token, at)
			}
			at = token.End
			if token.Match < 0 {
				continue
			}
			if tokens[token.Match].Match != i {
				t.Fatalf("token %d and its match %d do not agree", i, token.Match)
			}
			if token.Match > i {
				open = append(open, i)
				continue
			}
			for len(open) > 0 && open[len(open)-1] > token.Match {
				t.Fatalf("token %d closes %d while %d is open", i, token.Match, open[len(open)-1])
			}
			open = open[:len(open)-1]
		}
	})
}
