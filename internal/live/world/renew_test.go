package world

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/live/identity"
	"github.com/ashlarsec/ashlar/internal/live/wire"
)

func TestLifetime(t *testing.T) {
	asked := time.Unix(1_700_000_000, 0)
	jwt := func(claims string) identity.Credential {
		return identity.Bearer("e30." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".x")
	}
	for _, c := range []struct {
		name       string
		credential identity.Credential
		body       string
		cookie     string
		want       time.Duration
	}{
		{name: "says nothing", credential: identity.Bearer("opaque"), body: `{"token":"opaque"}`},
		{name: "expires_in", credential: identity.Bearer("opaque"), body: `{"access_token":"opaque","expires_in":60}`, want: time.Minute},
		{name: "expires_in as text, inside", credential: identity.Bearer("opaque"), body: `{"data":{"expiresIn":"90"}}`, want: 90 * time.Second},
		{name: "nonsense", credential: identity.Bearer("opaque"), body: `{"expires_in":-5}`},
		{name: "of a refresh token", credential: identity.Bearer("opaque"), body: `{"refresh_expires_in":60}`},
		{name: "claims", credential: jwt(`{"iat":1700000000,"exp":1700000060}`), want: time.Minute},
		{name: "claims of a server whose clock is a year off", credential: jwt(`{"iat":1800000000,"exp":1800000005}`), want: 5 * time.Second},
		{name: "claims before the answer", credential: jwt(`{"iat":1700000000,"exp":1700000005}`), body: `{"expires_in":3600}`, want: 5 * time.Second},
		{name: "no time of issue", credential: jwt(`{"exp":1700000030}`), want: 30 * time.Second},
		{name: "expired already", credential: jwt(`{"exp":5}`)},
		{name: "a year", credential: jwt(`{"iat":1700000000,"exp":1731536000}`)},
		{name: "beyond all numbers", credential: identity.Bearer("opaque"), body: `{"expires_in":1e300}`},
		{name: "cookie", credential: identity.InCookie("sid", "s3"), cookie: "sid=s3; Max-Age=120", want: 2 * time.Minute},
		{name: "another cookie", credential: identity.InCookie("sid", "s3"), cookie: "lang=en; Max-Age=120"},
	} {
		ex := &wire.Exchange{Status: 200, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(c.body)}
		if c.cookie != "" {
			ex.Header.Set("Set-Cookie", c.cookie)
		}
		if got := lifetime(ex, c.credential, asked); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestExpired(t *testing.T) {
	for _, c := range []struct {
		status int
		text   string
		want   bool
	}{
		{200, `{"id":1}`, false},
		{200, `{"error":"token expired"}`, true},
		{200, `{"note":"my session expired yesterday"}`, false},
		{400, `{"msg":"Signature has expired"}`, true},
		{400, `{"error":"title is required"}`, false},
		{401, ``, true},
		{403, `{"error":"forbidden"}`, false},
		{403, `{"error":"Your session has timed out, please log in again"}`, true},
		{404, `{"error":"not found"}`, false},
		{419, `<title>Page Expired</title>`, true},
		{500, `token expired`, false},
		{0, ``, false},
	} {
		ex := &wire.Exchange{Status: c.status, Header: http.Header{"Content-Type": {"application/json"}}, Body: []byte(c.text)}
		if got := expired(ex); got != c.want {
			t.Errorf("%d %s: %v", c.status, c.text, got)
		}
	}
}

// TestRenewalsAreBounded holds that an API which keeps refusing is not asked
// for ever, while tokens of seconds last through a long scan.
func TestRenewalsAreBounded(t *testing.T) {
	for _, c := range []struct {
		age  time.Duration
		want int
	}{{0, maxRevivals}, {time.Minute, maxRevivals + 30}} {
		t.Run(fmt.Sprint(c.age), func(t *testing.T) {
			w, s := &World{}, &session{began: time.Now().Add(-c.age)}
			n := 0
			for n < 1000 && w.mayRenew(s) {
				n++
			}
			if n != c.want {
				t.Errorf("%d renewals in %v, want %d", n, c.age, c.want)
			}
		})
	}
}
