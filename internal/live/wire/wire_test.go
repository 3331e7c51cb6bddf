package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	// A proxy that nothing may be sent to; net/http reads it once.
	os.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	os.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	os.Exit(m.Run())
}

func parse(t *testing.T, s string) *url.URL {
	t.Helper()
	u, err := url.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func newClient(t *testing.T, base string, o Options) *Client {
	t.Helper()
	o.Base = parse(t, base)
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func serve(t *testing.T, h http.HandlerFunc) string {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	return s.URL
}

// serveRaw answers each connection as it likes; it is closed afterwards.
func serveRaw(t *testing.T, answer func(net.Conn, *bufio.Reader)) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	t.Cleanup(func() { l.Close(); running.Wait() })
	running.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			running.Go(func() {
				defer conn.Close()
				answer(conn, bufio.NewReader(conn))
			})
		}
	})
	return "http://" + l.Addr().String()
}

func do(t *testing.T, c *Client, r Request) *Exchange {
	t.Helper()
	ex, err := c.Do(t.Context(), "alice", r)
	if err != nil {
		t.Fatal(err)
	}
	return ex
}

func TestWhatIsSent(t *testing.T) {
	var got []byte
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got, _ = io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s %s ua=%s a=%s b=%s auth=%s", r.Method, r.Host, r.RequestURI, r.UserAgent(), r.Header.Get("A"), r.Header.Get("B"), r.Header.Get("Authorization"))
	})
	host := strings.TrimPrefix(base, "http://")
	options := Options{UserAgent: "Ashlar/test", Header: http.Header{"A": {"1"}, "b": {"1"}}}
	tests := []struct {
		name, base string
		request    Request
		want       string
	}{
		{"relative", base + "/api/v1/", Request{URL: "/orders?x=1"}, "GET HOST /api/v1/orders?x=1 ua=Ashlar/test a=1 b=1 auth="},
		{"no slash", base, Request{URL: "orders"}, "GET HOST /orders ua=Ashlar/test a=1 b=1 auth="},
		{"empty", base, Request{}, "GET HOST / ua=Ashlar/test a=1 b=1 auth="},
		{"absolute", base + "/api", Request{Method: "DELETE", URL: base + "/x"}, "DELETE HOST /x ua=Ashlar/test a=1 b=1 auth="},
		{"its own header wins", base, Request{URL: "/", Header: http.Header{"B": {"2"}}}, "GET HOST / ua=Ashlar/test a=1 b=2 auth="},
		{"host header", base, Request{URL: "/", Header: http.Header{"Host": {"other.example"}}}, "GET other.example / ua=Ashlar/test a=1 b=1 auth="},
		{"dots and escapes stay", base, Request{URL: "/a/../b//%2e%2F?u[$ne]=x&q=a+b"}, "GET HOST /a/../b//%2e%2F?u[$ne]=x&q=a+b ua=Ashlar/test a=1 b=1 auth="},
		{"blanks do not break the line", base, Request{URL: "/a b?c d=é"}, "GET HOST /a%20b?c%20d=%C3%A9 ua=Ashlar/test a=1 b=1 auth="},
		{"double slash is no host", base, Request{URL: "//evil.example/x"}, "GET HOST //evil.example/x ua=Ashlar/test a=1 b=1 auth="},
		{"at sign is no host", base, Request{URL: "@evil.example/x"}, "GET HOST /@evil.example/x ua=Ashlar/test a=1 b=1 auth="},
		{"userinfo", strings.Replace(base, "://", "://u:p@", 1), Request{URL: "/"}, "GET HOST / ua=Ashlar/test a=1 b=1 auth=Basic dTpw"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			ex := do(t, newClient(t, test.base, options), test.request)
			if diff := cmp.Diff(strings.Replace(test.want, "HOST", host, 1), ex.Text()); diff != "" {
				t.Errorf("%v (-want +got):\n%s", ex.Err, diff)
			}
			if !ex.OK() || ex.Identity != "alice" || ex.At.IsZero() || ex.Elapsed <= 0 || !strings.HasPrefix(ex.Request.URL, base) {
				t.Errorf("got %+v", ex)
			}
		})
	}
	do(t, newClient(t, base, options), Request{Method: "PUT", URL: "/", Body: []byte("body")})
	if string(got) != "body" {
		t.Errorf("body %q arrived", got)
	}
}

func TestScope(t *testing.T) {
	c := newClient(t, "https://api.example/v1", Options{Scope: []string{"Cdn.example", "auth.example:8443", "[::1]", "::2", "https://login.example"}})
	tests := []struct {
		url  string
		want bool
	}{
		{"https://api.example/x", true},
		{"https://API.example.:443/x", true},
		{"http://api.example/x", false},
		{"https://api.example:8443/", false},
		{"https://api.example.evil.example/", false},
		{"https://u@evil.example/?api.example", false},
		{"http://cdn.example:99/", true},
		{"https://auth.example:8443/", true},
		{"https://auth.example/", false},
		{"http://[::1]:7/", true},
		{"http://[::2]/", true},
		{"ftp://cdn.example/", false},
		{"https://login.example/x", true},
		{"http://login.example/x", false},
		{"https://login.example:8443/x", false},
	}
	for _, test := range tests {
		if got := c.inScope(parse(t, test.url)); got != test.want {
			t.Errorf("%s in scope: %v", test.url, got)
		}
	}
	var sent atomic.Int32
	other := serve(t, func(http.ResponseWriter, *http.Request) { sent.Add(1) })
	ex, err := c.Do(t.Context(), "alice", Request{URL: other})
	if !errors.Is(err, ErrScope) || ex != nil || sent.Load() != 0 || c.Requests() != 0 {
		t.Errorf("got %v, %v, and sent %d", ex, err, sent.Load())
	}
}

func TestRedirectsAreAnswers(t *testing.T) {
	var sent atomic.Int32
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		sent.Add(1)
		w.Header()["Location"] = []string{r.URL.Query().Get("to")}
		w.WriteHeader(http.StatusFound)
	})
	tests := []struct{ name, to, want string }{
		{"in scope", "../x?y=1", base + "/x?y=1"},
		{"out of scope", "http://evil.example/", ""},
		{"other scheme", "javascript:alert(1)", ""},
		{"no URL", ":// %zz", ""},
		{"empty", "", ""},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			sent.Store(0)
			c := newClient(t, base, Options{})
			ex := do(t, c, Request{URL: "/a/b?to=" + url.QueryEscape(test.to)})
			if got, ok := c.Location(ex); ex.Status != http.StatusFound || got != test.want || ok != (test.want != "") || sent.Load() != 1 {
				t.Errorf("status %d (%v), location %q %v, %d requests", ex.Status, ex.Err, got, ok, sent.Load())
			}
		})
	}
}

func TestNewRefuses(t *testing.T) {
	for _, base := range []string{"ftp://h/", "/path", "http:///path", "http:h"} {
		if _, err := New(Options{Base: parse(t, base)}); err == nil {
			t.Errorf("takes %s", base)
		}
	}
	if _, err := New(Options{}); err == nil {
		t.Error("takes no base at all")
	}
}

func TestDefaultsDependOnLoopback(t *testing.T) {
	tests := []struct {
		base  string
		limit float64
		proxy bool
	}{
		{"http://127.0.0.1:5000", loopbackRate, false},
		{"http://localhost", loopbackRate, false},
		{"http://shop.localhost.", loopbackRate, false},
		{"http://[::1]", loopbackRate, false},
		{"http://[::ffff:127.0.0.2]", loopbackRate, false},
		{"http://localhost.example", remoteRate, true},
		{"http://192.168.0.1", remoteRate, true},
	}
	for _, test := range tests {
		c := newClient(t, test.base, Options{})
		if got := float64(c.limiter.Limit()); got != test.limit {
			t.Errorf("%s: %v requests/s, want %v", test.base, got, test.limit)
		}
		through, err := c.transport.Proxy(&http.Request{URL: parse(t, test.base)})
		if err != nil || (through != nil) != test.proxy {
			t.Errorf("%s: proxy %v, %v", test.base, through, err)
		}
	}
}

func TestRequestsThatAreNone(t *testing.T) {
	c := newClient(t, serve(t, func(http.ResponseWriter, *http.Request) {}), Options{Rate: 1e6})
	tests := []struct {
		name    string
		request Request
	}{
		{"URL", Request{URL: "/%zz"}},
		{"method", Request{Method: "GE T"}},
		{"header name", Request{Header: http.Header{"a b": {"c"}}}},
		{"header value", Request{Header: http.Header{"A": {"b\r\nc: d"}}}},
	}
	for _, test := range tests {
		for range 2 * downAfter { // it is not the target's fault
			if ex := do(t, c, test.request); ex.Err == nil || ex.Status != 0 {
				t.Fatalf("%s: got status %d, %v", test.name, ex.Status, ex.Err)
			}
		}
	}
	if ex := do(t, c, Request{}); !ex.OK() {
		t.Errorf("then %d, %v", ex.Status, ex.Err)
	}
}

func TestTLS(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, r.Proto) }))
	s.EnableHTTP2 = true
	s.Config.ErrorLog = nil
	s.StartTLS()
	defer s.Close()
	if ex := do(t, newClient(t, s.URL, Options{}), Request{}); ex.Status != 0 || ex.Err == nil {
		t.Errorf("believes any certificate: %d", ex.Status)
	}
	if ex := do(t, newClient(t, s.URL, Options{Insecure: true}), Request{}); ex.Text() != "HTTP/2.0" {
		t.Errorf("got %q, %v", ex.Text(), ex.Err)
	}
}

func TestKeptAliveConnectionBreaks(t *testing.T) {
	for method, want := range map[string]int{"GET": 200, "HEAD": 200, "POST": 0} {
		t.Run(method, func(t *testing.T) {
			var seen atomic.Int32
			base := serveRaw(t, func(conn net.Conn, r *bufio.Reader) {
				for n := range 2 {
					req, err := http.ReadRequest(r)
					if err != nil {
						return
					}
					io.Copy(io.Discard, req.Body)
					seen.Add(1)
					if n == 1 {
						return // the second request on a connection gets nothing
					}
					io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
				}
			})
			c := newClient(t, base, Options{})
			do(t, c, Request{})
			if ex := do(t, c, Request{Method: method, Body: []byte("x")[:len(method)/4]}); ex.Status != want {
				t.Errorf("got %d, %v", ex.Status, ex.Err)
			}
			if n, most := seen.Load(), int32(3); n > most || want == 0 && n != 2 {
				t.Errorf("%d requests arrived", n)
			}
		})
	}
}

func TestConcurrency(t *testing.T) {
	var now, most atomic.Int32
	all := make(chan struct{})
	base := serve(t, func(http.ResponseWriter, *http.Request) {
		if n := now.Add(1); n == 3 {
			close(all)
		}
		<-all
		most.Store(max(most.Load(), now.Load()))
		now.Add(-1)
	})
	c := newClient(t, base, Options{Concurrency: 3, Rate: 1e6})
	var seen atomic.Int32
	c.OnExchange = func(*Exchange) { seen.Add(1) }
	var running sync.WaitGroup
	for range 30 {
		running.Go(func() { c.Do(t.Context(), "alice", Request{}) })
	}
	running.Wait()
	if most.Load() > 3 || c.Requests() != 30 || seen.Load() != 30 || c.Latency() <= 0 {
		t.Errorf("%d at once, %d counted, %d told, latency %v", most.Load(), c.Requests(), seen.Load(), c.Latency())
	}
}

func TestCallersContext(t *testing.T) {
	arrived := make(chan struct{})
	base := serve(t, func(_ http.ResponseWriter, r *http.Request) { close(arrived); <-r.Context().Done() })
	c := newClient(t, base, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	go func() { <-arrived; cancel() }()
	if ex, err := c.Do(ctx, "alice", Request{}); !errors.Is(err, context.Canceled) || ex != nil {
		t.Errorf("got %v, %v", ex, err)
	}
	if _, err := c.Do(ctx, "alice", Request{}); !errors.Is(err, context.Canceled) || c.Requests() != 1 {
		t.Errorf("then %v after %d requests", err, c.Requests())
	}
}

func TestEvidence(t *testing.T) {
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header()["Date"] = nil
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Set-Cookie", "session=abcdef; HttpOnly")
		fmt.Fprintf(w, `{"echo":%q,"password":"hunter22"}`, r.Header.Get("Authorization"))
	})
	m := evidence.NewMasker()
	m.Register("$ALICE_TOKEN", "s3cr3t-t0k3n")
	ex := do(t, newClient(t, base, Options{UserAgent: "u"}), Request{
		Method: "POST", URL: "/x?token=s3cr3t-t0k3n", Body: []byte(`{"a":"s3cr3t-t0k3n"}`),
		Header: http.Header{"Authorization": {"Bearer s3cr3t-t0k3n"}, "Content-Type": {"application/json"}},
	})
	want := evidence.Exchange{
		Identity: "alice", Step: "alice writes", Variables: []string{"ALICE_TOKEN"},
		Request: evidence.Request{
			Method: "POST", URL: base + "/x?token=$ALICE_TOKEN", Body: `{"a":"$ALICE_TOKEN"}`,
			Headers: []evidence.Header{{Name: "Authorization", Value: "Bearer $ALICE_TOKEN"}, {Name: "Content-Type", Value: "application/json"}, {Name: "User-Agent", Value: "u"}},
		},
		Response: evidence.Response{
			Status: 200, Body: `{"echo":"Bearer $ALICE_TOKEN","password":"…"}`,
			Headers: []evidence.Header{{Name: "Content-Length", Value: "52"}, {Name: "Content-Type", Value: "application/json"}, {Name: "Set-Cookie", Value: "session=…; HttpOnly"}},
		},
	}
	if diff := cmp.Diff(want, ex.Evidence("alice writes", m)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	broken := &Exchange{Err: errors.New("no way to s3cr3t-t0k3n: \x1b[2J")}
	if got := broken.Evidence("", m).Response; got.Error != `no way to $ALICE_TOKEN: \x1b[2J` || got.Status != 0 {
		t.Errorf("got %+v", got)
	}
}

func TestReadingAnswers(t *testing.T) {
	nested := func(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }
	tests := []struct {
		name, body string
		want       any
		ok         bool
	}{
		{"object", "\xef\xbb\xbf{\"a\":1}", map[string]any{"a": 1.0}, true},
		{"null", "null", nil, true},
		{"brackets in text", `"` + strings.Repeat("[", 2*maxDepth) + `\"["`, strings.Repeat("[", 2*maxDepth) + `"[`, true},
		{"empty", "", nil, false},
		{"cut", `{"a":`, nil, false},
		{"two", `{}{}`, nil, false},
		{"too deep", nested(maxDepth + 1), nil, false},
	}
	for _, test := range tests {
		ex := &Exchange{Body: []byte(test.body)}
		for range 2 {
			if got, ok := ex.JSON(); ok != test.ok || !cmp.Equal(got, test.want) {
				t.Errorf("%s: got %v, %v", test.name, got, ok)
			}
		}
	}
	if _, ok := (&Exchange{Body: []byte(nested(maxDepth))}).JSON(); !ok {
		t.Error("the deepest that is allowed is refused")
	}
	for field, want := range map[string]string{"Application/JSON; charset=utf-8": "application/json", "text/html;;;=": "text/html", "": ""} {
		if got := (&Exchange{Header: http.Header{"Content-Type": {field}}}).MediaType(); got != want {
			t.Errorf("media type of %q: %q", field, got)
		}
	}
	if got := (&Exchange{Body: []byte("a\xffb")}).Text(); got != "a\uFFFDb" {
		t.Errorf("text %q", got)
	}
}

// quick is a timeout that a test can wait for.
const quick = 300 * time.Millisecond
