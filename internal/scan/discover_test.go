package scan

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/design"
)

func TestContractIsDiscovered(t *testing.T) {
	const page = `<!doctype html><html><script>SwaggerUIBundle({url: %q})</script></html>`
	for name, test := range map[string]struct {
		named  string            // behind the address of the server
		serves map[string]string // by path; a redirect begins with →
		other  string            // answer for every other path; "": 404
		found  string            // path of the contract; "": none
		noted  string
	}{
		"the first usual place wins":    {serves: map[string]string{"/openapi.json": contractText, "/swagger.json": contractText}, found: "/openapi.json"},
		"a later place":                 {serves: map[string]string{"/apispec_1.json": contractText}, found: "/apispec_1.json"},
		"below the path that was named": {named: "/api", serves: map[string]string{"/api/swagger.json": contractText, "/openapi.json": contractText}, found: "/api/swagger.json"},
		"above the path that was named": {named: "/shop/v1", serves: map[string]string{"/openapi.json": contractText}, found: "/openapi.json"},
		"page that shows it":            {serves: map[string]string{"/docs": fmt.Sprintf(page, "/static/spec.yaml"), "/static/spec.yaml": contractText}, found: "/static/spec.yaml"},
		"front page that shows it":      {serves: map[string]string{"/": fmt.Sprintf(page, "spec"), "/spec": contractText}, found: "/spec"},
		"page on another host":          {serves: map[string]string{"/docs": fmt.Sprintf(page, "http://192.0.2.1/openapi.json")}},
		"redirect":                      {serves: map[string]string{"/openapi.json": "→/moved", "/moved": contractText}, found: "/moved"},
		"redirect to another host":      {serves: map[string]string{"/openapi.json": "→http://192.0.2.1/openapi.json"}},
		"redirect in a circle":          {serves: map[string]string{"/openapi.json": "→/openapi.json"}},
		"broken, and another":           {serves: map[string]string{"/openapi.json": "openapi: 3.0.0\npaths: [", "/swagger.yaml": contractText}, found: "/swagger.yaml"},
		"broken alone is told":          {serves: map[string]string{"/openapi.json": "openapi: 3.0.0\npaths: ["}, noted: "left out: reading "},
		"empty one is told":             {serves: map[string]string{"/openapi.json": "openapi: 3.0.0\npaths: {}"}, noted: "declares no operation"},
		"single-page app":               {other: "<!doctype html><html><script>fetch({url: '/api'})</script></html>"},
		"named itself":                  {named: "/x/openapi.json", serves: map[string]string{"/x/openapi.json": contractText}, found: "/x/openapi.json"},
		"page named itself":             {named: "/docs", serves: map[string]string{"/docs": fmt.Sprintf(page, "spec"), "/spec": contractText}, found: "/spec"},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				body, ok := test.serves[r.URL.Path]
				switch to, moved := strings.CutPrefix(body, "→"); {
				case moved:
					w.Header().Set("Location", to)
					w.WriteHeader(http.StatusFound)
				case !ok && test.other == "":
					w.WriteHeader(http.StatusNotFound)
				default:
					fmt.Fprint(w, body+test.other)
				}
			}))
			defer server.Close()
			s, err := Run(t.Context(), Options{Targets: []string{server.URL + test.named}})
			if err != nil {
				t.Fatal(err)
			}
			var notes []string
			for _, n := range s.Notes {
				notes = append(notes, n.Text)
			}
			told := strings.Join(notes, "\n")
			if test.found != "" && (len(s.Target.Contracts) != 1 || s.Target.Contracts[0] != server.URL+test.found) || test.found == "" && len(s.Target.Contracts) > 0 {
				t.Errorf("contracts %q, want %q", s.Target.Contracts, test.found)
			}
			if (test.found == "") != strings.Contains(told, "no contract found") || !strings.Contains(told, test.noted) {
				t.Errorf("notes:\n%s", told)
			}
		})
	}
}

func TestContractOnAnotherHostGetsNoHeaders(t *testing.T) {
	api := httptest.NewServer(http.NotFoundHandler())
	defer api.Close()
	headers := make(chan http.Header, 10)
	docs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		headers <- r.Header.Clone()
		fmt.Fprint(w, contractText)
	}))
	defer docs.Close()
	s, err := Run(t.Context(), Options{
		URL: api.URL, Targets: []string{docs.URL + "/openapi.yaml"}, Headers: map[string][]string{"X-Key": {"s3cret"}}, Design: &design.Design{},
	})
	if err != nil {
		t.Fatal(err)
	}
	if h := <-headers; h.Get("X-Key") != "" {
		t.Error("the header of --header went to the host of the contract")
	}
	if len(headers) != 0 || s.Target.URL != api.URL {
		t.Errorf("%d more requests to the host of the contract; the target is %s", len(headers), s.Target.URL)
	}
}

func TestQueryOfABareURLBecomesParameters(t *testing.T) {
	tgt := &target{}
	if err := tgt.sort(Options{Targets: []string{"http://h:1/search?q=lamp&page=2"}}); err != nil {
		t.Fatal(err)
	}
	tgt.alone("")
	op := tgt.model.Operations[0]
	if op.String() != "GET /search" || len(op.Parameters) != 2 || op.Parameter("query", "q").Example != "lamp" || tgt.base.String() != "http://h:1" {
		t.Errorf("%s with %+v below %s", op, op.Parameters, tgt.base)
	}
}
