package sarif

import (
	"bytes"
	"encoding/json"
	"flag"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ashlarsec/ashlar/internal/api"
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
	reporttest.Golden(t, *update, "shop.sarif", withoutHelp(t, written(t, reporttest.Shop(t))))
}

// withoutHelp takes out what comes from the catalogue, whose words may change.
func withoutHelp(t *testing.T, text []byte) []byte {
	t.Helper()
	var document map[string]any
	if err := json.Unmarshal(text, &document); err != nil {
		t.Fatal(err)
	}
	driver := document["runs"].([]any)[0].(map[string]any)["tool"].(map[string]any)["driver"].(map[string]any)
	for _, r := range driver["rules"].([]any) {
		for _, key := range []string{"help", "shortDescription", "fullDescription"} {
			delete(r.(map[string]any), key)
		}
	}
	text, err := json.MarshalIndent(document, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(text, '\n')
}

// The schema is the official one of OASIS: see testdata/README.md.
func TestValid(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile("testdata/sarif-schema-2.1.0.json")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("very long ", 10_000)
	for name, scan := range map[string]*finding.Scan{
		"shop": reporttest.Shop(t), "zero": {}, "nasty": reporttest.Everywhere(reporttest.Nasty), "long": reporttest.Everywhere(long), "empty": reporttest.Everywhere(""),
		"odd paths": oddPaths(),
	} {
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(written(t, scan)))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		// The schema itself must be able to refuse.
		document.(map[string]any)["version"] = "2.0.0"
		if schema.Validate(document) == nil {
			t.Error("the schema takes another version")
		}
	}
}

var odd = map[string]string{
	"app/a b.py": "app/a%20b.py", `app\x.py`: "app/x.py", "./x.py": "x.py", "../x.py": "../x.py", "a:b.py": "a:b.py",
	"https://api.example/openapi.json": "https://api.example/openapi.json", "/srv/app/x.py": "file:///srv/app/x.py", "C:/app/x.py": "file:///C:/app/x.py",
	"100%.py": "100%25.py", "ü#?.py": "%C3%BC%23%3F.py",
}

func oddPaths() *finding.Scan {
	scan := &finding.Scan{}
	for path := range odd {
		scan.Findings = append(scan.Findings, finding.Finding{Weakness: "w", Severity: finding.High, Location: &api.Place{File: path, Line: 1}})
	}
	return scan
}

func TestArtifactURIs(t *testing.T) {
	odd["a:b.py"] = "a:b.py"
	for path, want := range odd {
		got := artifactOf(path)
		if path != "a:b.py" && got.URI != want {
			t.Errorf("%s becomes %s, want %s", path, got.URI, want)
		}
		if relative := !strings.Contains(want, "://"); relative != (got.BaseID == baseID) {
			t.Errorf("%s has the base %q", path, got.BaseID)
		}
	}
}

// parsed is what the tests read of a log.
type parsed struct {
	Runs []sarifRun
}

func read(t *testing.T, text []byte) sarifRun {
	t.Helper()
	var p parsed
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	return p.Runs[0]
}

func TestEveryResultHasWhatServicesNeed(t *testing.T) {
	run := read(t, written(t, reporttest.Shop(t)))
	if len(run.Results) != 9 {
		t.Fatalf("%d results", len(run.Results))
	}
	for _, r := range run.Results {
		rule := run.Tool.Driver.Rules[r.RuleIndex]
		if rule.ID != r.RuleID || rule.Properties.SecuritySeverity == "" || rule.Help == nil || !strings.HasPrefix(rule.Help.Markdown, "# ") {
			t.Errorf("rule of %s: %+v", r.RuleID, rule)
		}
		at := r.Locations[0].Physical
		if at == nil || at.Region == nil || at.Region.StartLine == 0 || strings.HasPrefix(at.Artifact.URI, "/") || r.PartialFingerprints["ashlar/v1"] == "" {
			t.Errorf("%s: %+v", r.RuleID, r)
		}
	}
	last := run.Results[8]
	if len(last.Suppressions) != 1 || last.Suppressions[0].Kind != "inSource" || last.Suppressions[0].Justification == "" {
		t.Errorf("the silenced finding: %+v", last)
	}
	has := func(name string, f func(r result) bool) {
		if !slices.ContainsFunc(run.Results, f) {
			t.Errorf("no result has %s", name)
		}
	}
	has("a code flow", func(r result) bool { return len(r.CodeFlows) > 0 && len(r.CodeFlows[0].ThreadFlows[0].Locations) > 1 })
	has("a fix", func(r result) bool { return len(r.Fixes) > 0 })
	has("a request and its answer", func(r result) bool { return r.WebRequest != nil && r.WebResponse.StatusCode > 0 })
	has("a place in the contract", func(r result) bool { return len(r.RelatedLocations) > 0 })
}

// Where a finding has no line of source, the service still needs a file.
func TestPlaceWithoutSource(t *testing.T) {
	declared := &api.Place{File: "openapi.yaml", Line: 31}
	for name, c := range map[string]struct {
		f      finding.Finding
		target finding.Target
		want   string
		line   int
	}{
		"source":      {finding.Finding{Location: &api.Place{File: "app.py", Line: 7}, Declared: declared}, finding.Target{}, "app.py", 7},
		"contract":    {finding.Finding{Declared: declared}, finding.Target{Config: "ashlar.yaml"}, "openapi.yaml", 31},
		"whole API":   {finding.Finding{}, finding.Target{Contracts: []string{"openapi.yaml"}, Config: "ashlar.yaml"}, "openapi.yaml", 1},
		"config":      {finding.Finding{}, finding.Target{Contracts: []string{"http://h/openapi.json"}, Config: "ashlar.yaml", Workflow: "w.yml"}, "ashlar.yaml", 1},
		"workflow":    {finding.Finding{}, finding.Target{Workflow: ".github/workflows/scan.yml"}, ".github/workflows/scan.yml", 1},
		"only an URL": {finding.Finding{}, finding.Target{Contracts: []string{"http://h/openapi.json"}}, "http://h/openapi.json", 1},
	} {
		scan := &finding.Scan{Target: c.target, Findings: []finding.Finding{c.f}}
		at := read(t, written(t, scan)).Results[0].Locations[0].Physical
		if at == nil || at.Artifact.URI != c.want || at.Region.StartLine != c.line {
			t.Errorf("%s: %+v", name, at)
		}
	}
}

// A contract may be one line: the column and the node say where.
func TestNode(t *testing.T) {
	scan := &finding.Scan{Findings: []finding.Finding{{Operation: "POST /orders", Location: &api.Place{File: "openapi.json", Line: 1, Column: 27095, Pointer: "/components/schemas/Order"}}}}
	at := read(t, written(t, scan)).Results[0].Locations[0]
	want := []logicalLocation{{FullyQualifiedName: "POST /orders", Kind: "resource"}, {FullyQualifiedName: "#/components/schemas/Order"}}
	if at.Physical.Region.StartColumn != 27095 || !slices.Equal(at.Logical, want) {
		t.Errorf("%+v %+v", at.Physical.Region, at.Logical)
	}
}

// A change in which a secret is masked would write the mask into the file.
func TestNoFixWithMasks(t *testing.T) {
	f := &finding.Fix{Diff: "--- a/srv/x.py\n+++ b/srv/x.py\n@@ -1 +1,2 @@\n-a\n+b\n+c\n", Files: []string{"/srv/x.py"}}
	got := fixes(f)
	if len(got) != 1 || got[0].Changes[0].Artifact.URI != "file:///srv/x.py" || got[0].Changes[0].Replacements[0].Deleted != (region{StartLine: 1, StartColumn: 1, EndLine: 2, EndColumn: 1}) {
		t.Errorf("%+v", got)
	}
	if f.Masked = true; fixes(f) != nil {
		t.Error("a masked change is a fix")
	}
}

// What somebody has accepted is suppressed from outside of the source.
func TestAccepted(t *testing.T) {
	scan := &finding.Scan{Findings: []finding.Finding{{Weakness: "w", Severity: finding.High, Accepted: &finding.Accepted{Reason: "behind the proxy", Owner: "ops", Expires: "never"}}}}
	got := read(t, written(t, scan)).Results[0].Suppressions
	if len(got) != 1 || got[0] != (suppression{Kind: "external", Status: "accepted", Justification: "behind the proxy (accepted by ops until never)"}) {
		t.Errorf("%+v", got)
	}
}

func TestMessagesStayText(t *testing.T) {
	got := plain("a {0} b [x](http://e) {id}\x1b[2J").Text
	if want := `a {{0} b [x] (http://e) {id}\x1b[2J`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Whatever an API puts into a scan, the log prints.
func FuzzPrints(f *testing.F) {
	f.Add(reporttest.Nasty)
	f.Fuzz(func(t *testing.T, text string) {
		for _, r := range read2(t, written(t, reporttest.Everywhere(text))) {
			for _, c := range r.Message.Text + r.Locations[0].Logical[0].FullyQualifiedName + r.WebResponse.Body.Text {
				if !unicode.IsPrint(c) && c != '\n' && c != '\t' {
					t.Fatalf("%q in %q", c, r.Message.Text)
				}
			}
		}
	})
}

func read2(t *testing.T, text []byte) []result {
	return slices.DeleteFunc(read(t, text).Results, func(r result) bool {
		return r.WebResponse == nil || r.WebResponse.Body == nil || len(r.Locations[0].Logical) == 0
	})
}

// All that is text in the log, the properties too, stays on its line.
func TestNothingMovesTheCursor(t *testing.T) {
	var b bytes.Buffer
	scan := reporttest.Everywhere("a\x1b[2J\u202eb\u2028")
	scan.Score = finding.Score{} // as are some names of a finding, it is ours
	for i := range scan.Findings {
		f := &scan.Findings[i]
		f.ID, f.Fingerprint, f.Category = "1", "1", "BOLA"
		f.Fix = nil // what goes into a file is exact
	}
	for i := range scan.Silenced {
		scan.Silenced[i].Fingerprint = "1"
	}
	if err := Write(&b, scan); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"\u202e", "\u2028", "\x1b", `\u001b`, `\u2028`, `\u202e`} {
		if at := strings.Index(strings.ToLower(b.String()), what); at >= 0 && (at == 0 || b.String()[at-1] != '\\') {
			t.Errorf("%q in …%q…", what, b.String()[max(0, at-80):at+10])
		}
	}
}
