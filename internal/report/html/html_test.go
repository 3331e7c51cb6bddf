package html

import (
	"bytes"
	"flag"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t testing.TB, scan *finding.Scan) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, scan); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

var (
	styles  = regexp.MustCompile(`(?s)<style>(.*?)</style>`)
	scripts = regexp.MustCompile(`(?s)<script>(.*?)</script>`)
)

func TestGolden(t *testing.T) {
	page := written(t, reporttest.Shop(t))
	page = styles.ReplaceAllString(scripts.ReplaceAllString(page, "<script></script>"), "<style></style>")
	page = regexp.MustCompile(`sha256-[^=]*=`).ReplaceAllString(page, "sha256-")
	reporttest.Golden(t, *update, "shop.html", []byte(page))
}

// The policy lets the style and the script of the page run, as they stand in
// it, and nothing else.
func TestPolicyFitsThePage(t *testing.T) {
	page := written(t, reporttest.Shop(t))
	given := regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(page)
	if given == nil || !strings.HasPrefix(given[1], "default-src &#39;none&#39;; ") {
		t.Fatalf("the policy: %q", given)
	}
	for name, all := range map[string][][]string{"style": styles.FindAllStringSubmatch(page, -1), "script": scripts.FindAllStringSubmatch(page, -1)} {
		if len(all) != 1 {
			t.Fatalf("%d times a %s", len(all), name)
		}
		want := strings.NewReplacer("+", "&#43;").Replace(fmt.Sprintf("%s-src &#39;sha256-%s&#39;", name, digest(all[0][1])))
		if !strings.Contains(given[1], want) {
			t.Errorf("the policy %s\ndoes not have %s", given[1], want)
		}
	}
}

var (
	tags       = regexp.MustCompile(`<(/?)([a-zA-Z][a-zA-Z0-9-]*)((?:\s+[^\s=>"]+(?:="[^"]*")?)*)\s*/?>`)
	attributes = regexp.MustCompile(`([^\s=]+)(?:="([^"]*)")?`)
)

var known = strings.Fields(`html head meta title style body a header p nav button h1 h2 h3 h4 main section div b span i ul li svg rect ol table caption tbody thead tr th td
	output form label input fieldset legend article details summary code em pre mark textarea footer script`)

// Whatever an API puts into a scan, the page has the elements and attributes
// that the page is made of, loads nothing, and its text prints.
func checkPage(t *testing.T, page string) {
	t.Helper()
	page = styles.ReplaceAllString(scripts.ReplaceAllString(page, ""), "")
	page = strings.Replace(page, "<!doctype html>", "", 1)
	for _, m := range tags.FindAllStringSubmatch(page, -1) {
		if !slices.Contains(known, m[2]) {
			t.Fatalf("an element %s: %.200s", m[2], m[0])
		}
		for _, a := range attributes.FindAllStringSubmatch(m[3], -1) {
			switch name := strings.ToLower(a[1]); {
			case strings.HasPrefix(name, "on"), name == "src", name == "style", name == "srcset", name == "action", name == "formaction":
				t.Fatalf("an attribute %s in %.200s", name, m[0])
			case name == "href" && !strings.HasPrefix(a[2], "#") && !regexp.MustCompile(`^https://cwe\.mitre\.org/data/definitions/-?\d+\.html$`).MatchString(a[2]):
				t.Fatalf("a link to %s", a[2])
			}
		}
	}
	if rest := tags.ReplaceAllString(page, ""); strings.ContainsAny(rest, "<") {
		at := strings.Index(rest, "<")
		t.Fatalf("markup that is no known element: %.200s", rest[at:])
	}
	for _, r := range page {
		if !unicode.IsPrint(r) && r != '\n' && r != '\t' {
			t.Fatalf("%q in the page", r)
		}
	}
}

func TestNasty(t *testing.T) {
	for name, text := range map[string]string{"nasty": reporttest.Nasty, "long": strings.Repeat("x", 100_000), "empty": "", "closing": "</textarea></pre></details></style><b>"} {
		t.Run(name, func(t *testing.T) { checkPage(t, written(t, reporttest.Everywhere(text))) })
	}
	checkPage(t, written(t, reporttest.Shop(t)))
	checkPage(t, written(t, &finding.Scan{}))
}

func FuzzPage(f *testing.F) {
	f.Add(reporttest.Nasty)
	f.Fuzz(func(t *testing.T, text string) { checkPage(t, written(t, reporttest.Everywhere(text))) })
}

// The lines by which proof and control differ are set apart.
func TestDifferences(t *testing.T) {
	ex := func(who, body, answer string, status int) evidence.Exchange {
		return evidence.Exchange{Identity: who, Step: who + " asks", Request: evidence.Request{Method: "POST", URL: "http://h/login", Body: body}, Response: evidence.Response{Status: status, Body: answer}}
	}
	c := newCard(finding.Finding{Operation: "POST /login", Evidence: evidence.Evidence{
		Exchanges: []evidence.Exchange{ex("mallory", `{"name":"a","password":{"$ne":"x"}}`, `{"token":"t"}`, 200)},
		Control:   []evidence.Exchange{ex("mallory", `{"name":"a","password":"x"}`, `{"error":"no"}`, 401)},
	}}, 0)
	var only []string
	for _, s := range c.Steps {
		if s.Text != " asks" {
			t.Errorf("step %q", s.Text)
		}
		for _, l := range append(s.Request, s.Answer...) {
			if l.Class == "only" {
				only = append(only, strings.TrimSpace(l.Parts[0].Text))
			}
		}
	}
	want := []string{`"password": {`, `"$ne": "x"`, `"token": "t"`, `"password": "x"`, `"error": "no"`}
	if !slices.Equal(only, want) {
		t.Errorf("%q, want %q", only, want)
	}
}

// Where one side could not look, or the contract alone was looked at, the cell is
// not simply clean.
func TestMatrixCells(t *testing.T) {
	scan := &finding.Scan{Findings: []finding.Finding{{ID: "0123456789ab", Weakness: "w", Operation: "GET /f", Severity: finding.High, Verdict: finding.Likely}}}
	for op, states := range map[string][2]finding.State{
		"GET /a": {finding.Clean, finding.Clean}, "GET /b": {finding.Clean, finding.Inconclusive}, "GET /c": {finding.NotApplicable, finding.Untested},
		"GET /d": {finding.NotApplicable, finding.NotApplicable}, "GET /e": {finding.Untested, finding.Inconclusive}, "GET /f": {finding.Found, finding.Clean},
	} {
		for i, look := range []finding.Look{finding.Source, finding.Live} {
			scan.Ledger = append(scan.Ledger, finding.Cell{Operation: op, Weakness: "w", Look: look, State: states[i], Reason: "why"})
		}
	}
	scan.Ledger = append(scan.Ledger,
		finding.Cell{Operation: "GET /g", Weakness: "w", Look: finding.Contract, State: finding.Clean, Reason: "no sign"},
		finding.Cell{Operation: "GET /h", Weakness: "w", Look: finding.Contract, State: finding.Clean, Reason: "no sign"},
		finding.Cell{Operation: "GET /h", Weakness: "w", Look: finding.Source, State: finding.Clean, Reason: "compared"})
	var got []string
	for _, r := range newMatrix(scan, map[string]string{"0123456789ab": "f-0123456789ab"}).Rows {
		c := r.Cells[0]
		got = append(got, strings.TrimSpace(r.Operation+" "+c.Class+" "+c.Anchor))
	}
	want := []string{"GET /a clean", "GET /b clean part", "GET /c untested", "GET /d none", "GET /e untested", "GET /f found s-high f-0123456789ab", "GET /g clean part", "GET /h clean"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
