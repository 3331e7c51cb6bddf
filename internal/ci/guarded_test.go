package ci

import (
	"bytes"
	"testing"

	"github.com/ashlarsec/ashlar/internal/evidence"
)

func TestGuarded(t *testing.T) {
	for text, want := range map[string]string{
		"plain\n":                    "plain\n",
		"::error::x\n":               ": :error::x\n",
		" \t::error::x\n":            " \t: :error::x\n",
		"a ::error::x\n":             "a ::error::x\n",
		"a\r::error::x\n":            "a\n: :error::x\n",
		"a ##[error]x\n":             "a ## [error]x\n",
		"the token s3cr3t-token\n":   "the token $SECRET_1\n",
		"::s3cr3t-token\n":           ": :$SECRET_1\n",
		"no end":                     "no end\n",
		"":                           "",
		"\n\n":                       "\n\n",
		"\u00a0::stop-commands::x\n": "\u00a0: :stop-commands::x\n",
	} {
		masker := evidence.NewMasker()
		masker.Register("$SECRET_1", "s3cr3t-token")
		var b bytes.Buffer
		g := newGuarded(&b, masker)
		// A byte at a time: a secret that comes in parts is one all the same.
		for i := range len(text) {
			g.Write([]byte{text[i]})
		}
		g.flush()
		if b.String() != want {
			t.Errorf("%q becomes %q, want %q", text, b.String(), want)
		}
	}
}

func TestLineWithoutEndIsBounded(t *testing.T) {
	var b bytes.Buffer
	g := newGuarded(&b, evidence.NewMasker())
	part := bytes.Repeat([]byte("x"), 64<<10)
	for range 64 {
		g.Write(part)
	}
	if len(g.rest) > longestLine || b.Len() < 2*longestLine {
		t.Errorf("%d bytes are kept, %d written", len(g.rest), b.Len())
	}
}
