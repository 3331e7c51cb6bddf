package junit

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t testing.TB, scan *finding.Scan) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, scan); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestGolden(t *testing.T) {
	reporttest.Golden(t, *update, "shop.xml", written(t, reporttest.Shop(t)))
}

func TestStates(t *testing.T) {
	cell := func(o string, look finding.Look, state finding.State, reason string) finding.Cell {
		return finding.Cell{Operation: o, Weakness: "w", Look: look, State: state, Reason: reason}
	}
	scan := &finding.Scan{
		Ledger: []finding.Cell{
			cell("GET /both", finding.Source, finding.Clean, "compared"), cell("GET /both", finding.Live, finding.Untested, "mode"),
			cell("GET /none", finding.Source, finding.NotApplicable, "no query"), cell("GET /none", finding.Live, finding.NotApplicable, "no object"),
			cell("GET /dead", finding.Source, finding.NotApplicable, "no query"), cell("GET /dead", finding.Live, finding.Inconclusive, "token dead"),
			cell("GET /told", finding.Contract, finding.Clean, "no sign"), cell("GET /told", finding.Live, finding.Inconclusive, "token dead"),
			cell("GET /read", finding.Contract, finding.Clean, "no sign"), cell("GET /read", finding.Source, finding.Clean, "compared"),
			cell("GET /found", finding.Source, finding.Clean, "compared"), cell("GET /found", finding.Live, finding.Found, ""),
			cell("GET /again", finding.Live, finding.Found, ""),
		},
		Findings: []finding.Finding{
			{Weakness: "w", Operation: "GET /found", Operations: []string{"GET /again", "GET /found"}, Severity: finding.High, Verdict: finding.Proven, Title: "T"},
			{Weakness: "w", Severity: finding.Low, Verdict: finding.Possible, Title: "all of it"},
			{Weakness: "w", Operation: "GET /known", Operations: []string{"GET /known"}, Accepted: &finding.Accepted{Reason: "public", Owner: "ops", Expires: "2027-03-31"}},
		},
	}
	got := map[string]string{}
	for _, c := range cases(scan, "w") {
		switch {
		case c.Failure != nil:
			got[c.Name] = "failed: " + c.Failure.Type + ": " + c.Failure.Message
		case c.Skipped != nil:
			got[c.Name] = "skipped: " + c.Skipped.Message
		default:
			got[c.Name] = "passed: " + c.Out
		}
	}
	want := map[string]string{
		"GET /both": "passed: source: clean: compared\nlive: untested: mode",
		// A contract tests nothing.
		"GET /told":     "skipped: contract: clean: no sign; live: inconclusive: token dead",
		"GET /read":     "passed: contract: clean: no sign\nsource: clean: compared",
		"GET /dead":     "skipped: live: inconclusive: token dead",
		"GET /found":    "failed: proven high: T",
		"GET /again":    "failed: proven high: T",
		"GET /known":    "skipped: accepted by ops until 2027-03-31: public",
		"the whole API": "failed: possible low: all of it",
	}
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s: %q, want %q", name, got[name], want[name])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%v", got)
	}
}

// wellFormed reads all of the document, and returns its text and values.
func wellFormed(t *testing.T, document []byte) string {
	t.Helper()
	var all strings.Builder
	d := xml.NewDecoder(bytes.NewReader(document))
	known := map[string]bool{"testsuites": true, "testsuite": true, "testcase": true, "failure": true, "skipped": true, "system-out": true}
	for {
		token, err := d.Token()
		if err == io.EOF {
			return all.String()
		}
		if err != nil {
			t.Fatalf("%v in\n%.2000s", err, document)
		}
		switch at := token.(type) {
		case xml.StartElement:
			if !known[at.Name.Local] {
				t.Fatalf("an element %s", at.Name.Local)
			}
			for _, a := range at.Attr {
				all.WriteString(a.Value)
			}
		case xml.CharData:
			all.Write(at)
		}
	}
}

func TestNasty(t *testing.T) {
	for _, text := range []string{reporttest.Nasty, strings.Repeat("long ", 50_000), ""} {
		wellFormed(t, written(t, reporttest.Everywhere(text)))
	}
}

// Whatever an API puts into a scan, the suites are XML of known elements, and
// their text prints.
func FuzzPrints(f *testing.F) {
	f.Add(reporttest.Nasty)
	f.Fuzz(func(t *testing.T, text string) {
		scan := reporttest.Everywhere(text)
		for _, r := range wellFormed(t, written(t, scan)) {
			if !unicode.IsPrint(r) && r != '\n' && r != '\t' {
				t.Fatalf("%q prints nothing", r)
			}
		}
	})
}
