package storyapi

import (
	"io"
	"net/http"
	"strings"
	"testing"
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
