package design

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
)

const orders = `design:
  resources:
    orders:
      collection: orders
      paths: [/orders, "/orders/{id}"]
      owner: [{property: tenant_id, identity: tenant}, {property: user_id, identity: id}]
      readable: [id, items, total, status]
      secret: [card_token, internal.note]
      writable: [items, note]
      computed: [total, status]
    order files:
      paths: ["/orders/{id}/files/**"]
      owner: shared
    products:
      paths: [/products/*]
      owner: public
  roles:
    admin: {operations: [GET /admin/**, POST /products]}
    auditor: {operations: [GET /admin/audit]}
  public: [GET /health, /docs/**]
  commands: [ping, buildInfo]
  limits: {default: 300/10s, login: 20/minute, page: 100}
`

func read(t *testing.T, text string) *Intent {
	t.Helper()
	d, err := Parse("ashlar.yaml", []byte(text), env)
	if err != nil {
		t.Fatal(err)
	}
	return d.Intent
}

func operation(text string) *api.Operation {
	method, path, _ := strings.Cut(text, " ")
	return &api.Operation{Method: method, Path: path}
}

func TestIntentOfOperations(t *testing.T) {
	i := read(t, orders)
	for text, want := range map[string]string{
		"GET /orders":                    "orders",
		"PATCH /orders/{order_id}":       "orders",
		"GET /orders/{order_id}/":        "orders",
		"GET /orders/export":             "", // a word is no parameter
		"GET /orders/{id}/files":         "order files",
		"GET /orders/{o}/files/{f}/raw":  "order files",
		"GET /products/{sku} public":     "products",
		"GET /products/new public":       "products",
		"POST /products/{sku}":           "products", // public says who reads
		"GET /products":                  "",
		"POST /products admin":           "",
		"GET /health public":             "",
		"HEAD /health public":            "",
		"POST /health":                   "",
		"DELETE /docs/{x}/y public":      "",
		"GET /admin admin":               "",
		"GET /admin/audit admin+auditor": "",
		"GET /admin/users/{id} admin":    "",
		"POST /admin/users":              "",
	} {
		fields := strings.Fields(text)
		op := operation(fields[0] + " " + fields[1])
		got := ""
		if r := i.Resource(op); r != nil {
			got = r.Name
		}
		if got != want {
			t.Errorf("%s is about %q; want %q", text, got, want)
		}
		var who []string
		if _, public := i.IsPublic(op); public {
			who = append(who, "public")
		}
		for _, r := range i.RolesOf(op) {
			who = append(who, r.Name)
		}
		if got, want := strings.Join(who, "+"), strings.Join(fields[2:], ""); got != want {
			t.Errorf("%s is for %q; want %q", text, got, want)
		}
	}
}

func TestIntentOfProperties(t *testing.T) {
	r := read(t, orders).Resource(operation("GET /orders"))
	for name, want := range map[string]string{
		"id":              "show true:7",
		"_id":             "show true:7 set false:9",
		"items":           "show true:7 set true:9",
		"items.0.price":   "show true:7 set true:9",
		"/items/3/sku":    "show true:7 set true:9",
		"card_token":      "show false:8",
		"paid.card_token": "show false:8",
		"internal.note":   "show false:8",
		"total":           "show true:7 set false:10",
		"user_id":         "show false:7 set false:6",
		"created":         "show false:7 set false:9",
	} {
		may, stated, at := r.MayShow(name)
		got := fmt.Sprintf("show %t:%d", may, at.Line)
		if strings.Contains(want, "set") {
			var set bool
			set, _, at = r.MaySet(name)
			got += fmt.Sprintf(" set %t:%d", set, at.Line)
		}
		if got != want || !stated {
			t.Errorf("%s: %s, stated %t; want %s", name, got, stated, want)
		}
	}
	if o := r.OwnedBy("tenant_id"); o == nil || o.Identity != "tenant" {
		t.Errorf("tenant_id: %v", o)
	}
	var none *Resource
	if _, stated, _ := none.MayShow("x"); stated {
		t.Error("a resource that is not written says something")
	}
	open := read(t, "design: {resources: {notes: {collection: notes}}}").Stored("notes")
	if _, stated, _ := open.MaySet("x"); stated {
		t.Error("a list that is not written allows or refuses")
	}
}

func TestLimits(t *testing.T) {
	l := read(t, orders).Limits
	if l.Default != (Limit{300, 10 * time.Second}) || l.Login != (Limit{20, time.Minute}) || l.Page != 100 {
		t.Errorf("%+v", l)
	}
	if l.Default.String() != "300/10s" || l.Login.String() != "20/1m" || (Limit{5, time.Hour}).String() != "5/1h" {
		t.Errorf("%s, %s", l.Default, l.Login)
	}
}

func TestNoIntent(t *testing.T) {
	var i *Intent
	op := operation("GET /x")
	if _, public := i.IsPublic(op); public || i.Resource(op) != nil || i.Stored("x") != nil || i.RolesOf(op) != nil {
		t.Error("who says nothing says something")
	}
	if _, stated := i.Command("ping"); stated {
		t.Error("a command is allowed or refused by nobody")
	}
	if may, stated := read(t, "design: {commands: []}").Command("ping"); may || !stated {
		t.Error("an empty list of commands allows one")
	}
}

// What cannot hold is no design.
func TestIntentMistakes(t *testing.T) {
	for text, want := range map[string]string{
		"resourses: {}":                                                       `2:3: unknown key "resourses" in "design": did you mean "resources"?`,
		"resources: {orders: {}}":                                             `needs "paths", "collection" or both`,
		"resources: {orders: {paths: []}}":                                    `"paths" is empty`,
		"resources: {orders: {paths: [orders]}}":                              `"paths" takes paths of the API`,
		"resources: {orders: {paths: [/**/x]}}":                               `must be at its end`,
		"resources: {orders: {paths: [GET /x]}}":                              `"paths" takes paths of the API`,
		"resources: {orders: {paths: [/x], owner: privat}}":                   `"owner" must be public, shared, or whose it is, like {property: user_id, identity: id}`,
		"resources: {orders: {paths: [/x], owner: []}}":                       `"owner" is empty`,
		"resources: {orders: {paths: [/x], owner: [user_id]}}":                `an owner is a property and what of the caller it equals, like {property: user_id, identity: id}`,
		"resources: {orders: {paths: [/x], owner: {property: user_id}}}":      `an owner needs "identity"`,
		"resources: {orders: {paths: [/x], readable: id}}":                    `"readable" must be a list`,
		"resources: {orders: {paths: [/x], readable: ['a b']}}":               `"readable" takes names of properties`,
		"resources: {orders: {paths: [/x], readable: [a, b], secret: [b]}}":   `a property is secret or readable`,
		"resources: {orders: {paths: [/x], writable: [_id], computed: [id]}}": `a property is computed or writable`,
		"resources: {a: {paths: ['/x/{a}']}, b: {paths: ['/x/{b}/']}}":        `a path belongs to one resource`,
		"resources: {a: {collection: x}, b: {collection: x}}":                 `two resources in one collection`,
		"resources: {'': {collection: x}}":                                    `a name in "resources" is made of`,
		"roles: {admin: {}}":                                                  `a role needs "operations"`,
		"roles: {admin: {operations: [FETCH /x]}}":                            `"operations" takes operations`,
		"public: [GET /x]\n  roles: {admin: {operations: [GET /x]}}":          `public or for a role, not both`,
		"commands: [\"{ping: 1}\"]":                                           `"commands" takes names of commands`,
		"limits: {login: 20}":                                                 `must be requests in a time`,
		"limits: {login: 0/10s}":                                              `must be requests in a time`,
		"limits: {login: 20/10}":                                              `must be requests in a time`,
		"limits: {page: 0}":                                                   `"page" must be a whole number`,
		"public: []\n  public: []":                                            `stands here for the second time`,
	} {
		_, err := Parse("ashlar.yaml", []byte("design:\n  "+text), env)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v; want …%s…", text, err, want)
		}
	}
}
