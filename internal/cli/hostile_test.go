package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// budget of the scans here, and what they may take after it: cleaning up.
const (
	budget = 2 * time.Second
	after  = 10 * time.Second
)

const shop = `openapi: 3.1.0
info: {title: notes, version: "1"}
security: [{bearer: []}]
components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}
paths:
  /notes:
    get: {responses: {"200": {description: own notes}}}
    post:
      requestBody: {content: {application/json: {schema: {type: object, properties: {text: {type: string}}}}}}
      responses: {"201": {description: created}}
  /notes/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get: {responses: {"200": {description: a note}}}
    delete: {responses: {"204": {description: gone}}}
`

// named writes a file and returns where it is.
func named(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// document checks a report against the published schema.
func document(t *testing.T, text string) *finding.Scan {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile(filepath.Join("..", "..", "docs", "scan.schema.json"))
	if err != nil {
		t.Fatal(err)
	}
	value, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
	if err != nil {
		t.Fatalf("%v in %.200q", err, text)
	}
	if err := schema.Validate(value); err != nil {
		t.Errorf("not as docs/scan.schema.json says: %v", err)
	}
	var s finding.Scan
	if err := json.NewDecoder(bytes.NewReader([]byte(text))).Decode(&s); err != nil {
		t.Fatal(err)
	}
	return &s
}

func answer(status int, media, body string, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", media)
		for i := 0; i+1 < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(status)
		fmt.Fprint(w, body)
	}
}

// hang answers nothing until the client gives up. The server notices that
// only when the body is read.
func hang(_ http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // broken off: the client gave up
	<-r.Context().Done()
}

func TestHostileTargetsEndInTimeWithAValidReport(t *testing.T) {
	t.Parallel()
	const page = `<!doctype html><html><head><script src="/app.js"></script></head><body><div id="root"></div></body></html>`
	var asked sync.Map // counts requests by host: each server dies by itself
	dying := func(w http.ResponseWriter, r *http.Request) {
		n, _ := asked.LoadOrStore(r.Host, new(atomic.Int32))
		if n.(*atomic.Int32).Add(1) > 25 {
			panic(http.ErrAbortHandler)
		}
		answer(200, "application/json", `{"ok":true}`)(w, r)
	}
	for name, test := range map[string]struct {
		handler http.HandlerFunc
		early   bool // it has to stop before its end
	}{
		"500 for everything":               {handler: answer(500, "application/json", `{"error":"x"}`)},
		"a page for everything":            {handler: answer(200, "text/html", page)},
		"401 for everything":               {handler: answer(401, "application/json", `{"error":"who"}`)},
		"the same JSON for everything":     {handler: answer(200, "application/json", `{"ok":true}`)},
		"nothing at all for everything":    {handler: answer(204, "", "")},
		"a redirect to itself":             {handler: answer(302, "", "", "Location", "/")},
		"a redirect elsewhere":             {handler: answer(302, "", "", "Location", "https://192.0.2.1/")},
		"a limit for everything":           {handler: answer(429, "application/json", `{}`, "Retry-After", "1")},
		"a limit of an hour":               {handler: answer(429, "application/json", `{}`, "Retry-After", "3600")},
		"JSON that nests":                  {handler: answer(200, "application/json", strings.Repeat(`[`, 100_000))},
		"an answer that lies about itself": {handler: answer(200, "application/json", `{"a":1}`, "Content-Encoding", "gzip")},
		"broken connections after a while": {handler: dying},
		"silence of all but the front": {handler: func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/" {
				w.WriteHeader(404)
				return
			}
			hang(w, r)
		}, early: true},
	} {
		for _, contract := range []string{"with a contract", "without"} {
			t.Run(name+", "+contract, func(t *testing.T) {
				t.Parallel()
				server := httptest.NewServer(test.handler)
				defer server.Close()
				args := []string{"scan", server.URL, "--format", "json", "--budget", budget.String(), "--timeout", "500ms"}
				if contract == "with a contract" {
					args = append(args, named(t, "notes.yaml", shop), "--auth", "alice=env:ASHLAR_ALICE")
				}
				began := time.Now()
				code, stdout, stderr := run(t.Context(), map[string]string{"ASHLAR_ALICE": "alice-token"}, args...)
				if took := time.Since(began); took > budget+after {
					t.Errorf("it took %v", took)
				}
				if code != 0 {
					t.Fatalf("code %d: %s", code, stderr)
				}
				s := document(t, stdout)
				if test.early && contract == "with a contract" && !s.Interrupted {
					t.Error("it stopped early and does not say so")
				}
				for _, f := range s.Findings {
					if f.Verdict == finding.Proven {
						t.Errorf("proven: %s: %s", f.Weakness, f.Evidence.Summary)
					}
				}
				for _, c := range s.Ledger {
					if c.State != finding.Found && c.Reason == "" {
						t.Errorf("no reason: %+v", c)
					}
				}
			})
		}
	}
}

func TestUnreachableSaysWhy(t *testing.T) {
	t.Parallel()
	ok := answer(200, "application/json", "{}")
	plain, encrypted, silent := httptest.NewServer(ok), httptest.NewTLSServer(ok), httptest.NewServer(http.HandlerFunc(hang))
	t.Cleanup(func() { plain.Close(); encrypted.Close(); silent.Close() })
	for name, test := range map[string]struct{ url, want, hint string }{
		"nobody":             {nobody, "refused", "is the API running"},
		"silence":            {silent.URL, "no end within", "--timeout waits longer"},
		"unknown authority":  {encrypted.URL, "certificate", "--insecure accepts any certificate"},
		"TLS to a plain one": {strings.Replace(plain.URL, "http:", "https:", 1), "TLS handshake", "try http://"},
		"plain to TLS":       {strings.Replace(encrypted.URL, "https:", "http:", 1), "wants TLS", "write https://"},
		"missing contract":   {plain.URL + "/openapi.json", "answers no OpenAPI document", "name the OpenAPI document itself"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t.Context(), nil, "scan", test.url, "--timeout", "500ms")
			lines := strings.SplitN(stderr, "\n", 2)
			if code != 2 || stdout != "" || !strings.Contains(lines[0], test.want) || !strings.Contains(lines[1], "hint: ") || !strings.Contains(lines[1], test.hint) {
				t.Errorf("code %d, stdout %q\n%s", code, stdout, stderr)
			}
		})
	}
	t.Run("insecure", func(t *testing.T) {
		code, _, stderr := run(t.Context(), nil, "scan", encrypted.URL, "--insecure")
		if code != 0 {
			t.Errorf("code %d: %s", code, stderr)
		}
	})
}

// TestInterruptedInEachPhase ends a scan where it is and looks at what stays.
func TestInterruptedInEachPhase(t *testing.T) {
	t.Parallel()
	for phase, at := range map[string]string{
		"reaching":    "GET /",
		"contract":    "GET /openapi.json",
		"becoming":    "GET /notes",
		"creating":    "POST /notes",
		"looking":     "GET /notes/1",
		"cleaning up": "DELETE /notes/1",
	} {
		t.Run(phase, func(t *testing.T) {
			t.Parallel()
			ctx, interrupt := context.WithCancel(t.Context())
			defer interrupt()
			api := newNotes(func(request string) {
				if request == at {
					interrupt()
				}
			})
			server := httptest.NewServer(api)
			defer server.Close()
			began := time.Now()
			out := filepath.Join(t.TempDir(), "scan.json")
			code, _, stderr := run(ctx, map[string]string{"ASHLAR_A": "alice", "ASHLAR_B": "bob"},
				"scan", server.URL, "--auth", "alice=env:ASHLAR_A", "--auth", "bob=env:ASHLAR_B", "--format", "json", "--output", out)
			if code != 130 || !strings.Contains(stderr, "interrupted") {
				t.Errorf("code %d: %s", code, stderr)
			}
			if took := time.Since(began); took > after {
				t.Errorf("it took %v", took)
			}
			text, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			s := document(t, string(text))
			if !s.Interrupted && phase != "cleaning up" {
				t.Error("the report does not say that it is partial")
			}
			if api.left() > 0 {
				t.Errorf("%d notes are left; the report knows of %+v", api.left(), s.LeftBehind)
			}
		})
	}
}
