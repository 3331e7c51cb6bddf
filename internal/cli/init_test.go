package cli

import (
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

// The hint of an API that does not answer names --timeout.
func TestInitWaitsAsLongAsItIsTold(t *testing.T) {
	silent := httptest.NewServer(http.HandlerFunc(hang))
	defer silent.Close()
	code, _, stderr := run(t.Context(), nil, "init", silent.URL, "-o", "-", "--timeout", "300ms")
	if code != 2 || !strings.Contains(stderr, "no end within 300ms") || !strings.Contains(stderr, "--timeout waits longer") {
		t.Errorf("code %d: %s", code, stderr)
	}
}
