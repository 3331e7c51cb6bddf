package finding

import "testing"

// What the looks say each in its own way, and what moves when the code is
// reformatted, is no part of a fingerprint; what tells two faults apart is.
func TestFingerprint(t *testing.T) {
	type named struct{ weakness, operation, field string }
	for name, test := range map[string]struct {
		one, other named
		same       bool
	}{
		"the names of parameters":          {named{"w", "GET /orders/{id}", ""}, named{"w", "GET /orders/{order_id}", ""}, true},
		"the only parameter of the path":   {named{"w", "GET /orders/{id}", "path.id"}, named{"w", "GET /orders/{id}", ""}, true},
		"and under another name":           {named{"w", "GET /orders/{id}", "path.id"}, named{"w", "GET /orders/{order_id}", "path.order_id"}, true},
		"the last parameter of several":    {named{"w", "GET /teams/{team}/notes/{note}", "path.note"}, named{"w", "GET /teams/{team}/notes/{note}", ""}, true},
		"one before it":                    {named{"w", "GET /teams/{team}/notes/{note}", "path.team"}, named{"w", "GET /teams/{team}/notes/{note}", ""}, false},
		"one before it, renamed":           {named{"w", "GET /teams/{team}/notes/{note}", "path.team"}, named{"w", "GET /teams/{t}/notes/{n}", "path.t"}, true},
		"one before it, below a version":   {named{"w", "GET /{v}/teams/{team}/notes/{note}", "path.team"}, named{"w", "GET /{v}/teams/{team}/notes/{note}", "path.v"}, false},
		"a place in a list":                {named{"w", "POST /orders", "body.items.0.price"}, named{"w", "POST /orders", "body.items.price"}, true},
		"any place in a list":              {named{"w", "POST /orders", "body.items.*.price"}, named{"w", "POST /orders", "body.items.0.price"}, true},
		"two properties":                   {named{"w", "POST /orders", "body.price"}, named{"w", "POST /orders", "body.total"}, false},
		"a property and the whole":         {named{"w", "POST /orders", "body"}, named{"w", "POST /orders", "body.total"}, false},
		"a query beside the path":          {named{"w", "GET /orders/{id}", "query.id"}, named{"w", "GET /orders/{id}", ""}, false},
		"two methods":                      {named{"w", "GET /orders", ""}, named{"w", "POST /orders", ""}, false},
		"two weaknesses":                   {named{"w", "GET /orders", ""}, named{"v", "GET /orders", ""}, false},
		"a path that has no such name":     {named{"w", "GET /orders/{id}", "path.other"}, named{"w", "GET /orders/{id}", ""}, false},
		"a header with a number as a name": {named{"w", "GET /orders", "header.X-1"}, named{"w", "GET /orders", "header.X"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			a := Fingerprint(test.one.weakness, test.one.operation, test.one.field)
			b := Fingerprint(test.other.weakness, test.other.operation, test.other.field)
			if len(a) != 64 || (a == b) != test.same {
				t.Errorf("%s and %s", a, b)
			}
		})
	}
}
