package text

import (
	"bytes"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/inventory"
)

// shopRoutes is an inventory in which everything is told once.
func shopRoutes() *inventory.Inventory {
	whole := inventory.Projection{Shows: "everything"}
	hook := inventory.Query{Collection: "users", Verb: "read", Owner: "_id", Owned: true, Projection: whole, File: "shop/auth.py", Line: 57}
	signed := []inventory.Check{{Asks: "authentication", By: "users", File: "shop/auth.py", Line: 67}}
	decorated := []string{"login_required"}
	return &inventory.Inventory{
		Sources: []string{"examples/shop"}, Files: 14, Lines: 900,
		Operations: []inventory.Operation{
			{
				Operation: "POST /auth/login", Method: "POST", Path: "/auth/login", Registered: true, Handler: inventory.Handler{Name: "login", File: "shop/accounts.py", Line: 38},
				Reads:   []inventory.Read{{In: "body", Name: "email", Kind: "any"}, {In: "body", Name: "password", Kind: "any"}},
				Queries: []inventory.Query{{Collection: "users", Verb: "read", Projection: whole, File: "shop/accounts.py", Line: 41}},
				Limit:   &inventory.Limit{Text: "5 per minute", Level: "view", File: "shop/accounts.py", Line: 36},
			},
			{
				Operation: "GET /orders", Method: "GET", Path: "/orders", Registered: true, Handler: inventory.Handler{Name: "list_orders", File: "shop/orders.py", Line: 98},
				Decorators: decorated, Authentication: signed,
				Reads:   []inventory.Read{{In: "query", Name: "limit", Kind: "number"}},
				Queries: []inventory.Query{hook, {Collection: "orders", Verb: "read", Owner: "user_id", Owned: true, Projection: inventory.Projection{Shows: "only", Fields: []string{"note", "total"}}, File: "shop/orders.py", Line: 101}},
			},
			{
				Operation: "POST /orders", Method: "POST", Path: "/orders", Registered: true, Handler: inventory.Handler{Name: "create_order", File: "shop/orders.py", Line: 68},
				Decorators: decorated, Authentication: append(signed[:1:1], inventory.Check{Asks: "role", By: "users.role", File: "shop/orders.py", Line: 70}),
				Reads: []inventory.Read{{In: "body", Kind: "any"}, {In: "body", Name: "items", Kind: "list"}, {In: "body", Name: "shipping_address.street", Kind: "text"}, {In: "body", Name: "shipping_address.postcode", Kind: "text"}},
				Queries: []inventory.Query{
					hook,
					{Collection: "orders", Verb: "insert", Owner: "user_id", File: "shop/db.py", Line: 9},
					{Verb: "command", File: "shop/orders.py", Line: 80},
					{Verb: "read", Projection: inventory.Projection{Shows: "unknown"}, File: "shop/orders.py", Line: 81},
					{Collection: "orders", Verb: "read", Projection: inventory.Projection{Shows: "only", Fields: strings.Fields("a b c d e f g")}, File: "shop/orders.py", Line: 84},
				},
			},
			{
				Operation: "DELETE /orders/{order_id}", Method: "DELETE", Path: "/orders/{order_id}", Handler: inventory.Handler{Name: "delete_order", File: "shop/orders.py", Line: 121},
				Decorators: decorated, Authentication: signed, Queries: []inventory.Query{hook},
			},
			{Operation: "GET /elsewhere", Method: "GET", Path: "/elsewhere", Registered: true},
		},
		Problems: []inventory.Problem{{File: "shop/old.py", Line: 3, Text: "print is a function since Python 3"}, {File: "shop/x.py", Text: "permission denied"}},
		LeftOut:  []inventory.LeftOut{{Path: "examples/shop/tests", Why: "tests"}},
	}
}

func TestInventoryGolden(t *testing.T) {
	for name, test := range map[string]struct {
		inv *inventory.Inventory
		o   Options
	}{
		"routes":       {shopRoutes(), Options{Width: 100}},
		"routes-60":    {shopRoutes(), Options{Width: 60}},
		"routes-color": {shopRoutes(), Options{Width: 100, Color: true}},
		"routes-none":  {&inventory.Inventory{Sources: []string{"."}, Files: 3}, Options{}},
	} {
		t.Run(name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteInventory(&b, test.inv, test.o); err != nil {
				t.Fatal(err)
			}
			golden(t, name+".txt", b.Bytes())
		})
	}
}
