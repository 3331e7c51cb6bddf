package fill

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/usual"
	"github.com/google/go-cmp/cmp"
)

// source plants the canaries canary0000000000, canary0000000001 …
func source() *Source {
	n := -1
	return &Source{
		Unique: "ashq7k2",
		Canary: func(string) string { n++; return fmt.Sprintf("canary%010d", n) },
	}
}

func object(required string, properties ...*api.Property) *api.Schema {
	return &api.Schema{Types: []string{"object"}, Properties: properties, Required: strings.Fields(required)}
}

func property(name string, s *api.Schema) *api.Property { return &api.Property{Name: name, Schema: s} }

func text() *api.Schema    { return &api.Schema{Types: []string{"string"}} }
func integer() *api.Schema { return &api.Schema{Types: []string{"integer"}} }
func number() *api.Schema  { return &api.Schema{Types: []string{"number"}} }
func list(items *api.Schema) *api.Schema {
	return &api.Schema{Types: []string{"array"}, Items: items}
}

func ptr[T any](v T) *T { return &v }

func TestBodyByName(t *testing.T) {
	for name, c := range map[string]struct {
		schema *api.Schema
		want   any
	}{
		"email":         {text(), "ashq7k2@example.com"},
		"user_email":    {text(), "ashq7k2@example.com"},
		"username":      {text(), "ashq7k2"},
		"password":      {text(), usual.Password},
		"phoneNumber":   {text(), "+14155552671"},
		"billingZip":    {text(), "94105"},
		"country":       {text(), "US"},
		"currency":      {text(), "USD"},
		"birth_date":    {text(), "1990-05-15"},
		"start_date":    {text(), "2035-01-15"},
		"endDate":       {text(), "2035-01-20"},
		"scheduled_at":  {text(), "2035-01-15T10:00:00Z"},
		"card_number":   {text(), "4111111111111111"},
		"cvv":           {text(), "123"},
		"iban":          {text(), "DE89370400440532013000"},
		"colour":        {text(), "#3366cc"},
		"quantity":      {integer(), int64(1)},
		"price":         {number(), int64(10)},
		"price_cents":   {integer(), int64(1000)},
		"age":           {integer(), int64(30)},
		"latitude":      {number(), 52.52},
		"percent":       {number(), int64(10)},
		"rating":        {integer(), int64(4)},
		"accept_terms":  {&api.Schema{Types: []string{"boolean"}}, true},
		"is_gift":       {&api.Schema{Types: []string{"boolean"}}, false},
		"description":   {text(), "canary0000000000"},
		"title":         {text(), "canary0000000000"},
		"first_name":    {text(), "canary0000000000"},
		"favorite_dish": {text(), "canary0000000000"},
		"sku":           {text(), "Ashq7k2"},
		"slug":          {text(), "ashq7k2"},
		"tags":          {list(text()), []any{"canary0000000000"}},
		"metadata":      {&api.Schema{Types: []string{"object"}}, map[string]any{}},
		"anything":      {&api.Schema{}, "canary0000000000"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Body(object("", property(name, c.schema)), source(), Full)
			if diff := cmp.Diff(any(map[string]any{name: c.want}), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBodyBySchema(t *testing.T) {
	for name, c := range map[string]struct {
		schema *api.Schema
		want   string
	}{
		"example":             {&api.Schema{Types: []string{"string"}, Example: "gold"}, `"gold"`},
		"example of prose":    {&api.Schema{Types: []string{"string"}, Example: "A fine thing"}, `"canary0000000000"`},
		"default":             {&api.Schema{Types: []string{"integer"}, Default: 7}, `7`},
		"enum":                {&api.Schema{Types: []string{"string"}, Enum: []any{"a", "b"}}, `"a"`},
		"enum with default":   {&api.Schema{Types: []string{"string"}, Enum: []any{"a", "b"}, Default: "b"}, `"b"`},
		"number as text":      {&api.Schema{Types: []string{"integer"}, Example: "42"}, `42`},
		"example too large":   {&api.Schema{Types: []string{"integer"}, Example: 42, Maximum: ptr(10.0)}, `1`},
		"minimum":             {&api.Schema{Types: []string{"integer"}, Minimum: ptr(18.0)}, `19`},
		"only one":            {&api.Schema{Types: []string{"integer"}, Minimum: ptr(5.0), Maximum: ptr(5.0)}, `5`},
		"between":             {&api.Schema{Types: []string{"number"}, Minimum: ptr(0.0), Maximum: ptr(1.0)}, `0.5`},
		"maximum below zero":  {&api.Schema{Types: []string{"integer"}, Maximum: ptr(-3.0)}, `-4`},
		"uuid":                {&api.Schema{Types: []string{"string"}, Format: "uuid"}, `"~^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$"`},
		"date":                {&api.Schema{Types: []string{"string"}, Format: "date"}, `"2035-01-15"`},
		"date and time":       {&api.Schema{Types: []string{"string"}, Format: "date-time"}, `"2035-01-15T10:00:00Z"`},
		"ipv4":                {&api.Schema{Types: []string{"string"}, Format: "ipv4"}, `"192.0.2.1"`},
		"too short":           {&api.Schema{Types: []string{"string"}, MinLength: ptr(20)}, `"~^canary0000000000 .{3}$"`},
		"no room for canary":  {&api.Schema{Types: []string{"string"}, MaxLength: ptr(4)}, `"samp"`},
		"pattern":             {&api.Schema{Types: []string{"string"}, Pattern: `^[A-Z]{3}-\d{4}$`}, `"~^[A-Z]{3}-\\d{4}$"`},
		"pattern with choice": {&api.Schema{Types: []string{"string"}, Pattern: `^(red|green)_[0-9]+$`}, `"red_1"`},
		"pattern of words":    {&api.Schema{Types: []string{"string"}, Pattern: `^[\w ]+$`}, `"canary0000000000"`},
		"pattern and length":  {&api.Schema{Types: []string{"string"}, Pattern: `^[a-z]+$`, MinLength: ptr(5)}, `"~^[a-z]{5,}$"`},
		"pattern of an id":    {&api.Schema{Types: []string{"string"}, Pattern: `^[0-9a-fA-F]{24}$`}, `"~^[0-9a-f]{24}$"`},
		"unreadable pattern":  {&api.Schema{Types: []string{"string"}, Pattern: `^(?=.*[a-z]).{3,}$`}, `"canary0000000000"`},
		"two elements":        {&api.Schema{Types: []string{"array"}, Items: integer(), MinItems: ptr(2)}, `[1,2]`},
		"two of an enum":      {&api.Schema{Types: []string{"array"}, Items: &api.Schema{Enum: []any{"a", "b", "c"}}, MinItems: ptr(2)}, `["a","b"]`},
		"any array":           {&api.Schema{Types: []string{"array"}}, `[]`},
		"array of any":        {&api.Schema{Types: []string{"array"}, Items: &api.Schema{}, MaxItems: ptr(0)}, `[]`},
		"anyOf":               {&api.Schema{Any: []*api.Schema{{Types: []string{"null"}}, integer()}}, `1`},
		"nullable":            {&api.Schema{Types: []string{"null", "integer"}}, `1`},
		"open object":         {&api.Schema{Types: []string{"object"}, Additional: &api.Additional{Allowed: true}}, `{}`},
		"object with example": {&api.Schema{Types: []string{"object"}, Example: map[string]any{"tier": "gold", "n": 3.0}}, `{"tier":"gold","n":3}`},
		"array with example":  {&api.Schema{Types: []string{"array"}, Items: text(), Example: []any{"red", "blue"}}, `["red","blue"]`},
	} {
		t.Run(name, func(t *testing.T) {
			body := Body(object("v", property("v", c.schema)), source(), Full)
			same(t, body, map[string]any{"v": decode(t, c.want)})
		})
	}
}

// same compares as JSON; a wanted text that starts with "~" is a pattern.
func same(t *testing.T, got, want any) {
	t.Helper()
	b, err := json.Marshal(got)
	if err != nil {
		t.Fatal(err)
	}
	plain := decode(t, string(b))
	for _, leaf := range compare.Leaves(want) {
		if p, ok := leaf.Value.(string); ok && strings.HasPrefix(p, "~") {
			if v, _ := compare.Get(plain, leaf.Pointer); v != nil && regexp.MustCompile(p[1:]).MatchString(fmt.Sprint(v)) {
				want = compare.Set(want, leaf.Pointer, v)
			}
		}
	}
	if diff := cmp.Diff(want, plain); diff != "" {
		t.Error(diff)
	}
}

func decode(t *testing.T, s string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(s), &v); err != nil {
		t.Fatalf("%s: %v", s, err)
	}
	return v
}

func TestRiskyPropertiesAreLeftOutUnlessRequired(t *testing.T) {
	risky := []string{"user_id", "tenant_id", "role", "is_admin", "webhook_url", "callback", "$where", "where", "permissions", "balance", "owner", "email_verified"}
	schema := object("title", property("title", text()))
	for _, name := range risky {
		schema.Properties = append(schema.Properties, property(name, text()))
	}
	schema.Properties = append(schema.Properties, property("filter", &api.Schema{Types: []string{"object"}}))
	same(t, Body(schema, source(), Full), decode(t, `{"title":"canary0000000000"}`))

	schema.Required = append(schema.Required, risky...)
	got := Body(schema, source(), Full).(map[string]any)
	for _, name := range risky {
		if _, ok := got[name]; !ok {
			t.Errorf("%s is required and missing", name)
		}
		if compare.Contains(got[name], "canary") {
			t.Errorf("%s has a canary", name)
		}
	}
	if got["role"] != "user" {
		t.Errorf("role is %v", got["role"])
	}
}

func TestTheLeastRole(t *testing.T) {
	for _, c := range []struct {
		schema *api.Schema
		want   any
	}{
		{&api.Schema{Types: []string{"string"}, Enum: []any{"admin", "user"}}, "user"},
		{&api.Schema{Types: []string{"string"}, Enum: []any{"superadmin", "seller"}}, "seller"},
		{&api.Schema{Types: []string{"string"}, Example: "admin"}, "user"},
		{&api.Schema{Types: []string{"string"}, Example: "teacher"}, "teacher"},
	} {
		got := Body(object("role", property("role", c.schema)), source(), Full).(map[string]any)["role"]
		if got != c.want {
			t.Errorf("%v of %v %v", got, c.schema.Enum, c.schema.Example)
		}
	}
}

func TestLevels(t *testing.T) {
	schema := object("a", property("a", integer()), property("b", integer()), property("rank", &api.Schema{Types: []string{"integer"}, ReadOnly: true}))
	same(t, Body(schema, source(), Full), decode(t, `{"a":1,"b":1}`))
	same(t, Body(schema, source(), Required), decode(t, `{"a":1}`))
	schema.Required = nil
	same(t, Body(schema, source(), Required), decode(t, `{"a":1,"b":1}`))
	schema.Example = map[string]any{"a": 5.0, "title": "As it is", "email": "a@b.example"}
	same(t, Body(schema, source(), Examples), decode(t, `{"a":5,"title":"As it is","email":"a@b.example"}`))
	src := source()
	src.Known = map[string]any{"email": "own@example.com"}
	same(t, Body(schema, src, Examples), decode(t, `{"a":5,"title":"As it is","email":"own@example.com"}`))
	if len(src.Planted()) != 0 {
		t.Errorf("planted %v", src.Planted())
	}
}

func TestPlantedTellsWhere(t *testing.T) {
	src := source()
	body := Body(object("", property("title", text()), property("lines", list(object("", property("note", text()), property("qty", integer()))))), src, Full)
	if len(src.Planted()) != 2 {
		t.Fatalf("planted %v in %v", src.Planted(), body)
	}
	for at, c := range src.Planted() {
		if v, _ := compare.Get(body, at); v != c {
			t.Errorf("%s holds %v, not %s", at, v, c)
		}
	}
}

func TestExamplesKeepTheirFormAndBecomeUnique(t *testing.T) {
	schema := object("", property("email", &api.Schema{Types: []string{"string"}, Example: "jane@example.com"}),
		property("sku", &api.Schema{Types: []string{"string"}, Example: "SKU-001"}),
		property("username", &api.Schema{Types: []string{"string"}, Example: "jane"}),
		property("name", &api.Schema{Types: []string{"string"}, Example: "Jane"}),
		property("product_id", &api.Schema{Types: []string{"string"}, Example: "p1"}),
		property("contact_email", &api.Schema{Types: []string{"string"}, Example: "jane@gmail.com"}))
	same(t, Body(schema, source(), Full), decode(t, `{"email":"jane.ashq7k2@example.com","sku":"SKU-001-ashq7k2","username":"ashq7k2",
		"name":"canary0000000000","product_id":"p1","contact_email":"ashq7k2@example.com"}`))
}

func TestReferencesAndKnownValues(t *testing.T) {
	src := source()
	src.Reference = func(place string) (any, bool) {
		switch place {
		case "/product_id":
			return "507f1f77bcf86cd799439011", true
		case "/lines/0/item_id":
			return 7.0, true
		case "/category_id":
			return "not a number", true
		case "/tag_ids/0":
			return "t9", true
		}
		return nil, false
	}
	src.Known = map[string]any{"password": "own", "coupon": Omitted, "/mode": "fast", "/address/zip": "12345", "/extra": Needed, "plan_id": "basic"}
	schema := object("coupon category_id", property("product_id", text()), property("lines", list(object("", property("item_id", integer())))),
		property("category_id", integer()), property("tag_ids", list(text())), property("password", text()), property("confirm_password", text()), property("coupon", text()),
		property("address", object("", property("zip", text()))), property("brand_id", text()), property("plan_id", text()))
	same(t, Body(schema, src, Full), decode(t, `{"product_id":"507f1f77bcf86cd799439011","lines":[{"item_id":7}],"category_id":1,"tag_ids":["t9"],
		"password":"own","confirm_password":"own","address":{"zip":"12345"},"mode":"fast","extra":"canary0000000000","plan_id":"basic"}`))
}

func TestTotalsAgree(t *testing.T) {
	schema := object("", property("quantity", &api.Schema{Types: []string{"integer"}, Example: 3}), property("unit_price", number()), property("total", number()))
	same(t, Body(schema, source(), Full), decode(t, `{"quantity":3,"unit_price":10,"total":30}`))
}

func TestCycles(t *testing.T) {
	node := object("name", property("name", text()))
	node.Name = "Node"
	node.Properties = append(node.Properties, property("parent", node), property("children", list(node)))
	same(t, Body(node, source(), Full), decode(t, `{"name":"canary0000000000","children":[]}`))

	impossible := object("self")
	impossible.Properties = []*api.Property{property("self", impossible)}
	same(t, Body(impossible, source(), Full), decode(t, `{}`))

	choice := &api.Schema{}
	choice.Any = []*api.Schema{choice, integer()}
	same(t, Body(object("v", property("v", choice)), source(), Full), decode(t, `{"v":1}`))
}

func TestParameter(t *testing.T) {
	for name, c := range map[string]struct {
		p    *api.Parameter
		want any
	}{
		"limit":      {&api.Parameter{Name: "limit", In: "query", Schema: integer()}, int64(10)},
		"search":     {&api.Parameter{Name: "q", In: "query", Schema: text()}, "a"},
		"no schema":  {&api.Parameter{Name: "page", In: "query"}, int64(1)},
		"example":    {&api.Parameter{Name: "status", In: "query", Schema: text(), Example: "open"}, "open"},
		"array":      {&api.Parameter{Name: "tags", In: "query", Schema: list(text())}, []any{"a"}},
		"enum":       {&api.Parameter{Name: "sort", In: "query", Schema: &api.Schema{Enum: []any{"price", "name"}}}, "price"},
		"identifier": {&api.Parameter{Name: "id", In: "path", Schema: integer()}, int64(1)},
		"object id":  {&api.Parameter{Name: "order_id", In: "path", Schema: text()}, "~^[0-9a-f]{24}$"},
		"date":       {&api.Parameter{Name: "from_date", In: "query", Schema: &api.Schema{Types: []string{"string"}, Format: "date"}}, "2035-01-15"},
		"free text":  {&api.Parameter{Name: "title", In: "query", Schema: text()}, "a"},
	} {
		t.Run(name, func(t *testing.T) {
			got := Parameter(c.p, source())
			if p, ok := c.want.(string); ok && strings.HasPrefix(p, "~") {
				if s, _ := got.(string); !regexp.MustCompile(p[1:]).MatchString(s) {
					t.Errorf("%v", got)
				}
				return
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	src := source()
	src.Reference = func(place string) (any, bool) { return "r1", place == "order_id" }
	src.Known = map[string]any{"email": "own@example.com"}
	if got := Parameter(&api.Parameter{Name: "order_id", In: "path"}, src); got != "r1" {
		t.Errorf("reference: %v", got)
	}
	if got := Parameter(&api.Parameter{Name: "email", In: "query", Schema: text()}, src); got != "own@example.com" {
		t.Errorf("known: %v", got)
	}
}
