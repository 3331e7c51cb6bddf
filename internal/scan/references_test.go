package scan

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ashlarsec/ashlar/internal/finding"
)

// library serves the documents that contracts refer to, and counts requests.
func library(t *testing.T) (address string, asked *atomic.Int32) {
	asked = new(atomic.Int32)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		switch r.URL.Path {
		case "/paths.yaml":
			fmt.Fprint(w, "notes: {get: {responses: {200: {$ref: more/answers.yaml#/ok}}}}")
		case "/more/answers.yaml":
			fmt.Fprint(w, "ok: {description: notes}")
		case "/away.yaml":
			http.Redirect(w, r, "http://192.0.2.1/paths.yaml", http.StatusFound)
		case "/large.yaml":
			fmt.Fprint(w, "#"+strings.Repeat("x", 3<<20))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
		if r.Header.Get("X-Secret") != "" {
			t.Error("a header for the target came here")
		}
	}))
	t.Cleanup(server.Close)
	return server.URL, asked
}

func referring(to string) string {
	return "openapi: 3.1.0\npaths:\n  /own: {get: {}}\n  /notes: {$ref: '" + to + "'}\n"
}

func told(notes []finding.Note) string {
	var texts []string
	for _, n := range notes {
		texts = append(texts, n.Text)
	}
	return strings.Join(texts, "\n")
}

func TestReferencesToOtherHosts(t *testing.T) {
	for name, test := range map[string]struct {
		ref       string
		allowed   bool
		asked     int32
		operation bool // GET /notes is known
		want      string
	}{
		"not fetched by itself": {ref: "/paths.yaml#/notes", want: "points to another host; --fetch-refs fetches it"},
		"fetched as asked":      {ref: "/paths.yaml#/notes", allowed: true, asked: 2, operation: true, want: "documents that the contract refers to were fetched: 2 from http://"},
		"not there":             {ref: "/gone.yaml", allowed: true, asked: 1, want: "cannot be fetched: it answers 404"},
		"redirected away":       {ref: "/away.yaml", allowed: true, asked: 1, want: "is redirected to another host"},
		"large":                 {ref: "/large.yaml", allowed: true, asked: 1, want: "leads to more than 2 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			elsewhere, asked := library(t)
			path := filepath.Join(t.TempDir(), "openapi.yaml")
			if err := os.WriteFile(path, []byte(referring(elsewhere+test.ref)), 0o600); err != nil {
				t.Fatal(err)
			}
			o := Options{Targets: []string{path}, FetchRefs: test.allowed, Headers: map[string][]string{"X-Secret": {"s"}}}
			if _, err := MakePlan(t.Context(), o); err != nil || asked.Load() > 0 {
				t.Fatalf("a plan sent %d requests: %v", asked.Load(), err)
			}
			r := begin(o)
			if err := r.prepare(t.Context()); err != nil {
				t.Fatal(err)
			}
			r.offline(t.Context())
			if asked.Load() != test.asked {
				t.Errorf("%d requests, want %d", asked.Load(), test.asked)
			}
			if notes := told(r.scan.Notes); !strings.Contains(notes, test.want) {
				t.Errorf("notes:\n%s", notes)
			}
			if got := len(r.target.model.Operations) == 2; got != test.operation {
				t.Errorf("operations: %v", r.target.model.Operations)
			}
		})
	}
}

// A contract in several documents beside each other needs no flag: the user
// named their host.
func TestReferencesBesideTheContract(t *testing.T) {
	elsewhere, asked := library(t)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/docs/openapi.yaml":
			fmt.Fprint(w, referring("parts/notes.yaml#/notes"))
		case "/docs/parts/notes.yaml":
			fmt.Fprint(w, "notes: {get: {responses: {200: {$ref: '"+elsewhere+"/more/answers.yaml#/ok'}}}}")
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	defer server.Close()
	s, err := Run(t.Context(), Options{Targets: []string{server.URL + "/docs/openapi.yaml"}})
	if err != nil {
		t.Fatal(err)
	}
	notes := told(s.Notes)
	if !strings.Contains(notes, "1 from http://") || !strings.Contains(notes, "--fetch-refs") || asked.Load() > 0 {
		t.Errorf("%d asked; notes:\n%s", asked.Load(), notes)
	}
}

// A document from outside must not aim requests at the user's network.
func TestReferencesIntoThePrivateNetwork(t *testing.T) {
	r := begin(Options{FetchRefs: true})
	inside, _ := url.Parse("http://127.0.0.1:9/x.yaml")
	for from, refused := range map[string]bool{"": false, "http://10.0.0.1/a.yaml": false, "http://203.0.113.5/a.yaml": true} {
		if _, err := r.abroad(from, inside); (err != nil) != refused {
			t.Errorf("from %q: %v", from, err)
		}
	}
}
