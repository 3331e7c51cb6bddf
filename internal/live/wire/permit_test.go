package wire

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"sync/atomic"
	"testing"
)

// A name is judged by each address that it resolves to, each time. The
// connection is what is judged: that there was a permitted one before is no
// permission.
func TestPermitIsAskedForEachConnection(t *testing.T) {
	var seen atomic.Int32
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		seen.Add(1)
		w.Header().Set("Connection", "close")
	}))
	defer server.Close()
	u, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	u.Host = "localhost:" + u.Port()
	rebound := false
	c, err := New(Options{Base: u, Permit: func(host string, addr netip.Addr) bool {
		if host != "localhost" || !addr.IsLoopback() {
			t.Errorf("asked for %s at %s", host, addr)
		}
		return !rebound
	}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	first, err := c.Do(context.Background(), "anonymous", Request{URL: "/"})
	if err != nil || first.Status != 200 {
		t.Fatalf("%+v, %v", first, err)
	}
	rebound = true
	second, err := c.Do(context.Background(), "anonymous", Request{URL: "/"})
	if err != nil || second.Status != 0 || !errors.Is(second.Err, ErrAddress) {
		t.Errorf("%+v, %v", second, err)
	}
	if n := seen.Load(); n != 1 {
		t.Errorf("the server saw %d requests", n)
	}
}

// A proxy would resolve the name by itself.
func TestPermitUsesNoProxy(t *testing.T) {
	c, err := New(Options{Base: &url.URL{Scheme: "http", Host: "api.example.com"}, Permit: func(string, netip.Addr) bool { return false }})
	if err != nil {
		t.Fatal(err)
	}
	if c.transport.Proxy != nil {
		t.Error("has a proxy")
	}
}
