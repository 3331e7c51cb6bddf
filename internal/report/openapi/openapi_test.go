package openapi

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/contract"
)

func shop() *api.Model {
	text := &api.Schema{Types: []string{"string"}}
	return &api.Model{
		Title: "shop", Authoritative: true,
		Schemes: map[string]api.Scheme{"bearer": {Type: "http", Scheme: "bearer"}, "session": {Type: "apiKey", In: "cookie", Name: "session"}},
		Operations: []*api.Operation{
			{
				Method: "GET", Path: "/orders/{order_id}", ID: "orders.one", Tags: []string{"orders"}, Place: api.Place{File: "shop/orders.py", Line: 98},
				Parameters: []*api.Parameter{{Name: "order_id", In: "path", Required: true, Schema: text}, {Name: "yes", In: "query", Schema: &api.Schema{}}},
				Responses:  []*api.Response{{Status: "200", Description: "OK", Contents: []api.Content{{MediaType: "application/json", Schema: &api.Schema{Types: []string{"array"}, Items: text}}}}, {Status: "404", Description: "Not Found"}},
				Security:   []api.Requirement{{"bearer": {"admin_required"}}},
			},
			{
				Method: "POST", Path: "/orders/{order_id}", ID: "orders.one", Summary: "Drops: everything\n# x",
				Parameters: []*api.Parameter{{Name: "order_id", In: "path", Required: true, Schema: text}},
				Body: &api.Body{Required: true, Contents: []api.Content{{MediaType: "application/json", Schema: &api.Schema{
					Types: []string{"object"}, Required: []string{"on"},
					Properties: []*api.Property{
						{Name: "on", Schema: &api.Schema{Types: []string{"string", "null"}, Enum: []any{"a", "true", "1"}}},
						{Name: "items", Schema: &api.Schema{Types: []string{"array"}, Items: &api.Schema{Types: []string{"object"}, Properties: []*api.Property{{Name: "n", Schema: &api.Schema{Types: []string{"number"}}}}}}},
						{Name: "rest: [", Schema: &api.Schema{}},
					},
				}}}},
				Responses: []*api.Response{{Status: "201", Description: "Created"}},
			},
			{Method: "GET", Path: "/health", Responses: []*api.Response{{Status: "200", Description: "OK"}}},
		},
	}
}

// What is written reads back as the same model, without a complaint.
func TestContractReadsItBack(t *testing.T) {
	want := shop()
	var b bytes.Buffer
	if err := Write(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := contract.Parse("draft.yaml", b.Bytes(), contract.Options{})
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	for _, p := range got.Problems {
		t.Errorf("%s: %s", p.Place, p.Text)
	}
	want.Operations[0].ID, want.Operations[1].ID = "orders.one_get", "orders.one_post"
	ignored := []cmp.Option{
		cmpopts.IgnoreTypes(api.Place{}), cmpopts.EquateEmpty(), cmpopts.SortSlices(func(a, b *api.Operation) bool { return a.String() < b.String() }),
	}
	if diff := cmp.Diff(want, got, ignored...); diff != "" {
		t.Errorf("(-written +read)\n%s\n%s", diff, b.String())
	}
	if !strings.Contains(b.String(), "x-ashlar-source: shop/orders.py:98\n") {
		t.Errorf("no place of the handler in\n%s", b.String())
	}
}

func TestEmptyModelIsADocument(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, &api.Model{}); err != nil {
		t.Fatal(err)
	}
	if m, err := contract.Parse("draft.yaml", b.Bytes(), contract.Options{}); err != nil || len(m.Operations) != 0 {
		t.Errorf("%v, %v", m, err)
	}
}
