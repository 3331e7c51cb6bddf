package insecuretransport_test

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/design"
	"github.com/ashlarsec/ashlar/internal/scan"
	"github.com/ashlarsec/ashlar/internal/weakness"
	"github.com/ashlarsec/ashlar/internal/weakness/insecuretransport"
)

// On loopback nothing travels, so the API of each case has a name, and a proxy
// on loopback leads there.
func TestMain(m *testing.M) {
	server := httptest.NewServer(http.HandlerFunc(forward))
	os.Setenv("HTTP_PROXY", server.URL)
	os.Setenv("HTTPS_PROXY", server.URL)
	os.Setenv("NO_PROXY", "")
	code := m.Run()
	server.Close()
	os.Exit(code)
}

// hosts are the addresses behind the names of the cases.
var hosts sync.Map

func forward(w http.ResponseWriter, r *http.Request) {
	to, known := hosts.Load(r.URL.Hostname())
	if r.Method == http.MethodConnect {
		to, known = hosts.Load(strings.TrimSuffix(r.Host, ":443"))
	}
	if !known {
		http.Error(w, "no such host", http.StatusBadGateway)
		return
	}
	if r.Method == http.MethodConnect {
		tunnel(w, to.(string))
		return
	}
	r.URL.Host, r.RequestURI = to.(string), ""
	res, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	defer res.Body.Close()
	for name, values := range res.Header {
		w.Header()[name] = values
	}
	w.WriteHeader(res.StatusCode)
	_, _ = io.Copy(w, res.Body)
}

func tunnel(w http.ResponseWriter, to string) {
	there, err := net.Dial("tcp", to)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadGateway)
		return
	}
	here, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		there.Close()
		return
	}
	_, _ = io.WriteString(here, "HTTP/1.1 200 OK\r\n\r\n")
	go func() { _, _ = io.Copy(there, here); there.Close() }()
	_, _ = io.Copy(here, there)
	here.Close()
}

const contract = `openapi: 3.1.0
info: {title: shop, version: "1"}
security: [{sid: []}]
components: {securitySchemes: {sid: {type: apiKey, in: cookie, name: sid}}}
paths:
  /login:
    post:
      security: []
      requestBody: {content: {application/json: {schema: {type: object, required: [email, password], properties: {email: {type: string}, password: {type: string}}}}}}
      responses: {"200": {description: a cookie}}
  /me:
    get: {responses: {"200": {description: the caller}}}
`

const identities = `
identities:
  - {name: alice, role: user, login: {operation: POST /login, body: {email: a@example.test, password: alice-password}, token: {cookie: sid}, send: {cookie: sid}}}
  - {name: bob, role: user, login: {operation: POST /login, body: {email: b@example.test, password: bob-password}, token: {cookie: sid}, send: {cookie: sid}}}
`

// shop answers its users, with these headers and flags of the cookie.
func shop(header http.Header, flags string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		for name, values := range header {
			w.Header()[name] = values
		}
		w.Header().Set("Content-Type", "application/json")
		c, err := r.Cookie("sid")
		switch {
		case r.URL.Path == "/login" && r.Method == http.MethodPost:
			body, _ := io.ReadAll(r.Body)
			name, ok := map[bool]string{true: "alice", false: "bob"}[strings.Contains(string(body), "alice-password")], strings.Contains(string(body), "-password")
			if !ok {
				w.WriteHeader(http.StatusUnauthorized)
				return
			}
			w.Header().Add("Set-Cookie", "csrf_token=5c1f0a6e2b7d; Path=/")
			w.Header().Add("Set-Cookie", "sid="+name+"-session-5c1f0a6e2b7d; Path=/"+flags)
			fmt.Fprint(w, `{"ok": true}`)
		case r.URL.Path == "/me" && err == nil && strings.HasSuffix(c.Value, "-session-5c1f0a6e2b7d"):
			fmt.Fprintf(w, `{"name": %q}`, strings.TrimSuffix(c.Value, "-session-5c1f0a6e2b7d"))
		default:
			w.WriteHeader(http.StatusUnauthorized)
			fmt.Fprint(w, `{"error": "who are you?"}`)
		}
	}
}

func strict(value string) http.Header { return http.Header{"Strict-Transport-Security": {value}} }

func TestTransport(t *testing.T) {
	const all = "; Secure; HttpOnly; SameSite=Lax"
	for _, c := range []struct {
		name, base string // "" is loopback
		api        http.HandlerFunc
		want       []string
	}{
		{"on loopback nothing travels", "", shop(nil, ""), nil},
		{"TLS, strict, and all flags", "https://good.example", shop(strict("max-age=31536000; includeSubDomains"), all), nil},
		{"strict is written in another way", "https://quoted.example", shop(strict(`includeSubDomains; Max-Age="600"`), all), nil},
		{"without TLS", "http://clear.example", shop(nil, all), []string{"proven medium GET /me scheme"}},
		{"without TLS in a network of one's own", "http://shop", shop(nil, all), []string{"possible medium GET /me scheme"}},
		{"TLS is not insisted on", "https://lenient.example", shop(nil, all), []string{"proven low GET /me Strict-Transport-Security"}},
		{"TLS is insisted on for no time", "https://zero.example", shop(strict("max-age=0"), all), []string{"proven low GET /me Strict-Transport-Security"}},
		{"a cookie without flags", "https://bare.example", shop(strict("max-age=600"), ""), []string{"proven medium POST /login cookie.sid"}},
		{"a cookie that scripts read", "https://script.example", shop(strict("max-age=600"), "; Secure"), []string{"proven low POST /login cookie.sid"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, findings(t, c.base, c.api)); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// findings scans the API under its name.
func findings(t *testing.T, base string, api http.Handler) []string {
	server := httptest.NewUnstartedServer(api)
	if name, secure := strings.CutPrefix(base, "https://"); secure {
		server.StartTLS()
		hosts.Store(name, server.Listener.Addr().String())
	} else {
		server.Start()
		hosts.Store(strings.TrimPrefix(base, "http://"), server.Listener.Addr().String())
	}
	defer server.Close()
	if base == "" {
		base = server.URL
	}
	file := filepath.Join(t.TempDir(), "openapi.yaml")
	if err := os.WriteFile(file, []byte(contract), 0o600); err != nil {
		t.Fatal(err)
	}
	d, err := design.Parse("ashlar.yaml", []byte(identities), func(string) (string, bool) { return "", false })
	if err != nil {
		t.Fatal(err)
	}
	result, err := scan.Run(t.Context(), scan.Options{
		Targets: []string{base, file}, Design: d, Rate: 5000, Seed: new(uint64), Mode: "safe", Authorized: true, Insecure: true,
		Weaknesses: []*weakness.Weakness{insecuretransport.Weakness}, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range result.Findings {
		got = append(got, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", f.Verdict, f.Severity, f.Operations[0], f.Field)))
	}
	if t.Failed() || len(got) == 0 {
		for _, cell := range result.Ledger {
			t.Logf("%s %s: %s", cell.State, cell.Operation, cell.Reason)
		}
	}
	return got
}
