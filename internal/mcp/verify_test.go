package mcp

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// picked is the finding of a weakness at an operation.
func (s *session) picked(scanID, weakness, operation string) string {
	s.t.Helper()
	var out getScanOutput
	s.call("get_scan", args{"scanId": scanID, "weakness": weakness, "operation": operation}, &out)
	if out.Total != 1 {
		s.t.Fatalf("%d findings of %s at %s: %+v", out.Total, weakness, operation, out.Findings)
	}
	return out.Findings[0].ID
}

func TestVerifyLive(t *testing.T) {
	api := startNotes(t)
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"ashlar.yaml": notesDesign}))}, nil)
	var found summary
	s.call("scan_api", args{"url": api.URL, "config": "ashlar.yaml"}, &found)
	in := args{"scanId": found.ScanID, "findingId": s.picked(found.ScanID, "cross-owner-read", "GET /notes/{id}"), "config": "ashlar.yaml"}
	var out verifyOutput
	said := text(s.call("verify_finding", in, &out))
	if out.State != "still there" || out.Verdict != "proven" || len(out.Untrusted.Proof.Exchanges) == 0 || !strings.HasPrefix(said, "STILL THERE: cross-owner-read GET /notes/{id}") {
		t.Errorf("%+v\n%s", out, said)
	}
	// The same API, mended, on another port.
	mended := startNotes(t)
	mended.private = true
	in["url"] = mended.URL
	if s.call("verify_finding", in, &out); out.State != "gone" || out.Verdict != "" {
		t.Errorf("%+v", out)
	}
	// Nobody answers there.
	in["url"] = "http://127.0.0.1:1"
	if s.call("verify_finding", in, &out); out.State != "inconclusive" || out.Untrusted.Reason == "" {
		t.Errorf("%+v", out)
	}
	if api.left() != 0 || mended.left() != 0 || mended.made() == 0 {
		t.Errorf("%d and %d notes are left of %d", api.left(), mended.left(), mended.made())
	}
	in["url"] = "http://192.0.2.1"
	s.refused("verify_finding", in)
}

// The change is applied as the diff says, and what the source showed is gone.
func TestFixAndVerifySource(t *testing.T) {
	dir := files(t, map[string]string{"app/app.py": application})
	s := serve(t, Options{Roots: rooted(t, dir)}, nil)
	var found summary
	s.call("scan_source", args{"path": "app"}, &found)
	in := args{"scanId": found.ScanID, "findingId": s.picked(found.ScanID, "operator-injection", "POST /login")}
	var change fixOutput
	s.call("propose_fix", in, &change)
	if len(change.Files) != 1 || change.Files[0] != "app.py" || change.Folder != filepath.Join(dir, "app") {
		t.Fatalf("%+v", change)
	}
	var out verifyOutput
	if s.call("verify_finding", in, &out); out.State != "still there" {
		t.Errorf("%+v", out)
	}
	name := filepath.Join(change.Folder, change.Files[0])
	if err := os.WriteFile(name, []byte(patched(t, application, change.Untrusted.Diff)), 0o644); err != nil {
		t.Fatal(err)
	}
	if s.call("verify_finding", in, &out); out.State != "gone" {
		t.Errorf("%+v", out)
	}
	if s.call("propose_fix", in, &change); !change.Gone || change.Untrusted.Diff != "" {
		t.Errorf("%+v", change)
	}
}

// patched applies a diff of one file, strictly: every line of it must fit.
func patched(t *testing.T, before, diff string) string {
	t.Helper()
	if !strings.HasPrefix(diff, "--- a/app.py\n+++ b/app.py\n@@ ") {
		t.Fatalf("not to be applied below the folder: %s", diff)
	}
	var out strings.Builder
	rest := before
	for line := range strings.Lines(diff) {
		switch {
		case strings.HasPrefix(line, "--- "), strings.HasPrefix(line, "+++ "):
		case strings.HasPrefix(line, "@@ "):
			continue
		case line[0] == '+':
			out.WriteString(line[1:])
		default:
			skipped, after, found := strings.Cut(rest, line[1:])
			if !found {
				t.Fatalf("%q is not in the rest of the file", line[1:])
			}
			out.WriteString(skipped)
			if rest = after; line[0] == ' ' {
				out.WriteString(line[1:])
			}
		}
	}
	return out.String() + rest
}
