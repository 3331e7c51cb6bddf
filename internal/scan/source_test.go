package scan

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
	"github.com/ashlarsec/ashlar/internal/source"
	"github.com/ashlarsec/ashlar/internal/weakness"
)

// reader is a weakness that the source look finds wherever an operation has a
// path parameter, at the handler.
var reader = &weakness.Weakness{
	ID: "reader", Doc: "# Read", Category: finding.CategoryBOLA, Severity: finding.High,
	Source: &weakness.Source{Run: func(p *weakness.SourcePass) {
		p.Each(func(op *source.Operation) {
			if names := op.Route.Path; strings.Contains(names, "{") {
				p.Report(weakness.SourceFound{
					Operation: op, Severity: finding.High, Verdict: finding.Likely, Field: "path.item_id",
					Summary: "it has a parameter", Guard: "nothing checks it", Place: op.Route.Place,
				})
			}
		})
	}},
}

const itemsApp = `from flask import Blueprint, Flask

app = Flask("items")
items = Blueprint("items", __name__, url_prefix="/api/v1/items")


@items.get("/<item_id>")
def one(item_id):
    return {"id": item_id}


@items.get("/<item_id>/parts")
def parts(item_id):  # ashlar: ignore[reader] by a rule of the house
    return []


app.register_blueprint(items)


@app.get("/health")
def health():
    return {}
`

const itemsContract = `openapi: 3.1.0
info: {title: items, version: "1"}
servers: [{url: https://api.example.com/api/v1}]
paths:
  /items/{id}: {get: {responses: {"200": {description: one}}}}
  /items: {get: {responses: {"200": {description: all}}}}
`

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, text := range files {
		path := filepath.Join("app", name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return "app"
}

func cells(s *finding.Scan) []string {
	var all []string
	for _, c := range s.Ledger {
		all = append(all, string(c.Look)+" "+c.Operation+": "+string(c.State))
	}
	return all
}

func notes(s *finding.Scan) string {
	var all []string
	for _, n := range s.Notes {
		all = append(all, n.Text)
	}
	return strings.Join(all, "\n")
}

func TestSourceAlone(t *testing.T) {
	dir := folder(t, map[string]string{"app.py": itemsApp})
	s, err := Run(t.Context(), Options{Targets: []string{dir}, Weaknesses: []*weakness.Weakness{reader}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"source GET /api/v1/items/{item_id}: found", "source GET /api/v1/items/{item_id}/parts: clean", "source GET /health: clean"}
	if got := cells(s); !slices.Equal(got, want) {
		t.Errorf("ledger %q", got)
	}
	if !slices.Equal(s.Looks, []finding.Look{finding.Source}) || s.Mode != "" || s.Requests != 0 {
		t.Errorf("looks %v, mode %q, %d requests", s.Looks, s.Mode, s.Requests)
	}
	if len(s.Findings) != 1 || s.Findings[0].Location.String() != "app/app.py:8" {
		t.Errorf("%+v", s.Findings)
	}
	if len(s.Silenced) != 1 || s.Silenced[0].Line != 13 || s.Silenced[0].Operation != "GET /api/v1/items/{item_id}/parts" {
		t.Errorf("silenced %+v", s.Silenced)
	}
}

// The contract has the last word on names, below whatever base path.
// A fault in one weakness is told in its cells and in a note, and costs
// nothing of the others.
func TestSourceWithAFault(t *testing.T) {
	dir := folder(t, map[string]string{"app.py": itemsApp})
	faulty := &weakness.Weakness{ID: "faulty", Doc: "# Fail", Category: finding.CategoryBOLA, Severity: finding.Low, Source: &weakness.Source{
		Run: func(*weakness.SourcePass) { panic("out of luck") },
	}}
	s, err := Run(t.Context(), Options{Targets: []string{dir}, Weaknesses: []*weakness.Weakness{faulty, reader}})
	if err != nil {
		t.Fatal(err)
	}
	untested := 0
	for _, c := range s.Ledger {
		if c.Weakness == "faulty" && c.State == finding.Untested && strings.Contains(c.Reason, "internal error") {
			untested++
		}
	}
	if untested != 3 || len(s.Findings) != 1 || !strings.Contains(notes(s), "faulty: internal error: out of luck") {
		t.Errorf("%d untested, %d findings, notes %s", untested, len(s.Findings), notes(s))
	}
}

func TestSourceWithAContract(t *testing.T) {
	dir := folder(t, map[string]string{"app.py": itemsApp, "openapi.yaml": itemsContract, "tests/other.yaml": itemsContract, "draft.yaml": "openapi: 3.1.0\npaths: [\n"})
	s, err := Run(t.Context(), Options{Targets: []string{dir}, Weaknesses: []*weakness.Weakness{reader}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"source GET /health: clean", "source GET /items: untested", "source GET /items/{id}: found", "source GET /items/{item_id}/parts: clean"}
	if got := cells(s); !slices.Equal(got, want) {
		t.Errorf("ledger %q", got)
	}
	f := s.Findings[0]
	if f.Field != "path.id" || f.Fingerprint != finding.Fingerprint("reader", "GET /items/{id}", "path.id") || f.ID != f.Fingerprint[:12] {
		t.Errorf("%s %s %s", f.Operation, f.Field, f.ID)
	}
	for _, note := range []string{"no route of the source serves them: GET /items", "not in the contract: GET /health", "left out: reading app/draft.yaml"} {
		if !strings.Contains(notes(s), note) {
			t.Errorf("no %q in the notes:\n%s", note, notes(s))
		}
	}
	if !slices.Equal(s.Target.Contracts, []string{"app/openapi.yaml"}) {
		t.Errorf("contracts %q", s.Target.Contracts)
	}
}

// Without a contract anywhere, the source says what to call.
func TestSourceIsTheContract(t *testing.T) {
	dir := folder(t, map[string]string{"app.py": itemsApp})
	var called []string
	caller := &weakness.Weakness{ID: "caller", Doc: "# Call", Category: finding.CategoryBOLA, Severity: finding.Low, Live: &weakness.Live{
		Passive: true,
		Applies: func(*weakness.LivePass, *weakness.Operation) string { return "" },
		Run: func(_ context.Context, p *weakness.LivePass) error {
			for _, op := range p.Operations() {
				called = append(called, op.String())
				p.Clean(op, "it is there")
			}
			return nil
		},
	}}
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	s, err := Run(t.Context(), Options{Targets: []string{dir}, URL: server.URL, Weaknesses: []*weakness.Weakness{reader, caller}})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /api/v1/items/{item_id}", "GET /api/v1/items/{item_id}/parts", "GET /health"}
	slices.Sort(called)
	if !slices.Equal(called, want) || !slices.Equal(s.Looks, []finding.Look{finding.Source, finding.Live}) {
		t.Errorf("%v: called %q", s.Looks, called)
	}
	if !strings.Contains(notes(s), "the operations are those of the source") || len(s.Ledger) != 6 {
		t.Errorf("%d cells; %s", len(s.Ledger), notes(s))
	}
}

// A scan that is interrupted while it reads says what it did not look at.
func TestInterruptedReading(t *testing.T) {
	dir := folder(t, map[string]string{"app.py": itemsApp, "openapi.yaml": itemsContract})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s, err := Run(ctx, Options{Targets: []string{dir}, Weaknesses: []*weakness.Weakness{reader}})
	if err != nil {
		t.Fatal(err)
	}
	if !s.Interrupted || len(s.Ledger) != 2 || s.Ledger[0].State != finding.Untested || s.Ledger[0].Reason != "interrupted" || strings.Count(notes(s), "interrupted") != 1 {
		t.Errorf("interrupted %v, %v, %s", s.Interrupted, s.Ledger, notes(s))
	}
}

func TestSourceThatIsNone(t *testing.T) {
	for name, test := range map[string]struct {
		files   map[string]string
		noted   string
		refused string
	}{
		"no Python":               {map[string]string{"a.txt": "x"}, "", "nothing to look at in app"},
		"Python without a route":  {map[string]string{"a.py": "x = 1\n"}, "no Flask route was found in 1 Python file of app", ""},
		"a contract alone":        {map[string]string{"openapi.yaml": itemsContract}, "only contracts are read: no Python file is in app", ""},
		"a contract and no route": {map[string]string{"openapi.yaml": itemsContract, "a.py": "x = 1\n"}, "no Flask route was found in 1 Python file of app", ""},
		"only tests":              {map[string]string{"tests/a.py": itemsApp}, "", "nothing to look at in app: every Python file here is a test"},
		"no reason":               {map[string]string{"a.py": itemsApp + "# ashlar: ignore[reader]\nx = 1\n"}, "app/a.py:23: a comment that gives no reason silences nothing", ""},
		"no such weakness":        {map[string]string{"a.py": itemsApp + "x = 1  # ashlar: ignore[raeder] so\n"}, `app/a.py:23: a comment is to silence "raeder", and there is no such weakness (did you mean "reader"?)`, ""},
		"nothing there":           {map[string]string{"a.py": itemsApp + "x = 1  # ashlar: ignore so\n"}, "app/a.py:23: a comment silences nothing: nothing is found here any more", ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := folder(t, test.files)
			s, err := Run(t.Context(), Options{Targets: []string{dir}, Weaknesses: []*weakness.Weakness{reader}})
			if test.refused != "" {
				if err == nil || !strings.Contains(err.Error(), test.refused) {
					t.Errorf("%v, want …%s…", err, test.refused)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(notes(s), test.noted) {
				t.Errorf("notes:\n%s", notes(s))
			}
		})
	}
}
