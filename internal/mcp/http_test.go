package mcp

//lint:file-ignore SA1019 clients give their folders as roots, whatever the newest protocol thinks of it

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/ashlarsec/ashlar/internal/store"
)

const token = "token-of-this-test"

// listening starts a server over HTTP.
func listening(t *testing.T, o Options) (address string, server *Server, stop func() error) {
	t.Helper()
	kept, err := store.Open(filepath.Join(t.TempDir(), "ashlar"), 0)
	if err != nil {
		t.Fatal(err)
	}
	o.Store, o.Version = kept, "v0.0.0-test"
	l, err := Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	life, cancel := context.WithCancel(t.Context())
	server = New(life, o)
	ended := make(chan error, 1)
	go func() { ended <- server.ServeHTTP(l, token) }()
	var result error
	stopped := false
	stop = func() error {
		if !stopped {
			stopped = true
			cancel()
			result = <-ended
		}
		return result
	}
	t.Cleanup(func() {
		if err := stop(); err != nil {
			t.Errorf("the server ended with %v", err)
		}
	})
	return l.Addr().String(), server, stop
}

type bearer struct{}

func (bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+token)
	return http.DefaultTransport.RoundTrip(r)
}

func TestHTTP(t *testing.T) {
	dir := files(t, map[string]string{"app/app.py": application})
	address, _, _ := listening(t, Options{})
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	client.AddRoots(&mcp.Root{URI: "file://" + filepath.ToSlash(dir)})
	connected, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: "http://" + address, HTTPClient: &http.Client{Transport: bearer{}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer connected.Close()
	s := &session{ClientSession: connected, t: t}
	var out summary
	s.call("scan_source", args{"path": "app"}, &out)
	if out.Findings.Total == 0 {
		t.Errorf("%+v", out)
	}
	s.refused("scan_source", args{"path": "../.."})
}

// A server over HTTP that is to end, while a scan runs, cleans up first.
func TestHTTPServerThatIsToEnd(t *testing.T) {
	api := startNotes(t)
	api.hold = make(chan struct{})
	address, _, stop := listening(t, Options{Roots: rooted(t, files(t, map[string]string{"ashlar.yaml": notesDesign}))})
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, nil)
	connected, err := client.Connect(t.Context(), &mcp.StreamableClientTransport{Endpoint: "http://" + address, HTTPClient: &http.Client{Transport: bearer{}}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	begun(t, &session{ClientSession: connected, t: t}, api, t.Context())
	if err := stop(); err != nil {
		t.Error(err)
	}
	if api.left() != 0 {
		t.Errorf("%d notes are left", api.left())
	}
}

func TestHTTPLetsNobodyElseIn(t *testing.T) {
	address, _, _ := listening(t, Options{})
	_, port, _ := strings.Cut(address, ":")
	for name, test := range map[string]struct {
		host   string
		header map[string]string
		want   int
	}{
		"no token":                  {want: 401},
		"another token":             {header: map[string]string{"Authorization": "Bearer " + token + "x"}, want: 401},
		"the beginning of it":       {header: map[string]string{"Authorization": "Bearer " + token[:8]}, want: 401},
		"an empty token":            {header: map[string]string{"Authorization": "Bearer "}, want: 401},
		"another scheme":            {header: map[string]string{"Authorization": "Basic " + token}, want: 401},
		"the token in the query":    {host: "", want: 401},
		"a page of the web":         {header: map[string]string{"Authorization": "Bearer " + token, "Origin": "https://evil.example"}, want: 403},
		"a page of another port":    {header: map[string]string{"Authorization": "Bearer " + token, "Origin": "http://localhost:1"}, want: 403},
		"a page without an origin":  {header: map[string]string{"Authorization": "Bearer " + token, "Origin": "null"}, want: 403},
		"a name that resolves here": {host: "evil.example:" + port, header: map[string]string{"Authorization": "Bearer " + token}, want: 403},
		"the right one":             {header: map[string]string{"Authorization": "Bearer " + token}, want: 200},
		"by the name of localhost":  {host: "localhost:" + port, header: map[string]string{"Authorization": "bearer " + token, "Origin": "http://localhost:" + port}, want: 200},
	} {
		t.Run(name, func(t *testing.T) {
			body := `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"t","version":"1"}}}`
			r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "http://"+address+"/?token="+token, strings.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			r.Host = test.host
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Accept", "application/json, text/event-stream")
			for key, value := range test.header {
				r.Header.Set(key, value)
			}
			answer, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Fatal(err)
			}
			defer answer.Body.Close()
			said, err := io.ReadAll(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode != test.want || strings.Contains(string(said), token) {
				t.Errorf("%d: %s", answer.StatusCode, said)
			}
		})
	}
}

func TestHTTPListensOnThisMachineAlone(t *testing.T) {
	for _, address := range []string{"0.0.0.0:0", ":0", "[::]:0", "192.0.2.1:0", "example.com:0", "127.0.0.1", "10.0.0.1:0"} {
		if l, err := Listen(address); err == nil {
			t.Errorf("listens on %s", l.Addr())
			l.Close()
		}
	}
	for _, address := range []string{"127.0.0.1:0", "localhost:0"} {
		l, err := Listen(address)
		if err != nil {
			t.Errorf("%s: %v", address, err)
			continue
		}
		l.Close()
	}
}
