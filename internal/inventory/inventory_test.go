package inventory

import (
	"fmt"
	"slices"
	"testing"

	"github.com/ashlarsec/ashlar/internal/python/flow"
)

func document(fields ...any) *flow.Value {
	var all []flow.Field
	for i := 0; i < len(fields); i += 2 {
		all = append(all, flow.Field{Name: fields[i].(string), Value: fields[i+1].(*flow.Value)})
	}
	return flow.DocumentOf(all...)
}

func TestProjection(t *testing.T) {
	zero, one, text := flow.NumberOf(0), flow.NumberOf(1), flow.TextOf
	for name, test := range map[string]struct {
		value *flow.Value
		want  string
	}{
		"none":              {nil, "{everything []}"},
		"None":              {flow.None, "{everything []}"},
		"empty":             {document(), "{everything []}"},
		"shown":             {document("total", one, "note", one), "{only [note total]}"},
		"shown without _id": {document("note", one, "_id", zero), "{only [note]}"},
		"hidden":            {document("password", zero), "{without [password]}"},
		"False hides":       {document("password", flow.BoolOf(false)), "{without [password]}"},
		"an expression":     {document("n", document("$size", text("$items"))), "{only [n]}"},
		"a list of names":   {flow.ListOf(text("a"), text("b")), "{only [a b]}"},
		"a list of what":    {flow.ListOf(flow.Nothing), "{unknown []}"},
		"not known":         {flow.Nothing, "{unknown []}"},
	} {
		if got := fmt.Sprint(projection(test.value)); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
}

func TestAsked(t *testing.T) {
	above := Check{Asks: "authentication", By: "users", File: "auth.py", Line: 3}
	owner := Check{Asks: "owner", By: "notes.owner == users._id", File: "a.py", Line: 12}
	inside := Check{Asks: "authentication", By: "user_id", File: "a.py", Line: 11}
	for name, test := range map[string]struct {
		op   Operation
		want []string
	}{
		"nobody":                       {Operation{}, nil},
		"by a decorator":               {Operation{Decorators: []string{"login_required"}, Authentication: []Check{above}}, []string{"login_required"}},
		"and by the owner":             {Operation{Decorators: []string{"login_required"}, Authentication: []Check{above, owner}}, []string{"login_required", "notes.owner == users._id"}},
		"before the request":           {Operation{Authentication: []Check{above}}, []string{"users"}},
		"in the handler alone":         {Operation{Authentication: []Check{inside}}, []string{"user_id"}},
		"in the handler, and before":   {Operation{Authentication: []Check{above, inside}}, []string{"users"}},
		"a decorator that says little": {Operation{Decorators: []string{"checked"}, Authentication: []Check{{Asks: "unclear", By: "checked", File: "a.py", Line: 9}}}, []string{"checked"}},
		"without a name":               {Operation{Authentication: []Check{{Asks: "role"}}}, []string{"role"}},
	} {
		test.op.Handler = Handler{File: "a.py", Line: 10}
		if got := test.op.Asked(); !slices.Equal(got, test.want) {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
