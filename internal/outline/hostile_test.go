package outline

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ashlarsec/ashlar/internal/api"
)

func TestParts(t *testing.T) {
	for path, want := range map[string]string{
		"/orders/{id}":               "orders <id>",
		"/orders/{id}:cancel":        "orders <id> cancel",
		"/orders:search":             "orders search",
		"/Orders({id})/Lines":        "Orders <id> Lines",
		"/users.list":                "users list",
		"/v1.2/users.json":           "v1.2 users",
		"/orders/{id}.json":          "orders <id>",
		"/orders/:id/items":          "orders <id> items",
		"/orders/<int:id>":           "orders <id>",
		"/orders/<id>/items":         "orders <id> items",
		"/orders{?page}":             "orders",
		"/orders?x=1":                "orders",
		"/repos/{owner}/{repo}":      "repos <owner> <repo>",
		"/map/{lat},{lon}":           "map <lat> <lon>",
		"/users/{id/block":           "users <id> block",
		"/users/{id":                 "users <id>",
		"/users/{}":                  "users",
		"//users//":                  "users",
		"/@{name}":                   "<name>",
		"/files/report-{id}":         "files report- <id>",
		"":                           "",
		"/":                          "",
		"/caf\xc3\xa9/{n\xc3\xa4me}": "café <näme>",
	} {
		var words []string
		for _, p := range partsOf(path) {
			if p.param {
				p.text = "<" + p.text + ">"
			}
			words = append(words, p.text)
		}
		if got := strings.Join(words, " "); got != want {
			t.Errorf("%q has the parts %q, want %q", path, got, want)
		}
	}
}

// cyclic is a schema that contains itself in every way.
func cyclic() *api.Schema {
	s := &api.Schema{Name: "Node", Types: []string{"object"}}
	s.Properties = []*api.Property{{Name: "id"}, {Name: "parent", Schema: s}, {Name: "children", Schema: &api.Schema{Types: []string{"array"}, Items: s}}, {Name: "order_id", Schema: nil}}
	s.Any = []*api.Schema{s, nil}
	s.Items = s
	return s
}

// bound is generous: what it is for takes minutes or for ever when it breaks.
const bound = 20 * time.Second

func TestHostileModels(t *testing.T) {
	wide := &api.Schema{Types: []string{"object"}}
	for range 50_000 {
		wide.Properties = append(wide.Properties, &api.Property{Name: "order_id", Schema: wide})
	}
	for name, op := range map[string]*api.Operation{
		"nothing":       {},
		"cycle":         {Method: "POST", Path: "/orders", Body: &api.Body{Contents: []api.Content{{MediaType: "application/json", Schema: cyclic()}}}},
		"no schema":     {Method: "POST", Path: "/orders", Body: &api.Body{Contents: []api.Content{{MediaType: "application/json"}}}, Parameters: []*api.Parameter{{Name: "x", In: "query"}}},
		"wide":          {Method: "POST", Path: "/orders", Body: &api.Body{Contents: []api.Content{{MediaType: "application/json", Schema: wide}}}},
		"long path":     {Method: "GET", Path: strings.Repeat("/orders/{order_id}", 20_000)},
		"long name":     {Method: "GET", Path: "/" + strings.Repeat("order", 100_000) + "/{id}"},
		"long words":    {Method: "GET", Path: "/x", ID: strings.Repeat("getOrder", 100_000), Summary: strings.Repeat("delete all ", 100_000)},
		"open braces":   {Method: "GET", Path: strings.Repeat("{", 10_000)},
		"closed brace":  {Method: "GET", Path: strings.Repeat("}", 10_000)},
		"cyclic answer": {Method: "GET", Path: "/nodes", Responses: []*api.Response{{Status: "200", Contents: []api.Content{{MediaType: "application/json", Schema: cyclic()}}}}},
	} {
		t.Run(name, func(t *testing.T) {
			began := time.Now()
			check(t, &api.Model{Operations: []*api.Operation{op, {Method: "GET", Path: "/orders/{id}"}}})
			if took := time.Since(began); took > bound {
				t.Errorf("took %v", took)
			}
		})
	}
}

// check holds an outline to what its users build on.
func check(t *testing.T, m *api.Model) *Outline {
	t.Helper()
	o := Of(m)
	if o.Accounts == nil {
		t.Fatal("no accounts")
	}
	for _, op := range m.Operations {
		if o.Purpose(op) == "" {
			t.Errorf("%s has no purpose", op)
		}
		last := "path"
		for _, s := range o.Slots(op) {
			if s.Resource == nil || s.Name == "" {
				t.Errorf("%s has the slot %+v", op, s)
			}
			if order[s.In] < order[last] {
				t.Errorf("%s has its slots in the order %s, %s", op, last, s.In)
			}
			last = s.In
		}
		if r := o.Resource(op); r != nil && r != o.Accounts && !slices.Contains(o.Resources, r) {
			t.Errorf("%s is about %q, which is not listed", op, r.Kind)
		}
	}
	for _, r := range append(slices.Clone(o.Resources), o.Accounts) {
		if r == nil {
			t.Fatal("a resource is nil")
		}
		if r.Parent != nil && r.Parent != o.Accounts && !slices.Contains(o.Resources, r.Parent) {
			t.Errorf("the parent of %q is not listed", r.Kind)
		}
		for _, ops := range [][]*api.Operation{r.Create, r.List, r.Read, r.Update, r.Delete, r.Actions} {
			for _, op := range ops {
				if _, dangerous := o.Dangerous(op); dangerous || !slices.Contains(m.Operations, op) {
					t.Errorf("%s is listed for %q", op, r.Kind)
				}
			}
		}
	}
	return o
}

func TestAnotherModel(t *testing.T) {
	o := Of(&api.Model{})
	op := &api.Operation{Method: "POST", Path: "/orders/{id}"}
	if p := o.Purpose(op); p != Other {
		t.Errorf("purpose %q", p)
	}
	if o.Resource(op) != nil || o.Slots(op) != nil || o.ReadsOnly(op) {
		t.Error("an operation of no model has a resource, slots, or only reads")
	}
}

// FuzzOf promises that an outline is whole whatever the paths are, and does
// not depend on the order of the operations.
func FuzzOf(f *testing.F) {
	f.Add("/orders/{id}", "/orders", "/users/{user_id}/orders", "getOrder", "order_id")
	f.Add("/{tenant}/a", "/a/list", "/a/{b}/{c}:d", "create", "ids")
	f.Add("/me", "/user/login", "/users/me/x", "x", "user_id")
	f.Add("/add", "/delete/{id}", "/list", "", "id")
	f.Fuzz(func(t *testing.T, a, b, c, id, name string) {
		body := &api.Body{Contents: []api.Content{{MediaType: "application/json", Schema: &api.Schema{Properties: []*api.Property{{Name: name, Schema: &api.Schema{}}}}}}}
		var ops []*api.Operation
		for _, path := range []string{a, b, c} {
			for _, method := range []string{"GET", "POST", "DELETE"} {
				op := &api.Operation{Method: method, Path: path, ID: id}
				if method == "POST" {
					op.Body = body
				}
				ops = append(ops, op)
			}
		}
		m := &api.Model{Operations: ops}
		want := tell(check(t, m), m)
		turned := &api.Model{Operations: slices.Clone(ops)}
		slices.Reverse(turned.Operations)
		if got := tell(Of(turned), m); a != b && b != c && a != c && got != want {
			t.Errorf("forwards:\n%s\nbackwards:\n%s", want, got)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	m := &api.Model{}
	for i := range 500 {
		noun := string(rune('a'+i%26)) + strings.Repeat("x", i/26+1)
		for _, path := range []string{"/api/" + noun + "s", "/api/" + noun + "s/{" + noun + "_id}"} {
			m.Operations = append(m.Operations, &api.Operation{Method: "GET", Path: path}, &api.Operation{Method: "POST", Path: path, Body: &api.Body{Contents: []api.Content{{MediaType: "application/json", Schema: cyclic()}}}})
		}
	}
	for b.Loop() {
		o := Of(m)
		for _, op := range m.Operations {
			o.Slots(op)
		}
	}
}
