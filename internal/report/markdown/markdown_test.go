package markdown

import (
	"bytes"
	"flag"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/report/reporttest"
)

var update = flag.Bool("update", false, "write the golden files")

func written(t testing.TB, scan, base *finding.Scan) string {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, scan, base); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// base is the shop before: one finding more and one less, another score.
func base(t *testing.T) *finding.Scan {
	scan := reporttest.Shop(t)
	gone := scan.Findings[0]
	gone.Operation, gone.Fingerprint = "GET /me", strings.Repeat("a", 64)
	gone.Operations = []string{"GET /me"}
	scan.Findings[0] = gone
	value := 12
	scan.Score.Value = &value
	return scan
}

func TestGolden(t *testing.T) {
	live := reporttest.Shop(t)
	live.Looks = []finding.Look{finding.Contract, finding.Live}
	for name, of := range map[string]*finding.Scan{"shop": nil, "changed": base(t), "missing": live} {
		reporttest.Golden(t, *update, name+".md", []byte(written(t, reporttest.Shop(t), of)))
	}
}

var (
	tag   = regexp.MustCompile(`<[^>]*>`)
	known = regexp.MustCompile(`^</?(details|summary|b|code)>$|^<!-- ashlar:report -->$`)
	fence = regexp.MustCompile("^(`{3,})([a-z]*)$")
)

// check is what holds of every report: outside of fenced blocks there is only
// Markdown of our own, fences are closed, and it fits into a comment.
func check(t *testing.T, text string) {
	t.Helper()
	if len(text) > Most || !strings.HasPrefix(text, Marker+"\n") {
		t.Fatalf("%d bytes, beginning with %.40q", len(text), text)
	}
	open, depth := "", 0
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		m := fence.FindStringSubmatch(line)
		switch {
		case open != "" && m != nil && len(m[1]) >= len(open) && m[2] == "":
			open = ""
			continue
		case open != "":
			continue
		case m != nil:
			open = m[1]
			continue
		}
		depth += strings.Count(line, "<details>") - strings.Count(line, "</details>")
		for _, e := range tag.FindAllString(line, -1) {
			if !known.MatchString(e) {
				t.Fatalf("an element %s in %.300s", e, line)
			}
		}
		if rest := tag.ReplaceAllString(line, ""); strings.ContainsAny(rest, "@`<$\\~]") && rest != "> [!WARNING]" {
			t.Fatalf("Markdown of somebody else: %.300s", rest)
		}
		if strings.HasPrefix(line, "|") && strings.Count(line, "|") > 6 {
			t.Fatalf("a row with too many cells: %.300s", line)
		}
	}
	if open != "" || depth != 0 {
		t.Fatalf("a fence %q and %d details are open", open, depth)
	}
	for _, r := range text {
		if !unicode.IsPrint(r) && r != '\n' && r != '\t' {
			t.Fatalf("%q in the report", r)
		}
	}
}

var texts = map[string]string{
	"nasty": reporttest.Nasty, "empty": "", "long": strings.Repeat("x@y ", 50_000), "ticks": strings.Repeat("`", 500), "bars": `a\|b|c\\|` + "`d",
	"fences": "```\n````\n~~~\n</details>\n<details>", "lines": strings.Repeat("<b>\n", 5_000), "wide": strings.Repeat("界", 70_000), "quote": "> - 1. # x\n===\n",
}

func TestNasty(t *testing.T) {
	for name, text := range texts {
		t.Run(name, func(t *testing.T) {
			scan := reporttest.Everywhere(text)
			check(t, written(t, scan, nil))
			other := reporttest.Everywhere(text + "x")
			check(t, written(t, scan, other))
			check(t, written(t, other, scan))
		})
	}
	check(t, written(t, reporttest.Shop(t), nil))
	check(t, written(t, &finding.Scan{}, &finding.Scan{}))
}

func FuzzReport(f *testing.F) {
	for _, text := range texts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		check(t, written(t, reporttest.Everywhere(text), reporttest.Everywhere(text+"x")))
	})
}

// However many findings there are, it fits, the worst have details, and the
// rest is counted.
func TestManyFindingsFit(t *testing.T) {
	scan := reporttest.Shop(t)
	one := scan.Findings[0]
	scan.Findings = nil
	for i := range 3_000 {
		f := one
		f.Operation = fmt.Sprintf("GET /things/%d", i)
		scan.Findings = append(scan.Findings, f)
		scan.Ledger = append(scan.Ledger, finding.Cell{Operation: f.Operation, Weakness: "w", Look: finding.Live, State: finding.Untested, Reason: fmt.Sprintf("why %d %s", i, strings.Repeat("long ", 90))})
	}
	text := written(t, scan, nil)
	check(t, text)
	for _, want := range []string{"and 2960 more", "more without details", "checks not made", "reasons more"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q", want)
		}
	}
	if len(text) < Most/2 {
		t.Errorf("%d bytes of %d are used", len(text), Most)
	}
}

func TestProse(t *testing.T) {
	if got, want := prose(" @bob: see [x](http://e), #1 "), "&#64;&#8203;bob: see &#91;x&#93;(http&#58;&#8203;//e), &#35;&#8203;1"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	for s, want := range map[string]string{"- x": "&#45; x", "12. x": "12&#46; x", "1) x-y": "1&#41; x-y", "www.x.y": "www&#46;x.y", "=====": "&#61;====", "a.b": "a.b"} {
		if got := prose(s); got != want {
			t.Errorf("%s becomes %s, want %s", s, got, want)
		}
	}
	if got, want := code("a`b|c"), "<code>a&#96;b&#124;c</code>"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
