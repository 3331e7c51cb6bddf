package mcp

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/design"
)

func TestDraftDesign(t *testing.T) {
	dir := files(t, map[string]string{"app/app.py": application, "app/openapi.yaml": notesContract})
	s := serve(t, Options{Roots: rooted(t, dir)}, nil)
	var out draftOutput
	s.call("draft_design", args{"source": "app"}, &out)
	if out.Exists || out.Cut || out.Resources != 1 || !strings.HasSuffix(out.File, "/app/ashlar.yaml") {
		t.Errorf("%+v", out)
	}
	d, err := design.Parse("ashlar.yaml", []byte(out.Untrusted.YAML), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatalf("%v\n%s", err, out.Untrusted.YAML)
	}
	if len(d.Intent.Resources) != 1 || d.Intent.Resources[0].Name != "notes" || len(d.Contracts) != 1 {
		t.Errorf("%+v\n%s", d, out.Untrusted.YAML)
	}
	if _, err := os.Stat(out.File); !os.IsNotExist(err) {
		t.Errorf("something was written: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, "app", "ashlar.yaml"), []byte(notesDesign), 0o600); err != nil {
		t.Fatal(err)
	}
	s.call("draft_design", args{"spec": "app/openapi.yaml"}, &out)
	if kept, _ := os.ReadFile(filepath.Join(dir, "app", "ashlar.yaml")); !out.Exists || string(kept) != notesDesign {
		t.Errorf("%+v, and the file holds %s", out, kept)
	}
}

// With a URL the API is asked for its documents, and for nothing else.
func TestDraftDesignOfARunningAPI(t *testing.T) {
	api := startNotes(t)
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"x.txt": ""}))}, nil)
	var out draftOutput
	s.call("draft_design", args{"url": api.URL}, &out)
	if out.File != "" || !strings.Contains(out.Untrusted.YAML, "target: "+api.URL) || !strings.Contains(out.Untrusted.YAML, "paths: [/notes") {
		t.Errorf("%+v", out)
	}
	if api.made() != 0 {
		t.Errorf("%d notes were made", api.made())
	}
	if said := s.refused("draft_design", args{"url": "http://203.0.113.1"}); !strings.Contains(said, "neither at a loopback nor at a private address") {
		t.Error(said)
	}
}

// A draft of a large API is cut at the end of a line, and says so.
func TestDraftDesignIsCut(t *testing.T) {
	contract := "openapi: 3.1.0\ninfo: {title: large, version: \"1\"}\npaths:\n"
	for n := range 300 {
		contract += fmt.Sprintf("  /things%d/{id}:\n    get: {responses: {\"200\": {description: one}}}\n", n)
	}
	s := serve(t, Options{Roots: rooted(t, files(t, map[string]string{"openapi.yaml": contract}))}, nil)
	var out draftOutput
	result := s.call("draft_design", args{"spec": "openapi.yaml"}, &out)
	if !out.Cut || out.Resources != 300 || len(out.Untrusted.YAML) > maxDraft || !strings.HasSuffix(out.Untrusted.YAML, "\n") {
		t.Errorf("cut %v, %d resources, %d bytes", out.Cut, out.Resources, len(out.Untrusted.YAML))
	}
	if said := text(result); !strings.Contains(said, "The end is missing here") {
		t.Error(said)
	}
}
