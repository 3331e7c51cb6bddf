package text

import (
	"bytes"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
)

var sgr = regexp.MustCompile(`\x1b\[(0|1|2|31|32|33|34|36|1;3[1-6])m`)

// Whatever an API puts into a scan, the report prints: it has line breaks of
// its own, colours of its own when asked for, and nothing else that moves a
// cursor, hides text or turns it around.
func FuzzWritePrints(f *testing.F) {
	f.Add("\x1b[2J\x1b]0;title\x07", "a\r\nb\u202etxt\u2028c", 80, true, true)
	f.Add("{\"note\": \"\u009b31m\xff\"}", "\u00a0\u200b\U000e0041", 0, false, false)
	f.Add(strings.Repeat("界", 300), strings.Repeat("e\u0301", 90), 41, true, false)
	f.Fuzz(func(t *testing.T, one, two string, width int, color, verbose bool) {
		ex := evidence.Exchange{
			Identity: one, Step: two,
			Request:   evidence.Request{Method: two, URL: one, Headers: []evidence.Header{{Name: one, Value: two}}, Body: two},
			Response:  evidence.Response{Status: 200, Body: one, Error: two},
			Variables: []string{one},
		}
		silent := ex
		silent.Response.Status = 0
		s := &finding.Scan{
			Target: finding.Target{URL: one, Title: two, Contracts: []string{one}}, Mode: one, Looks: []finding.Look{finding.Look(two)},
			Identities: []finding.Identity{{Name: one, Role: two, Tenant: one, Reason: two}, {Name: two, Alive: true, Role: one}},
			Created:    []finding.Object{{ID: one}}, LeftBehind: []finding.Object{{Kind: one, ID: two, Owner: one, Note: two}},
			Notes: []finding.Note{{Level: "warning", Text: one}, {Text: two}},
			Findings: []finding.Finding{{
				ID: one, Weakness: two, Title: one, Category: finding.CategoryBOLA, Severity: finding.High, Verdict: finding.Verdict(two), Operation: one, Operations: []string{one, two},
				Field: two, Location: &api.Place{File: one, Line: 3}, OWASP: []string{two}, Remediation: one,
				Evidence: evidence.Evidence{Summary: two, Exchanges: []evidence.Exchange{ex, silent, ex}, Control: []evidence.Exchange{ex}, Path: []evidence.Point{{File: one, What: two, Kind: one, Code: two}}, Guard: two},
			}},
			Silenced: []finding.Silenced{{Weakness: one, Operation: two, File: one, Line: 1, Reason: two}},
			Ledger:   []finding.Cell{{Operation: one, Weakness: two, State: finding.Untested, Reason: one}},
		}
		var b bytes.Buffer
		if err := Write(&b, s, Options{Width: width % 300, Color: color, Verbose: verbose, Explain: true}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if color {
			text = sgr.ReplaceAllString(text, "")
		}
		for i, r := range text {
			if r != '\n' && !unicode.IsPrint(r) || r == unicode.ReplacementChar && !strings.ContainsRune(one+two, r) {
				t.Fatalf("%q in the report, after %q", r, text[max(0, i-40):i])
			}
		}
		if headline := Headline(s); clean(headline) != headline {
			t.Errorf("headline %q", headline)
		}
	})
}
