package world_test

import (
	"net/http"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/evidence"
	"github.com/ashlarsec/ashlar/internal/live/request"
	"github.com/ashlarsec/ashlar/internal/live/wire"
	"github.com/ashlarsec/ashlar/internal/live/world"
)

func TestLoggedIn(t *testing.T) {
	w := world.New(world.Options{API: mustParse(t), Masker: evidence.NewMasker()})
	const form = `<form><input name="u"><input class=x type="password" name="p"></form>`
	for _, c := range []struct {
		name             string
		status           int
		location, cookie string
		body             string
		want             bool
	}{
		{"a token", 200, "", "", `{"access_token": "abcdefghijkl"}`, true},
		{"a mere yes", 200, "", "", `{"ok": true}`, true},
		{"a no", 200, "", "", `{"authenticated": false}`, false},
		{"a page alone", 200, "", "", "<h1>Hello</h1>", false},
		{"a cookie", 204, "", "sid=abcdefgh", "", true},
		{"an error inside, with a cookie", 200, "", "sid=abcdefgh", `{"success": false, "error": "wrong password"}`, false},
		{"a token against forgery alone", 200, "", "csrf_token=abcdefgh", "<h1>Hello</h1>", false},
		{"a cookie taken away", 302, "/", "sid=; Max-Age=0", "", false},
		{"led on", 302, "/dashboard", "sid=abcdefgh", "", true},
		{"led on without anything", 302, "/dashboard", "", "", false},
		{"led to the front page", 303, "/", "sid=abcdefgh", "", true},
		{"led to a page about success", 302, "/login-success", "sid=abcdefgh", "", true},
		{"sent back", 302, "/accounts/enter", "sid=abcdefgh", "", false},
		{"sent back with a query", 302, "http://target/accounts/enter/?next=%2F", "sid=abcdefgh", "", false},
		{"sent to another login", 302, "../login", "sid=abcdefgh", "", false},
		{"sent to the login of a page", 302, "/app#/login", "sid=abcdefgh", "", false},
		{"told in the query", 302, "/?login_error=1", "sid=abcdefgh", "", false},
		{"asked again", 200, "", "sid=abcdefgh", form, false},
		{"a page and a cookie", 200, "", "sid=abcdefgh", "<h1>Hello</h1>", true},
		{"refused", 401, "", "sid=abcdefgh", "", false},
	} {
		h := http.Header{}
		if c.location != "" {
			h.Set("Location", c.location)
		}
		if c.cookie != "" {
			h.Set("Set-Cookie", c.cookie)
		}
		ex := &wire.Exchange{Request: wire.Request{Method: "POST", URL: "http://target/accounts/enter"}, Status: c.status, Header: h, Body: []byte(c.body)}
		if got := w.LoggedIn(ex); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

func TestPassword(t *testing.T) {
	op := func(properties ...*api.Property) *api.Operation {
		return &api.Operation{Body: &api.Body{Contents: []api.Content{{MediaType: request.JSON, Schema: &api.Schema{Properties: properties}}}}}
	}
	text := func(name string) *api.Property { return &api.Property{Name: name, Schema: &api.Schema{}} }
	formatted := &api.Property{Name: "magic", Schema: &api.Schema{Format: "password"}}
	for _, c := range []struct {
		name string
		op   *api.Operation
		want bool
	}{
		{"password", op(text("user"), text("password")), true},
		{"pin", op(text("user"), text("pin")), true},
		{"userPin", op(text("user"), text("userPin")), true},
		{"pin", op(text("user"), text("password"), text("pin")), false},
		{"secret", op(text("user"), text("secret")), true},
		{"secret", op(text("user"), formatted, text("secret")), false},
		{"client_secret", op(text("client_id"), text("client_secret")), false},
		{"passphrase", op(text("user"), text("passphrase")), true},
		{"magic", op(text("user"), formatted), true},
		{"otp", op(text("user"), text("otp")), false},
		{"user", op(text("user"), text("pin")), false},
	} {
		if got := world.Password(c.op, c.name); got != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}
