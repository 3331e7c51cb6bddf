package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file that is saved while init asks the API is somebody's work too.
func TestInitLeavesWhatCameMeanwhile(t *testing.T) {
	const contract = `{"openapi": "3.1.0", "info": {"title": "notes", "version": "1"}, "paths": {"/notes": {"get": {"responses": {"200": {"description": "all"}}}}}}`
	to := filepath.Join(t.TempDir(), "ashlar.yaml")
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := os.WriteFile(to, []byte("mode: passive\n"), 0o600); err != nil {
			t.Error(err)
		}
		if r.URL.Path != "/openapi.json" {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.Write([]byte(contract))
	}))
	defer api.Close()
	code, _, stderr := run(t.Context(), nil, "init", api.URL, "-o", to)
	if code != 2 || !strings.Contains(stderr, "is there already") {
		t.Errorf("code %d: %s", code, stderr)
	}
	if text, err := os.ReadFile(to); err != nil || string(text) != "mode: passive\n" {
		t.Errorf("%v: %s", err, text)
	}
	if code, _, stderr = run(t.Context(), nil, "init", api.URL, "-o", to, "--force"); code != 0 {
		t.Errorf("with --force: code %d: %s", code, stderr)
	}
}

// A folder that has only a contract is no mistake.
func TestInitOfAContractAlone(t *testing.T) {
	dir := t.TempDir()
	const contract = `{"openapi": "3.1.0", "info": {"title": "notes", "version": "1"}, "paths": {"/notes": {"get": {"responses": {"200": {"description": "all"}}}}}}`
	if err := os.WriteFile(filepath.Join(dir, "openapi.json"), []byte(contract), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir(dir)
	code, _, stderr := run(t.Context(), nil, "init", "-o", "-")
	if want := "ashlar: only contracts are read: no Python file is in .\n"; code != 0 || stderr != want {
		t.Errorf("code %d: %q, want %q", code, stderr, want)
	}
}

// A draft that no scan could load would stop every scan in its folder.
func TestInitWritesNoDraftThatCannotBeLoaded(t *testing.T) {
	dir := t.TempDir()
	var b strings.Builder
	b.WriteString(`{"openapi": "3.1.0", "info": {"title": "big", "version": "1"}, "security": [{"b": []}], "components": {"securitySchemes": {"b": {"type": "http", "scheme": "bearer"}}}, "paths": {`)
	for i := range 2400 {
		fmt.Fprintf(&b, `%s"/things%d/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "x", "content": {"application/json": {"schema": {"type": "object", "properties": {"id": {"type": "string"}, "owner_id": {"type": "string"}, "name": {"type": "string"}, "password": {"type": "string"}}}}}}}}}`, strings.Repeat(", ", min(i, 1)), i)
	}
	b.WriteString("}}")
	if err := os.WriteFile(filepath.Join(dir, "openapi.json"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	to := filepath.Join(dir, "ashlar.yaml")
	code, _, stderr := run(t.Context(), nil, "init", dir, "-o", to)
	if code != 2 || !strings.Contains(stderr, "a design file may have 1048576: nothing was written\nhint: draft a part of the API") {
		t.Errorf("code %d: %s", code, stderr)
	}
	if _, err := os.Stat(to); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something was written: %v", err)
	}
	if code, stdout, _ := run(t.Context(), nil, "init", dir, "-o", "-"); code != 0 || len(stdout) <= 1<<20 {
		t.Errorf("code %d, and %d bytes are printed", code, len(stdout))
	}
}

// The hint of an API that does not answer names --timeout.
func TestInitWaitsAsLongAsItIsTold(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(hang))
	defer silent.Close()
	code, _, stderr := run(t.Context(), nil, "init", silent.URL, "-o", "-", "--timeout", "300ms")
	if code != 2 || !strings.Contains(stderr, "no end within 300ms") || !strings.Contains(stderr, "--timeout waits longer") {
		t.Errorf("code %d: %s", code, stderr)
	}
}
