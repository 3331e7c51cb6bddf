package storyapi

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// start runs a story until the test ends.
func start(t *testing.T, script string) *Server {
	t.Helper()
	s, err := Start(script)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// ask sends one request as the user, "" for nobody, and returns
// "status body".
func ask(t *testing.T, s *Server, user, method, path, body string) string {
	t.Helper()
	res := send(t, s, user, method, path, body)
	defer func() { _ = res.Body.Close() }()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(res.Status[:3] + " " + string(text))
}

func send(t *testing.T, s *Server, user, method, path, body string) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if user != "" {
		req.Header.Set("Authorization", "Bearer "+user+"-token")
	}
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

// evalText evaluates an expression of the story's language and returns it as
// JSON, or the message of what it threw.
func evalText(t *testing.T, s *Server, js string) string {
	t.Helper()
	v, err := s.Eval(`(() => { try { return JSON.stringify(` + js + `) } catch (e) { return e.name + ": " + (e.errmsg || e.message) } })()`)
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return fmt.Sprint(v)
}

const orders = `
ids("orders", "integer");
seed("products", [{name: "lamp", price: 20}]);
get("/orders/{id:int}", auth(req => {
  const o = db.orders.findOne({_id: req.path.id, owner: req.user.id});
  return o ? reply(200, o) : reply(404, {error: "not found"});
}));
post("/orders", auth(req => reply(201, db.orders.insertOne({...req.body, owner: req.user.id}))));
patch("/orders/{id:int}", auth(req => {
  db.orders.updateOne({_id: req.path.id}, {$set: req.body});
  return reply(200, db.orders.findOne({_id: req.path.id}));
}));
get("/search", req => db.products.find({name: {$regex: req.query.q}}, {_id: 0}).sort({price: -1}).limit(5));
`

func TestOrdersOverHTTP(t *testing.T) {
	s := start(t, orders)
	for _, step := range []struct{ user, method, path, body, want string }{
		{"alice", "POST", "/orders", `{"item":"lamp"}`, `201 {"_id":1,"item":"lamp","owner":"66f0a1b2c3d4e5f600000a01"}`},
		{"alice", "GET", "/orders/1", "", `200 {"_id":1,"item":"lamp","owner":"66f0a1b2c3d4e5f600000a01"}`},
		{"bob", "GET", "/orders/1", "", `404 {"error":"not found"}`},
		{"", "GET", "/orders/1", "", `401 {"error":"missing or invalid token"}`},
		{"bob", "PATCH", "/orders/1", `{"a.b":2}`, `200 {"_id":1,"item":"lamp","owner":"66f0a1b2c3d4e5f600000a01","a":{"b":2}}`},
		{"", "GET", "/search?q=la", "", `200 [{"name":"lamp","price":20}]`},
		{"", "GET", "/nowhere", "", `404 {"error":"not found"}`},
		{"", "DELETE", "/search", "", `405 {"error":"method not allowed"}`},
		{"alice", "POST", "/orders", `{`, `400 {"error":"the body is not valid JSON"}`},
		{"", "GET", "/search?q=(", "", `500 {"error":"internal server error"}`},
	} {
		if got := ask(t, s, step.user, step.method, step.path, step.body); got != step.want {
			t.Errorf("%s %s as %q:\n got %s\nwant %s", step.method, step.path, step.user, got, step.want)
		}
	}
	if got, want := s.Log()[0], "alice POST /orders"; got != want {
		t.Errorf("log: %q, want %q", got, want)
	}
	if s.Requests() != 10 {
		t.Errorf("requests: %d", s.Requests())
	}
	if out := strings.Join(s.Output(), "\n"); !strings.Contains(out, "Regular expression is invalid") || !strings.Contains(out, "GET /search: server.js:13: OperationFailure") {
		t.Errorf("output: %s", out)
	}
}

func TestRoutes(t *testing.T) {
	s := start(t, `
		get("/a/{id}", req => ["param", req.path.id]);
		get("/a/fixed", () => "fixed");
		get("/a/{n:int}", req => ["int", req.path.n]);
		get("/files/{rest:path}", req => req.path.rest);
		del("/a/{id}", req => reply(204));
		route("purge", "/a/{id}", () => "purged");
		head("/a/fixed", () => reply(299));
		get("/async", async () => { await null; return {ok: true} });
		get("/late", async () => { await null; throw new Error("late") });
		get("/never", () => new Promise(() => {}));
	`)
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/a/x%2Fy%20z", `200 ["param","x/y z"]`},
		{"GET", "/a/fixed", `200 fixed`},
		{"GET", "/a/12", `200 ["int",12]`},
		{"GET", "/a/-12", `200 ["param","-12"]`},
		{"GET", "/a/", `404 {"error":"not found"}`},
		{"GET", "/a/1/2", `404 {"error":"not found"}`},
		{"GET", "/files/x/y.txt", `200 x/y.txt`},
		{"DELETE", "/a/fixed", `204`},
		{"PURGE", "/a/1", `200 purged`},
		{"HEAD", "/a/fixed", `299`},
		{"HEAD", "/a/7", `200`},
		{"POST", "/a/7", `405 {"error":"method not allowed"}`},
		{"OPTIONS", "/a/7", `200`},
		{"OPTIONS", "/zzz", `404 {"error":"not found"}`},
		{"GET", "/async", `200 {"ok":true}`},
		{"GET", "/late", `500 {"error":"internal server error"}`},
		{"GET", "/never", `500 {"error":"internal server error"}`},
	} {
		if got := ask(t, s, "", c.method, c.path, ""); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.path, got, c.want)
		}
	}
	res := send(t, s, "", "PUT", "/a/7", "")
	if got, want := res.Header.Get("Allow"), "DELETE, GET, HEAD, OPTIONS, PURGE"; got != want {
		t.Errorf("allow: %q, want %q", got, want)
	}
}

func TestRequestAsTheHandlerSeesIt(t *testing.T) {
	s := start(t, `
		post("/echo", req => ({query: req.query, all: req.queryAll, body: req.body, raw: req.raw, cookie: req.cookies.sid,
			header: req.headers["x-two"], url: req.url, route: req.route, method: req.method, user: req.user && req.user.name, token: req.token}));
		post("/deep", req => reply(200, {type: typeof req.body.user, keys: Object.keys(req.body)}));
	`)
	for _, c := range []struct{ name, media, query, body, want string }{
		{"json keeps types and order", "application/json; charset=utf-8", "?a=1&a=2&b=%20x+y&c", `{"z":1,"a":{"$ne":null},"n":[true]}`,
			`{"query":{"a":"2","b":" x y","c":""},"all":{"a":["1","2"],"b":[" x y"],"c":[""]},"body":{"z":1,"a":{"$ne":null},"n":[true]},` +
				`"raw":"{\"z\":1,\"a\":{\"$ne\":null},\"n\":[true]}","cookie":"s1","header":"1, 2","url":"/echo?a=1&a=2&b=%20x+y&c","route":"/echo","method":"POST","user":"bob","token":"bob-token"}`},
		{"a form is text", "application/x-www-form-urlencoded", "?user[$ne]=x", `user[$ne]=x&n=1`,
			`{"query":{"user[$ne]":"x"},"all":{"user[$ne]":["x"]},"body":{"user[$ne]":"x","n":"1"},"raw":"user[$ne]=x&n=1",` +
				`"cookie":"s1","header":"1, 2","url":"/echo?user[$ne]=x","route":"/echo","method":"POST","user":"bob","token":"bob-token"}`},
		{"multipart", "multipart/form-data; boundary=B", "", "--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{\"x\":1}\r\n--B--\r\n",
			`{"query":{},"all":{},"body":{"a":"{\"x\":1}"},"raw":"--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{\"x\":1}\r\n--B--\r\n",` +
				`"cookie":"s1","header":"1, 2","url":"/echo","route":"/echo","method":"POST","user":"bob","token":"bob-token"}`},
		{"another type is not decoded", "text/plain", "", `{"a":1}`,
			`{"query":{},"all":{},"body":{},"raw":"{\"a\":1}","cookie":"s1","header":"1, 2","url":"/echo","route":"/echo","method":"POST","user":"bob","token":"bob-token"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			req, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/echo"+c.query, strings.NewReader(c.body))
			if err != nil {
				t.Fatal(err)
			}
			req.Header = http.Header{"Content-Type": {c.media}, "X-Two": {"1", "2"}, "Cookie": {"sid=s1"}, "Authorization": {"bearer bob-token"}}
			res, err := http.DefaultTransport.RoundTrip(req)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = res.Body.Close() }()
			text, err := io.ReadAll(res.Body)
			if err != nil {
				t.Fatal(err)
			}
			if string(text) != c.want {
				t.Errorf("\n got %s\nwant %s", text, c.want)
			}
		})
	}
}

func TestAnswers(t *testing.T) {
	s := start(t, `
		get("/html", () => reply(200, "<p>", {"Content-Type": "text/html"}));
		get("/raw", () => raw(418, "{}", "application/x-thing"));
		get("/text", () => "plain");
		get("/null", () => null);
		get("/nothing", () => {});
		get("/cookies", () => reply(200, undefined, {"set-cookie": ["a=1", "b=2; HttpOnly"]}));
		get("/thrown", () => { throw reply(402, {error: "pay"}, {"x-a": "1"}) });
		get("/aborted", () => abort(400, "bad"));
		get("/worded", () => abort(409));
		get("/status", () => reply(99, {}));
		get("/cycle", () => { const a = {}; a.a = a; return a });
		get("/error", () => nope());
		get("/proto", () => JSON.parse('{"__proto__": {"status": 1}}'));
		get("/forge", req => ({status: 500, body: "x", headers: {}}));
		before(req => req.query.stop ? reply(503, "stopped at " + req.route) : undefined);
		after((req, res) => { res.headers["x-after"] = String(res.status); if (req.query.swap) return reply(200, "swapped") });
	`)
	for _, c := range []struct{ path, want, media string }{
		{"/html", "200 <p>", "text/html"},
		{"/raw", "418 {}", "application/x-thing"},
		{"/text", "200 plain", "text/plain; charset=utf-8"},
		{"/null", "200 null", "application/json"},
		{"/cookies", "200", ""},
		{"/thrown", `402 {"error":"pay"}`, "application/json"},
		{"/aborted", `400 {"error":"bad"}`, "application/json"},
		{"/worded", `409 {"error":"conflict"}`, "application/json"},
		{"/nothing", `500 {"error":"internal server error"}`, "application/json"},
		{"/status", `500 {"error":"internal server error"}`, "application/json"},
		{"/cycle", `500 {"error":"internal server error"}`, "application/json"},
		{"/error", `500 {"error":"internal server error"}`, "application/json"},
		{"/proto", `200 {"__proto__":{"status":1}}`, "application/json"},
		{"/forge", `200 {"status":500,"body":"x","headers":{}}`, "application/json"},
		{"/zzz?stop=1", "503 stopped at /zzz", "text/plain; charset=utf-8"},
		{"/text?swap=1", "200 swapped", "text/plain; charset=utf-8"},
	} {
		if got := ask(t, s, "", "GET", c.path, ""); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
		if got := send(t, s, "", "GET", c.path, "").Header.Get("Content-Type"); got != c.media {
			t.Errorf("%s: content type %q, want %q", c.path, got, c.media)
		}
	}
	if got := send(t, s, "", "GET", "/thrown", "").Header.Get("X-After"); got != "402" {
		t.Errorf("x-after: %q", got)
	}
	if got := send(t, s, "", "GET", "/cookies", "").Header["Set-Cookie"]; len(got) != 2 {
		t.Errorf("set-cookie: %q", got)
	}
	if out := strings.Join(s.Output(), "\n"); !strings.Contains(out, "GET /error: server.js:13: ReferenceError: nope is not defined") {
		t.Errorf("output:\n%s", out)
	}
}

func TestErrorsReachTheStory(t *testing.T) {
	s := start(t, `
		get("/find", req => db.c.find(JSON.parse(req.query.f)));
		get("/tamed", () => { throw new Error("x") });
		onError((e, req) => req.route == "/tamed" ? abort(400, "tamed") : reply(500, {error: e.name + ": " + e.message, code: e.code, trace: traceback(e).split("\n").at(-1)}));
	`)
	want := `500 {"error":"OperationFailure: unknown operator: $bogus, full error: {'ok': 0.0, 'errmsg': 'unknown operator: $bogus', 'code': 2, 'codeName': 'BadValue'}",` +
		`"code":2,"trace":"pymongo.errors.OperationFailure: unknown operator: $bogus, full error: {'ok': 0.0, 'errmsg': 'unknown operator: $bogus', 'code': 2, 'codeName': 'BadValue'}"}`
	if got := ask(t, s, "", "GET", `/find?f={"a":{"$bogus":1}}`, ""); got != want {
		t.Errorf("\n got %s\nwant %s", got, want)
	}
	if got := ask(t, s, "", "GET", "/tamed", ""); got != `400 {"error":"tamed"}` {
		t.Errorf("a reply thrown by onError: %s", got)
	}
	if got := ask(t, s, "", "GET", "/find?f=", ""); !strings.HasPrefix(got, `500 {"error":"SyntaxError`) {
		t.Errorf("an error of the language: %s", got)
	}
}

func TestScriptErrorsNameTheLine(t *testing.T) {
	for script, want := range map[string]string{
		"get('/', () => 1);\nget('/', );;\n)": "server.js: Line 3:1",
		"\nnope();":                           "server.js:2: ReferenceError: nope is not defined",
		"\n\nget('/a', 5)":                    "server.js:3: TypeError: the route GET /a has no handler",
		"get('/a/{x}', () => 1);\nget('/a/{y}', () => 2)": "server.js:2: Error: the route GET /a/{y} is there twice",
		"get('a', () => 1)":               `does not start with /`,
		"get('/a-{x}', () => 1)":          `a parameter is a whole segment`,
		"undeclared = 1":                  "undeclared is not defined",
		"seed('c', [{_id: 1}, {_id: 1}])": "E11000 duplicate key error",
	} {
		s, err := Start(script)
		if err == nil {
			s.Close()
			t.Errorf("%q started", script)
			continue
		}
		if !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "native") {
			t.Errorf("%q\n got %v\nwant %s", script, err, want)
		}
	}
}

func TestHandlerIsStopped(t *testing.T) {
	s := start(t, `
		get("/loop", () => { for (;;) {} });
		get("/caught", () => { try { for (;;) {} } catch (e) { return "caught" } });
		get("/where", () => db.users.find({$where: "for(;;){}"}));
		get("/sleep", () => db.users.find({$where: "sleep(60000) || true"}));
		get("/guarded", auth(() => { for (;;) {} }));
		get("/recursion", () => { const f = () => f(); return f() });
		get("/fine", () => "fine");
		onError(e => reply(500, "story: " + e.name));
	`)
	s.timeout = 50 * time.Millisecond
	for path, want := range map[string]string{
		"/loop":      `500 {"error":"internal server error"}`,
		"/caught":    `500 {"error":"internal server error"}`,
		"/where":     `500 {"error":"internal server error"}`,
		"/guarded":   `500 {"error":"internal server error"}`,
		"/recursion": `500 {"error":"internal server error"}`,
	} {
		if got := ask(t, s, "alice", "GET", path, ""); got != want {
			t.Errorf("%s: %s", path, got)
		}
		if got := ask(t, s, "", "GET", "/fine", ""); got != "200 fine" {
			t.Fatalf("after %s: %s", path, got)
		}
	}
	begin := time.Now()
	ask(t, s, "", "GET", "/sleep", "")
	if d := time.Since(begin); d > time.Second {
		t.Errorf("sleep in $where took %v", d)
	}
}

func TestSlowAnswersHoldUpNobody(t *testing.T) {
	s := start(t, `get("/slow", () => { delay(20000); return "slow" }); get("/fast", () => "fast")`)
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", s.URL+"/slow", nil)
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		if res, err := http.DefaultTransport.RoundTrip(req); err == nil {
			_ = res.Body.Close()
			t.Error("the slow answer was not slow")
		}
	}()
	if got := ask(t, s, "", "GET", "/fast", ""); got != "200 fast" {
		t.Error(got)
	}
	cancel()
	<-done
}

func TestManyAtOnce(t *testing.T) {
	s := start(t, `post("/n", () => counter("n")); get("/", () => db.users.find({$where: "this.role == 'admin'"}).length)`)
	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			for range 25 {
				ask(t, s, "alice", "POST", "/n", "")
				ask(t, s, "", "GET", "/", "")
				s.Log()
			}
		})
	}
	wait.Wait()
	if got := ask(t, s, "", "POST", "/n", ""); got != "200 201" {
		t.Error(got)
	}
	if s.Requests() != 401 {
		t.Errorf("%d requests", s.Requests())
	}
}

func TestTooLargeABody(t *testing.T) {
	s := start(t, `post("/", req => req.raw.length)`)
	if got := ask(t, s, "", "POST", "/", strings.Repeat("x", maxBody)); got != "200 4194304" {
		t.Error(got)
	}
	if got := ask(t, s, "", "POST", "/", strings.Repeat("x", maxBody+1)); got != `413 {"error":"the body is too large"}` {
		t.Error(got)
	}
}

func TestEval(t *testing.T) {
	s := start(t, `const orders = db.orders; store.n = 1; seed("orders", [{_id: 1, a: [1, "x", null, 1.5]}])`)
	got, err := s.Eval(`({doc: orders.findOne({_id: 1}), n: store.n})`)
	want := map[string]any{"doc": map[string]any{"_id": int64(1), "a": []any{int64(1), "x", nil, 1.5}}, "n": int64(1)}
	if diff := cmp.Diff(want, got); err != nil || diff != "" {
		t.Error(err, diff)
	}
	if _, err := s.Eval("\nnope"); err == nil || err.Error() != "eval.js:2: ReferenceError: nope is not defined" {
		t.Error(err)
	}
}
