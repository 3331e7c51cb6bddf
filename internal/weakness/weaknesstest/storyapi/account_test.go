package storyapi

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

func TestAuth(t *testing.T) {
	s := start(t, `
		get("/me", auth(req => ({name: req.user.name, id: req.user.id == users[req.user.name].id, tenant: req.user.tenant})));
		get("/admin", auth(() => "secret", {role: "admin"}));
		get("/either", auth(() => "ok", {role: ["admin", "user"]}));
		get("/open", req => req.user ? req.user.name : "nobody");
		post("/promote", auth(req => db.users.updateOne({_id: req.user.id}, {$set: req.body})));
		del("/me", auth(req => db.users.deleteOne({_id: req.user.id})));
	`)
	for _, c := range []struct{ user, method, path, body, want string }{
		{"alice", "GET", "/me", "", `200 {"name":"alice","id":true,"tenant":"t1"}`},
		{"mallory", "GET", "/me", "", `200 {"name":"mallory","id":true,"tenant":"t2"}`},
		{"", "GET", "/me", "", `401 {"error":"missing or invalid token"}`},
		{"eve", "GET", "/me", "", `401 {"error":"missing or invalid token"}`},
		{"bob", "GET", "/admin", "", `403 {"error":"forbidden"}`},
		{"admin", "GET", "/admin", "", `200 secret`},
		{"bob", "GET", "/either", "", `200 ok`},
		{"", "GET", "/open", "", `200 nobody`},
		{"eve", "GET", "/open", "", `200 nobody`},
		{"bob", "GET", "/open", "", `200 bob`},
		{"bob", "POST", "/promote", `{"role":"admin"}`, `200 {"matchedCount":1,"modifiedCount":1,"upsertedId":null}`},
		{"bob", "GET", "/admin", "", `200 secret`}, // a gained role has effect
		{"bob", "DELETE", "/me", "", `200 {"deletedCount":1}`},
		{"bob", "GET", "/me", "", `401 {"error":"missing or invalid token"}`},
	} {
		if got := ask(t, s, c.user, c.method, c.path, c.body); got != c.want {
			t.Errorf("%s %s as %q: %s, want %s", c.method, c.path, c.user, got, c.want)
		}
	}
	if got := send(t, s, "", "GET", "/me", "").Header.Get("Www-Authenticate"); got != "Bearer" {
		t.Errorf("www-authenticate: %q", got)
	}
}

func TestAuthenticateByName(t *testing.T) {
	s := start(t, `
		authenticate((token, req) => ({c1: "alice", c2: users.bob.id, c3: users.bob, c4: {id: 9, name: "claims", role: "x"}, c5: "nobody", c6: ""})[req.cookies.sid]);
		get("/me", auth(req => [req.user.name, req.user.role]));
		get("/issued", () => issueToken("alice") != issueToken(users.alice));
	`)
	for cookie, want := range map[string]string{
		"c1": `200 ["alice","user"]`, "c2": `200 ["bob","user"]`, "c3": `200 ["bob","user"]`, "c4": `200 ["claims","x"]`,
		"c5": `401 {"error":"missing or invalid token"}`, "c6": `401 {"error":"missing or invalid token"}`, "": `401 {"error":"missing or invalid token"}`,
	} {
		if got := askWith(t, s, "/me", "Cookie", "sid="+cookie); got != want {
			t.Errorf("%s: %s, want %s", cookie, got, want)
		}
	}
	if got := ask(t, s, "", "GET", "/issued", ""); got != "200 true" {
		t.Errorf("issued: %s", got)
	}
}

// loginStory is a sign-up and a login as a Flask application writes them,
// with a password compared in the query.
const loginStory = `
noUsers();
post("/signup", req => {
  const {email, password} = req.body;
  if (db.users.findOne({email})) abort(409, "taken");
  const u = db.users.insertOne({email, password, role: "user"});
  return reply(201, {id: u._id});
});
post("/login", req => {
  const u = db.users.findOne({email: req.body.email, password: req.body.password});
  if (!u) abort(401, "wrong");
  return {token: issueToken(u)};
});
post("/logout", auth(req => { revoke(req.token); return reply(204) }));
get("/me", auth(req => ({email: req.user.email})));
`

func TestSignUpAndLogin(t *testing.T) {
	s := start(t, loginStory)
	for _, c := range []struct{ path, body, want string }{
		{"/signup", `{"email":"a@x","password":"p"}`, "201 "},
		{"/signup", `{"email":"a@x","password":"p"}`, "409 "},
		{"/login", `{"email":"a@x","password":"q"}`, "401 "},
		{"/login", `{"email":"a@x","password":"p"}`, "200 "},
		{"/login", `{"email":"a@x","password":{"$ne":"q"}}`, "200 "},
		{"/login", `{"email":"a@x","password":{"$ne":"p"}}`, "401 "},
		{"/login", `{"email":"a@x","password":{"xne":"q"}}`, "401 "},
		{"/login", `{"email":"a@x","password":{"$gt":""}}`, "200 "},
		{"/login", `{"email":"a@x","password":{"$lt":""}}`, "401 "},
		{"/login", `{"email":"a@x"}`, "401 "},
	} {
		if got := ask(t, s, "", "POST", c.path, c.body); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s %s: %s, want %s", c.path, c.body, got, c.want)
		}
	}
	if got := ask(t, s, "alice", "GET", "/me", ""); !strings.HasPrefix(got, "401") {
		t.Errorf("alice is still there: %s", got)
	}
	token := strings.TrimSuffix(strings.TrimPrefix(ask(t, s, "", "POST", "/login", `{"email":"a@x","password":"p"}`), `200 {"token":"`), `"}`)
	as := func(method, path string) string {
		req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		return res.Status[:3]
	}
	if got := as("GET", "/me") + as("POST", "/logout") + as("GET", "/me"); got != "200204401" {
		t.Errorf("logout: %s", got)
	}
}

// askWith sends a GET with one header and returns "status body".
func askWith(t *testing.T, s *Server, path, header, value string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set(header, value)
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.Status[:3] + " " + string(text)
}

func TestDeclaredUsers(t *testing.T) {
	s := start(t, `
		user({name: "bob", role: "admin", password: "plain"});
		user({name: "zoe", id: 7, token: "zzz"});
	`)
	for js, want := range map[string]string{
		`[users.bob.role, users.bob.password, users.bob.tenant, users.bob.id == users.bob._id, db.users.countDocuments()]`: `["admin","plain","t1",true,5]`,
		`users.zoe`:          `{"_id":7,"name":"zoe","id":7}`,
		`Object.keys(users)`: `["alice","bob","mallory","admin","zoe"]`,
		`db.users.findOne({_id: users.alice.id}, ["name", "email", "role", "tenant"])`: `{"_id":"66f0a1b2c3d4e5f600000a01","name":"alice","email":"alice@example.test","role":"user","tenant":"t1"}`,
		`verify(users.alice.password, "alice-password")`:                               `true`,
	} {
		if got := evalText(t, s, js); got != want {
			t.Errorf("%s\n got %s\nwant %s", js, got, want)
		}
	}
	if got := evalText(t, s, `(noUsers(), [typeof users.alice, db.users.find()])`); got != `["undefined",[]]` {
		t.Errorf("noUsers: %s", got)
	}
}

func TestTokensElsewhere(t *testing.T) {
	s := start(t, `
		get("/cookie", auth(req => req.user.name, {cookie: "sid"}));
		get("/header", auth(req => req.user.name, {header: "X-Api-Key"}));
		get("/query", auth(req => req.user.name, {query: "key"}));
	`)
	for _, c := range []struct{ path, header, value, want string }{
		{"/cookie", "Cookie", "sid=alice-token", "200"},
		{"/cookie", "Authorization", "Bearer alice-token", "401"},
		{"/header", "X-Api-Key", "bob-token", "200"},
		{"/query?key=admin-token", "", "", "200"},
		{"/query", "Authorization", "Bearer alice-token", "401"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), "GET", s.URL+c.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if c.header != "" {
			req.Header.Set(c.header, c.value)
		}
		res, err := http.DefaultTransport.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = res.Body.Close()
		if res.Status[:3] != c.want {
			t.Errorf("%s with %s: %s, want %s", c.path, c.header, res.Status, c.want)
		}
	}
	want := "alice GET /cookie,alice GET /cookie,bob GET /header,admin GET /query?key=admin-token,alice GET /query"
	if got := strings.Join(s.Log(), ","); got != want {
		t.Errorf("log:\n got %s\nwant %s", got, want)
	}
}

func TestSignedTokens(t *testing.T) {
	s := start(t, `
		authenticate(token => jwt.verify(token, "secret", {algorithms: ["HS256"]}).sub);
		get("/me", auth(req => req.user.name));
		get("/open", req => req.user ? 1 : 0);
	`)
	get := func(token, path string) string {
		return askWith(t, s, path, "Authorization", "Bearer "+token)[:3]
	}
	for _, c := range []struct{ name, make, want string }{
		{"good", `jwt.sign({sub: users.alice.id, exp: Date.now() / 1000 + 60}, "secret")`, "200"},
		{"wrong secret", `jwt.sign({sub: users.alice.id}, "other")`, "401"},
		{"none", `jwt.sign({sub: users.alice.id}, "", {alg: "none"})`, "401"},
		{"another algorithm", `jwt.sign({sub: users.alice.id}, "secret", {alg: "HS512"})`, "401"},
		{"expired", `jwt.sign({sub: users.alice.id, exp: 5}, "secret")`, "401"},
		{"unknown user", `jwt.sign({sub: "nobody"}, "secret")`, "401"},
		{"not a token", `"alice-token"`, "401"},
	} {
		token, err := s.Eval(c.make)
		if err != nil {
			t.Fatal(err)
		}
		if got := get(token.(string), "/me"); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	if got := get("broken", "/open"); got != "200" {
		t.Errorf("a broken token on an open route: %s", got)
	}
	for js, want := range map[string]string{
		// The example of jwt.io, with its secret.
		`jwt.sign({sub: "1234567890", name: "John Doe", iat: 1516239022}, "your-256-bit-secret")`: `"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0IjoxNTE2MjM5MDIyfQ.SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c"`,
		`jwt.decode(jwt.sign({a: 1}, "x"))`:                                                     `{"a":1}`,
		`jwt.verify(jwt.sign({a: 1}, "", {alg: "none"}), "x", {algorithms: ["HS256", "none"]})`: `{"a":1}`,
		`jwt.verify(jwt.sign({a: 1}, "y"), "x")`:                                                `InvalidSignatureError: Signature verification failed`,
		`jwt.verify("a.b", "x")`:                                                                `DecodeError: Not enough segments`,
	} {
		if got := evalText(t, s, js); got != want {
			t.Errorf("%s\n got %s\nwant %s", js, got, want)
		}
	}
}
