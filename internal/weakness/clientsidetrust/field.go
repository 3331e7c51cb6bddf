package clientsidetrust

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/request"
)

// field is a value of the request that the server should work out.
type field struct {
	place  request.Place
	schema *api.Schema // nil: undeclared
}

func (f field) name() string { return property(f.place.Name) }

// fields lists the values of the body that the contract declares, and those
// that the request has, whose names suit.
func fields(op *api.Operation, r *request.Request, suits func(string) bool) []field {
	var found []field
	if op.Body != nil {
		c := api.JSON(op.Body.Contents)
		if c == nil && len(op.Body.Contents) > 0 {
			c = &op.Body.Contents[0]
		}
		if c != nil {
			found = declared(nil, c.Schema, "", r.Body, suits, 4)
		}
	}
	for _, leaf := range compare.Leaves(r.Body) {
		place := request.Place{In: "body", Name: leaf.Pointer}
		if leaf.Pointer != "" && suits(property(leaf.Pointer)) && !slices.ContainsFunc(found, func(f field) bool { return f.place == place }) {
			found = append(found, field{place: place})
		}
	}
	return found
}

// declared walks a schema: objects, and the first element of those arrays
// that the request fills.
func declared(found []field, s *api.Schema, at string, body any, suits func(string) bool, depth int) []field {
	if s == nil || depth == 0 {
		return found
	}
	for _, p := range s.Properties {
		at := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(p.Name)
		sent, there := compare.Get(body, at)
		list, isList := sent.([]any)
		switch {
		case p.Schema == nil || p.Schema.ReadOnly:
		case len(p.Schema.Properties) > 0 && there:
			found = declared(found, p.Schema, at, body, suits, depth-1)
		case p.Schema.Items != nil && isList && len(list) > 0:
			found = declared(found, p.Schema.Items, at+"/0", body, suits, depth-1)
		case suits(p.Name) && len(p.Schema.Properties) == 0 && p.Schema.Items == nil:
			found = append(found, field{request.Place{In: "body", Name: at}, p.Schema})
		}
	}
	return found
}

// numeric tells whether the contract lets the value be a number, or text that
// is one.
func (f field) numeric() bool {
	return f.schema == nil || len(f.schema.Types) == 0 || f.schema.Is("number") || f.schema.Is("integer") || f.schema.Is("string") && len(f.schema.Enum) == 0
}

// undeclared are numbers of a stored object that the request does not name,
// at places that the request could have.
func undeclared(doc any, r *request.Request, known []field) []field {
	var found []field
	for _, leaf := range compare.Leaves(doc) {
		_, isNumber := number(leaf.Value)
		name := property(leaf.Pointer)
		if !isNumber || !money(name) || slices.ContainsFunc(known, func(f field) bool { return f.name() == name }) {
			continue
		}
		parent := leaf.Pointer[:strings.LastIndexByte(leaf.Pointer, '/')]
		if into, ok := compare.Get(r.Body, parent); !ok || !isObject(into) {
			continue
		}
		found = append(found, field{place: request.Place{In: "body", Name: leaf.Pointer}})
	}
	return found
}

func isObject(v any) bool {
	_, ok := v.(map[string]any)
	return ok
}

// claim is what a request says, and where it was read back.
type claim struct {
	field
	value float64
}

// put returns the request with an amount in each field: unit prices say
// amount, sums as many times that as items are bought.
func put(r *request.Request, fields []field, amount float64) (*request.Request, []claim) {
	bought := 1.0
	for _, f := range fieldsNamed(r, quantities) {
		if v, _ := r.Value(f.place); v != nil {
			if n, ok := number(v); ok && n > 0 {
				bought = n
			}
		}
	}
	var claims []claim
	for _, f := range fields {
		v := amount
		if named(f.name(), sums) {
			v = math.Round(amount*bought*100) / 100
		}
		if s := f.schema; s != nil && s.Minimum != nil && v < *s.Minimum {
			v += math.Ceil(*s.Minimum)
		}
		if f.whole(r) {
			v = math.Round(v * 100)
		}
		claims = append(claims, claim{f, v})
		if f.schema != nil && f.schema.Type() == "string" {
			r = r.With(f.place, strconv.FormatFloat(v, 'f', 2, 64))
			continue
		}
		r = r.With(f.place, v)
	}
	return r, claims
}

// whole tells whether the amount is in the smallest unit of the currency.
func (f field) whole(*request.Request) bool {
	return f.schema != nil && f.schema.Is("integer") && !f.schema.Is("number") || strings.HasSuffix(f.name(), "_cents")
}

func fieldsNamed(r *request.Request, table map[string]bool) []field {
	var found []field
	for _, leaf := range compare.Leaves(r.Body) {
		if _, ok := number(leaf.Value); ok && named(property(leaf.Pointer), table) {
			found = append(found, field{place: request.Place{In: "body", Name: leaf.Pointer}})
		}
	}
	return found
}

// readBack are the places of a document that hold the claimed number under
// the claim's name, or under another for money that no claim has; or the same
// in cents.
func (c claim) readBack(doc any, all []claim) []string {
	var same, other []string
	for _, leaf := range compare.Leaves(doc) {
		v, ok := number(leaf.Value)
		if !ok || !equal(v, c.value) && !equal(v, c.value*100) {
			continue
		}
		switch name := property(leaf.Pointer); {
		case strings.EqualFold(name, c.name()):
			same = append(same, leaf.Pointer)
		case money(name) && !slices.ContainsFunc(all, func(c claim) bool { return strings.EqualFold(c.name(), name) }):
			other = append(other, leaf.Pointer)
		}
	}
	return append(same, other...)
}

func equal(a, b float64) bool { return math.Abs(a-b) < 1e-6 }

// computed is a sum that stayed the same, whatever was claimed, no deeper
// than the place: the server works it out.
func computed(one, two any, at string, price float64, claims []claim) (string, bool) {
	for _, leaf := range compare.Leaves(one) {
		a, ok := number(leaf.Value)
		name := property(leaf.Pointer)
		if !ok || !named(name, sums) || !money(name) || strings.Count(leaf.Pointer, "/") > strings.Count(at, "/") || a < price {
			continue
		}
		if slices.ContainsFunc(claims, func(c claim) bool { return c.name() == name }) {
			continue
		}
		other, _ := compare.Get(two, leaf.Pointer)
		if b, ok := number(other); ok && equal(a, b) {
			return name, true
		}
	}
	return "", false
}
