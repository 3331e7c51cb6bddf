package scan

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
)

func TestConfined(t *testing.T) {
	for name, test := range map[string]struct {
		targets []string
		allowed []string
		refused string
	}{
		"loopback":                   {targets: []string{"http://127.0.0.1:5000"}},
		"private":                    {targets: []string{"http://10.1.2.3"}},
		"public":                     {targets: []string{"http://192.0.2.1:81"}, refused: "192.0.2.1:81"},
		"public, allowed":            {targets: []string{"http://192.0.2.1"}, allowed: []string{"192.0.2.1"}},
		"allowed in other letters":   {targets: []string{"http://API.example.com."}, allowed: []string{"api.example.com"}},
		"another is allowed":         {targets: []string{"http://192.0.2.1"}, allowed: []string{"192.0.2.2"}, refused: "192.0.2.1"},
		"the credentials of a cloud": {targets: []string{"http://169.254.169.254"}, refused: "169.254.169.254"},
		"the same, mapped":           {targets: []string{"http://[::ffff:169.254.169.254]"}, refused: "[::ffff:169.254.169.254]"},
		"a number for an address":    {targets: []string{"http://3221225985"}, refused: "3221225985"},
		"a contract from elsewhere":  {targets: []string{"http://127.0.0.1:5000", "http://192.0.2.1/openapi.json"}, refused: "192.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			r := begin(Options{Targets: test.targets, Confined: true, Allowed: test.allowed})
			if err := r.target.sort(r.opts); err != nil {
				t.Fatal(err)
			}
			err := r.confined()
			var wrong *UsageError
			if refused := errors.As(err, &wrong); refused != (test.refused != "") || refused && !strings.HasPrefix(wrong.Text, test.refused+" is neither") {
				t.Errorf("%v", err)
			}
		})
	}
}

// What is permitted is where a connection goes, not what the name resolved to
// when the scan began.
func TestPermitKeepsToNearbyAddresses(t *testing.T) {
	permit := begin(Options{Confined: true, Allowed: []string{"api.example.com"}}).permit()
	for _, test := range []struct {
		host, addr string
		want       bool
	}{
		{"shop.test", "127.0.0.1", true}, {"shop.test", "::1", true}, {"shop.test", "192.168.0.7", true}, {"shop.test", "0.0.0.0", true},
		{"shop.test", "192.0.2.1", false}, {"shop.test", "2001:db8::1", false}, {"shop.test", "169.254.169.254", false},
		{"shop.test", "::ffff:192.0.2.1", false}, {"localhost", "192.0.2.1", false},
		{"api.example.com", "192.0.2.1", true}, {"API.EXAMPLE.COM.", "192.0.2.1", true}, {"x.api.example.com", "192.0.2.1", false},
	} {
		if got := permit(test.host, netip.MustParseAddr(test.addr)); got != test.want {
			t.Errorf("%s at %s: %v", test.host, test.addr, got)
		}
	}
	if begin(Options{}).permit() != nil {
		t.Error("a scan that is not confined asks")
	}
}

// A redirect leads a confined scan to no other server.
func TestConfinedScanStays(t *testing.T) {
	var elsewhere atomic.Int32
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) }))
	defer other.Close()
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, other.URL+r.URL.Path, http.StatusTemporaryRedirect)
	}))
	defer api.Close()
	result, err := Run(context.Background(), Options{URL: api.URL, Confined: true})
	if err != nil {
		t.Fatal(err)
	}
	if elsewhere.Load() != 0 {
		t.Error("the other server was asked")
	}
	if result.Target.URL != api.URL || result.Requests == 0 {
		t.Errorf("%+v, %d requests", result.Target, result.Requests)
	}
}
