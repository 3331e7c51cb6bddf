package mcp

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/internal/catalogue"
)

func TestToolsAreDescribed(t *testing.T) {
	s := serve(t, Options{}, nil)
	list, err := s.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
		if tool.Title == "" || len(tool.Description) < 40 || tool.Annotations == nil || tool.Annotations.Title == "" {
			t.Errorf("%s: title %q, description %q, annotations %+v", tool.Name, tool.Title, tool.Description, tool.Annotations)
		}
		if tool.Annotations.DestructiveHint == nil || *tool.Annotations.DestructiveHint {
			t.Errorf("%s says that it destroys", tool.Name)
		}
		sends := tool.Name == "scan_api" || tool.Name == "verify_finding"
		reaches := sends || tool.Name == "draft_design" // which reads the documents of an API
		if tool.Annotations.ReadOnlyHint == sends || *tool.Annotations.OpenWorldHint != reaches {
			t.Errorf("%s: %+v", tool.Name, tool.Annotations)
		}
		for side, schema := range map[string]any{"input": tool.InputSchema, "output": tool.OutputSchema} {
			object, ok := schema.(map[string]any)
			if !ok || object["type"] != "object" || object["additionalProperties"] != false {
				t.Errorf("%s: %s schema %v", tool.Name, side, schema)
			}
			undescribed(t, tool.Name+" "+side, object, side == "input")
		}
	}
	want := []string{"compare_scans", "draft_design", "verify_finding", "explain_weakness", "get_finding", "get_scan", "list_operations", "list_scans", "propose_fix", "scan_api", "scan_source"}
	for _, name := range want {
		if !slices.Contains(names, name) {
			t.Errorf("%s is missing of %v", name, names)
		}
	}
}

// undescribed reports inputs without a description.
func undescribed(t *testing.T, name string, object map[string]any, needed bool) {
	properties, _ := object["properties"].(map[string]any)
	for key, property := range properties {
		if about, _ := property.(map[string]any); needed && about["description"] == nil {
			t.Errorf("%s: %s has no description", name, key)
		}
	}
}

func TestScanSource(t *testing.T) {
	dir := files(t, map[string]string{"app/app.py": application})
	s := serve(t, Options{Roots: rooted(t, dir)}, nil)
	var found summary
	result := s.call("scan_source", args{"path": "app"}, &found)
	if found.Status != "finished" || found.Requests != 0 || found.Findings.Total == 0 || !slices.Contains(found.Looks, "source") || found.Mode != "" {
		t.Fatalf("%+v", found)
	}
	if said := text(result); !strings.Contains(said, found.ScanID) || !strings.Contains(said, "operator-injection POST /login") {
		t.Error(said)
	}
	var listed listScansOutput
	s.call("list_scans", args{}, &listed)
	if listed.Total != 1 || listed.Scans[0].ScanID != found.ScanID || listed.Scans[0].Findings != found.Findings.Total {
		t.Errorf("%+v", listed)
	}
	// The same words for the same place everywhere.
	var shown getScanOutput
	s.call("get_scan", args{"scanId": found.ScanID, "weakness": "operator-injection", "operation": "POST /login"}, &shown)
	if shown.Total != 1 || shown.Findings[0].Weakness != "operator-injection" {
		t.Fatalf("%+v", shown)
	}
	var one findingOutput
	s.call("get_finding", args{"scanId": found.ScanID, "findingId": shown.Findings[0].ID}, &one)
	if one.brief != shown.Findings[0] || len(one.Untrusted.CodePath) == 0 || one.Remedy != catalogue.Find("operator-injection").Remedy {
		t.Errorf("%+v", one)
	}
}

func TestGetScanFiltersAndTurnsPages(t *testing.T) {
	s := serve(t, Options{}, nil)
	id := kept(t, s, large(250))
	for name, test := range map[string]struct {
		in    args
		total int
		shown int
		next  int // 0: none
	}{
		"all":                      {in: args{}, total: 250, shown: 20, next: 20},
		"the last page":            {in: args{"offset": 240, "limit": 100}, total: 250, shown: 10},
		"behind the end":           {in: args{"offset": 1000}, total: 250},
		"a severity and worse":     {in: args{"severity": "high", "limit": 100}, total: 100, shown: 100},
		"a weakness":               {in: args{"weakness": "cross-owner-read", "limit": 1}, total: 250, shown: 1, next: 1},
		"another weakness":         {in: args{"weakness": "weak-token"}},
		"an operation":             {in: args{"operation": "GET /things/7/{id}"}, total: 1, shown: 1},
		"the beginning of a path":  {in: args{"operation": "/things/24"}, total: 11, shown: 11},
		"an operation not there":   {in: args{"operation": "GET /nothing"}},
		"a severity and operation": {in: args{"operation": "/things/24", "severity": "critical"}, total: 1, shown: 1},
	} {
		t.Run(name, func(t *testing.T) {
			test.in["scanId"] = id
			var out getScanOutput
			s.call("get_scan", test.in, &out)
			next := 0
			if out.NextOffset != nil {
				next = *out.NextOffset
			}
			if out.Total != test.total || len(out.Findings) != test.shown || next != test.next {
				t.Errorf("total %d, shown %d, next %d", out.Total, len(out.Findings), next)
			}
		})
	}
}

func TestExplainWeaknessHasBeforeAndAfter(t *testing.T) {
	s := serve(t, Options{}, nil)
	for _, w := range catalogue.All() {
		var out weaknessOutput
		s.call("explain_weakness", args{"weakness": w.ID}, &out)
		if out.Title != w.Title() || out.About == "" || out.Before == "" || out.After == "" || strings.Contains(out.About, "## ") {
			t.Errorf("%s: %+v", w.ID, out)
		}
	}
}

func TestListOperations(t *testing.T) {
	dir := files(t, map[string]string{"app/app.py": application, "openapi.yaml": notesContract})
	s := serve(t, Options{Roots: rooted(t, dir)}, nil)
	var out operationsOutput
	s.call("list_operations", args{"path": "app"}, &out)
	if out.Look != "source" || out.Total != 1 || out.Operations[0].Operation != "POST /login" || len(out.Operations[0].Authentication) != 0 ||
		!slices.Contains(out.Operations[0].Inputs, "body name") || out.Operations[0].Owner[0] != "readers.find_one does not keep to the caller" {
		t.Errorf("%+v", out)
	}
	s.call("list_operations", args{"path": "openapi.yaml", "filter": "{id}"}, &out)
	if out.Look != "contract" || out.Total != 2 || out.Operations[0].Authentication[0] != "bearer" || out.Operations[0].Inputs[0] != "path id" {
		t.Errorf("%+v", out)
	}
}

func TestErrorsSayWhatToDoNext(t *testing.T) {
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"app.py": application, "empty/x.txt": ""}))}, nil)
	id := kept(t, s, large(3))
	for name, test := range map[string]struct {
		tool string
		in   args
		want string
	}{
		"a scan that is not there":    {"get_scan", args{"scanId": "20260102-030405-aaaaaaaaaa"}, "next: list_scans lists the scans"},
		"a scan by a path":            {"get_scan", args{"scanId": "../../secret"}, "next: list_scans"},
		"a finding that is not there": {"get_finding", args{"scanId": id, "findingId": "ffffffffffff"}, "next: get_scan lists the findings"},
		"a finding by no id":          {"get_finding", args{"scanId": id, "findingId": "cross-owner-read"}, "next: get_scan lists the findings"},
		"several findings":            {"get_finding", args{"scanId": id, "findingId": "000000"}, "next: give more digits"},
		"a folder that is not there":  {"scan_source", args{"path": "none"}, "next: check the name"},
		"a folder without source":     {"scan_source", args{"path": "empty"}, "next: name the URL"},
		"no URL":                      {"scan_api", args{"url": "localhost:5000"}, "next: write it with its scheme"},
		"a draft of nothing":          {"draft_design", args{}, "next: give source"},
		"a draft of an empty folder":  {"draft_design", args{"source": "empty"}, "next: name the URL"},
		"a draft of no URL":           {"draft_design", args{"url": "localhost:5000"}, "next: write it with its scheme"},
		"nobody answers":              {"scan_api", args{"url": "http://127.0.0.1:1"}, "next: start the API"},
		"a fix without source":        {"propose_fix", args{"scanId": id, "findingId": "000000000001"}, "next: call scan_source"},
		"an argument too many":        {"scan_source", args{"path": ".", "depth": 3}, "[\"depth\"]\nnext: scan_source takes "},
		"an argument of another kind": {"scan_source", args{"path": 3}, "path (required)"},
		"an argument that is missing": {"scan_source", args{}, "path"},
		"a word that is not one":      {"scan_api", args{"url": "http://127.0.0.1:1", "mode": "wild"}, "/properties/mode"},
	} {
		t.Run(name, func(t *testing.T) {
			if said := s.refused(test.tool, test.in); !strings.Contains(said, test.want) {
				t.Error(said)
			}
		})
	}
	if _, err := s.try(t.Context(), "no_such_tool", args{}); err == nil || !strings.Contains(err.Error(), "no_such_tool") {
		t.Error(err)
	}
}

// 99.9 % is not all: coverage is cut as the reports cut it, never rounded up.
func TestCoverageIsNotRoundedUp(t *testing.T) {
	scan := large(1)
	scan.Score.Coverage.Percent = 99.9
	s := serve(t, Options{}, nil)
	id := kept(t, s, scan)
	said := summarize(id, scan).tell().text + text(s.call("get_scan", args{"scanId": id}, nil)) + text(s.call("compare_scans", args{"before": id, "after": id}, nil))
	if strings.Contains(said, "100%") || strings.Count(said, "99%") != 4 {
		t.Error(said)
	}
}

// A summary is under 4 KB with its text, however many findings there are and
// whatever they are called.
func TestSummariesAreSmall(t *testing.T) {
	for _, n := range []int{0, 1, 5, 3000} {
		out := summarize("20260102-030405-aaaaaaaaaa", large(n))
		result, err := json.Marshal(&mcp.CallToolResult{Content: out.tell().content(), StructuredContent: out})
		if err != nil {
			t.Fatal(err)
		}
		if len(result) >= 4096 {
			t.Errorf("%d findings take %d bytes: %s", n, len(result), result)
		}
		t.Logf("%d findings: %d bytes", n, len(result))
	}
}
