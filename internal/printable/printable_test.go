package printable

import (
	"strings"
	"testing"
	"unicode"
)

func TestEscapes(t *testing.T) {
	for text, want := range map[string][2]string{
		"plain ünïcode 界": {"plain ünïcode 界", "plain ünïcode 界"},
		"a\r\nb\tc":       {`a\r\nb\tc`, "a\nb\tc"},
		"\x1b[2J\x07\x00": {`\x1b[2J\x07\x00`, `\x1b[2J\x07\x00`},
		"a\u202eb\u2028c": {`a\u202eb\u2028c`, `a\u202eb\u2028c`},
		"\xff\U000e0041":  {`\xff\U000e0041`, `\xff\U000e0041`},
		"":                {"", ""},
	} {
		if got := [2]string{Line(text), Lines(text)}; got != want {
			t.Errorf("%q becomes %q, want %q", text, got, want)
		}
	}
}

// Whatever the text is, what comes out prints.
func FuzzPrints(f *testing.F) {
	f.Add("\x1b]8;;x\x07 \u00a0\u200b\xc3")
	f.Fuzz(func(t *testing.T, s string) {
		for _, r := range Line(s) + strings.NewReplacer("\n", "", "\t", "").Replace(Lines(s)) {
			if !unicode.IsPrint(r) {
				t.Fatalf("%q in what %q becomes", r, s)
			}
		}
	})
}
