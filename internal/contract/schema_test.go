package contract

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

// schemaOf reads the schema X among components that are written in YAML flow
// style, one a line.
func schemaOf(t *testing.T, components string) (*api.Schema, *api.Model) {
	t.Helper()
	m := parse(t, "openapi: 3.1.0\npaths: {/x: {post: {requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/X'}}}}}}}\ncomponents:\n  schemas:\n    "+
		strings.ReplaceAll(strings.TrimSpace(components), "\n", "\n    ")+"\n")
	return m.Operations[0].Body.Contents[0].Schema, m
}

func TestSchema(t *testing.T) {
	for name, test := range map[string]struct {
		schema   string // of X
		want     string // as dumped
		problems []string
	}{
		"3.0 nullable":               {schema: `X: {type: string, nullable: true}`, want: `string|null`},
		"2.0 nullable":               {schema: `X: {type: string, x-nullable: true}`, want: `string|null`},
		"3.1 list of types":          {schema: `X: {type: [string, integer, 'null']}`, want: `string|integer|null`},
		"3.1 null without quotes":    {schema: `X: {type: [string, null]}`, want: `string`},
		"only null":                  {schema: `X: {type: null}`, want: `null`},
		"nullable without a type":    {schema: `X: {nullable: true}`, want: ``},
		"nullable with properties":   {schema: `X: {nullable: true, properties: {a: {}}}`, want: `object|null {a: }`},
		"nullable by anyOf":          {schema: `X: {anyOf: [{type: string, maxLength: 3}, {type: 'null'}]}`, want: `string|null maxLength=3`},
		"nullable by oneOf and ref":  {schema: "X: {oneOf: [{$ref: '#/components/schemas/Y'}, {enum: [null]}]}\nY: {type: integer}", want: `integer|null`},
		"nullable by const":          {schema: `X: {anyOf: [{type: string}, {const: null}]}`, want: `string|null`},
		"nullable reference":         {schema: "X: {nullable: true, allOf: [{$ref: '#/components/schemas/Y'}]}\nY: {type: object, properties: {a: {type: string}}}", want: `object|null {a: string}`},
		"nullable beside reference":  {schema: "X: {$ref: '#/components/schemas/Y', nullable: true}\nY: {type: object, properties: {a: {type: string}}}", want: `object|null {a: string}`},
		"alternatives":               {schema: `X: {anyOf: [{type: string}, {type: integer}, {type: 'null'}]}`, want: `string|integer|null any(string; integer)`},
		"open alternatives":          {schema: `X: {anyOf: [{type: string}, {}]}`, want: `any(string; )`},
		"alternatives in parts":      {schema: `X: {allOf: [{oneOf: [{type: string}, {type: integer}]}]}`, want: `string|integer any(string; integer)`},
		"const":                      {schema: `X: {const: dog}`, want: `enum=["dog"]`},
		"enum of all kinds":          {schema: `X: {enum: [a, 1, 1.5, true, null, 2020-01-01, "1", [1], {a: 1}]}`, want: `enum=["a",1,1.5,true,null,"2020-01-01","1",[1],{"a":1}]`},
		"numbers as YAML has them":   {schema: `X: {enum: [0x1f, 0o17, 1_000, 1e3, -0.5, .inf, 99999999999999999999]}`, want: `enum=[31,15,1000,1000,-0.5,".inf",100000000000000000000]`},
		"3.0 exclusive bounds":       {schema: `X: {minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: true}`, want: `minimum=1 maximum=9`},
		"3.1 exclusive bounds":       {schema: `X: {exclusiveMinimum: 1, exclusiveMaximum: 9.5}`, want: `minimum=1 maximum=9.5`},
		"lengths":                    {schema: `X: {minLength: 1, maxLength: 2.0, minItems: 3, maxItems: 4}`, want: `minLength=1 maxLength=2 minItems=3 maxItems=4`},
		"lengths that are none":      {schema: `X: {minLength: -1, maxLength: 1.5, minItems: few, maxItems: 1e99}`, want: ``},
		"examples of 3.1":            {schema: `X: {examples: [one, two]}`, want: `example="one"`},
		"example before examples":    {schema: `X: {examples: [one, two], example: three}`, want: `example="three"`},
		"examples by name":           {schema: `X: {examples: {a: {value: one}, b: {value: two}}}`, want: `example="one"`},
		"default and flags":          {schema: `X: {default: {a: [1]}, readOnly: true, writeOnly: true}`, want: `default={"a":[1]} readOnly writeOnly`},
		"additional false":           {schema: `X: {type: object, additionalProperties: false}`, want: `object additional=false`},
		"additional true":            {schema: `X: {type: object, additionalProperties: true}`, want: `object additional=true`},
		"additional empty":           {schema: `X: {type: object, additionalProperties: {}}`, want: `object additional=true`},
		"additional of a type":       {schema: `X: {type: object, additionalProperties: {type: string}}`, want: `object additional=true (string)`},
		"unevaluated false":          {schema: `X: {type: object, unevaluatedProperties: false}`, want: `object additional=false`},
		"a tuple":                    {schema: `X: {type: array, prefixItems: [{type: string}, {type: integer}]}`, want: `array [string|integer any(string; integer)]`},
		"true and false as schemas":  {schema: `X: {properties: {a: true, b: false}, items: true}`, want: `{a: , b: } []`},
		"required in the property":   {schema: `X: {properties: {a: {type: string, required: true}, b: {}}}`, want: `{a!: string, b: }`},
		"a property called $ref":     {schema: `X: {properties: {$ref: {type: string}}}`, want: `{$ref: string}`},
		"properties by reference":    {schema: "X: {properties: {a: {}, $ref: '#/components/schemas/Y/properties'}}\nY: {properties: {b: {}}}", want: `{a: , b: }`},
		"types as people write them": {schema: `X: {properties: {a: {type: int}, b: {type: String}, c: {type: file}, d: {type: any}}}`, want: `{a: integer, b: string, c: string format="binary", d: }`},
		"unknown type":               {schema: `X: {type: thing}`, want: ``, problems: []string{`the type "thing" is not known`}},
		"no schema":                  {schema: `X: word`, want: ``, problems: []string{`a schema is text, not an object`}},
		"wrong kinds":                {schema: `X: {type: {}, properties: [], allOf: {}, enum: 5, required: true}`, want: ``, problems: []string{`type is an object, not text`, `enum is a number, not a list`, `properties is a list, not an object`, `allOf is an object, not a list`}},
		"allOf": {
			schema: "X: {description: own, allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}], properties: {own: {}}, required: [own]}\n" +
				"A: {type: object, description: of A, properties: {a: {type: string}, own: {type: integer}}, required: [a], maxLength: 1}\n" +
				"B: {type: array, format: b, properties: {a: {type: integer}, b: {type: boolean}}, required: [a, b], maxLength: 2}",
			want: `object description="own" format="b" maxLength=1 {own!: , a!: string, b!: boolean}`,
		},
		"allOf of allOf, declared last": {
			schema: "X: {allOf: [{$ref: '#/components/schemas/A'}]}\nA: {allOf: [{$ref: '#/components/schemas/B'}], properties: {a: {}}}\nB: {type: object, properties: {b: {}}}",
			want:   `object {a: , b: }`,
		},
		"description beside a reference": {schema: "X: {$ref: '#/components/schemas/A', description: own}\nA: {type: string, description: of A}", want: `string description="own"`},
		"a reference to a reference":     {schema: "X: {$ref: '#/components/schemas/A'}\nA: {$ref: '#/components/schemas/B'}\nB: {type: string}", want: `string`},
		"through another schema":         {schema: "X: {properties: {a: {$ref: '#/components/schemas/B/properties/c/items'}}}\nB: {$ref: '#/components/schemas/C'}\nC: {properties: {c: {items: {type: string}}}}", want: `{a: string}`},
		"by anchor":                      {schema: "X: {properties: {a: {$ref: '#here'}}}\nB: {$anchor: here, type: string}", want: `{a: <B>}`},
		"by bare name":                   {schema: "X: {properties: {a: {$ref: B}}}\nB: {enum: [1]}", want: `{a: <B>}`},
		"escaped":                        {schema: "X: {properties: {a: {$ref: '#/components/schemas/X/properties/a~1b%20c'}, a/b c: {type: string}}}", want: `{a: string, a/b c: string}`},
		"broken":                         {schema: "X: {properties: {a: {$ref: '#/nowhere'}, b: {type: string}}}", want: `{a: , b: string}`, problems: []string{`the reference "#/nowhere" points to nothing`}},
		"broken part":                    {schema: "X: {allOf: [{$ref: '#/nowhere'}, {type: object}], properties: {b: {type: string}}}", want: `object {b: string}`, problems: []string{`the reference "#/nowhere" points to nothing`}},
		"itself":                         {schema: "X: {$ref: '#/components/schemas/X'}", want: ``, problems: []string{`the reference "#/components/schemas/X" leads back to itself`}},
		"itself by turns":                {schema: "X: {$ref: '#/components/schemas/Y'}\nY: {$ref: '#/components/schemas/X'}", want: ``, problems: []string{`the reference "#/components/schemas/X" leads back to itself`}},
		"itself as a part":               {schema: "X: {type: object, allOf: [{$ref: '#/components/schemas/Y'}]}\nY: {format: y, allOf: [{$ref: '#/components/schemas/X'}]}", want: `object format="y"`, problems: []string{`the schema contains itself through allOf; that part is left out`}},
		"itself as an alternative":       {schema: "X: {anyOf: [{$ref: '#/components/schemas/X'}, {type: string}]}", want: `any(<X>; string)`},
		"remote":                         {schema: "X: {properties: {a: {$ref: 'https://example.com/x.json#/a'}, b: {$ref: '//example.com/x'}}}", want: `{a: , b: }`, problems: []string{`the reference "https://example.com/x.json#/a" points to another host; references are not fetched`, `the reference "//example.com/x" points to another host, and does not say how it is asked`}},
		"a file beside no folder":        {schema: "X: {properties: {a: {$ref: 'x.yaml'}}}", want: `{a: }`, problems: []string{`the reference "x.yaml" points to a file, but the document is in no folder`}},
	} {
		t.Run(name, func(t *testing.T) {
			s, m := schemaOf(t, test.schema)
			d := &dumper{named: map[string]*api.Schema{}}
			if got := d.body(s, 0); got != test.want {
				t.Errorf("got  %s\nwant %s", got, test.want)
			}
			if test.problems == nil {
				test.problems = []string{}
			}
			if diff := cmp.Diff(test.problems, texts(m.Problems)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A schema that contains itself ends in a pointer to itself.
func TestCycle(t *testing.T) {
	s, m := schemaOf(t, `
X: {type: object, properties: {next: {$ref: '#/components/schemas/X'}, all: {type: array, items: {$ref: '#/components/schemas/X'}}, maybe: {anyOf: [{$ref: '#/components/schemas/X'}, {type: 'null'}]}}}
`)
	if s.Name != "X" || s.Property("next") != s || s.Property("all").Items != s {
		t.Errorf("the references are not the schema itself: %+v", s)
	}
	maybe := s.Property("maybe")
	if maybe.Property("next") != s || !maybe.Is("null") || s.Is("null") {
		t.Errorf("the nullable one is not a copy of the schema: %+v", maybe)
	}
	if len(m.Problems) != 0 {
		t.Errorf("problems: %q", texts(m.Problems))
	}
}

func TestSchemaNames(t *testing.T) {
	s, _ := schemaOf(t, `
X: {properties: {ref: {$ref: '#/components/schemas/Y'}, nullable: {allOf: [{$ref: '#/components/schemas/Y'}], nullable: true}, mixed: {allOf: [{$ref: '#/components/schemas/Y'}, {properties: {b: {}}}]}, inline: {type: object}}}
Y: {type: object, properties: {a: {}}}
`)
	for property, want := range map[string]string{"ref": "Y", "nullable": "Y", "mixed": "", "inline": ""} {
		if got := s.Property(property).Name; got != want {
			t.Errorf("%s is called %q, want %q", property, got, want)
		}
	}
}

func TestPlaces(t *testing.T) {
	const yamlDoc = `openapi: 3.0.0
paths:
  /a/{id}:
    get:
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/A'
components:
  schemas:
    A:
      type: object
      properties:
        é: {}
        b: {anyOf: [{}, {type: string}]}
`
	const jsonDoc = "{\"openapi\": \"3.0.0\",\n  \"paths\": {\"/a/{id}\":\r\n   {\"get\": {\"requestBody\": {\"content\": {\"application/json\": {\"schema\": {\"$ref\": \"#/components/schemas/A\"}}}}}}},\n" +
		"  \"components\": {\"schemas\": {\n\"A\": {\"type\": \"object\", \"properties\": {\"é\": {}, \"b\":\n    {\"anyOf\": [{}, {\"type\": \"string\"}]}}}}}}"
	for name, test := range map[string]struct {
		doc                        string
		operation, a, b, alternate api.Place
	}{
		"api.yaml": {
			yamlDoc,
			api.Place{File: "api.yaml", Line: 4, Column: 5, Pointer: "/paths/~1a~1{id}/get"},
			api.Place{File: "api.yaml", Line: 12, Column: 5, Pointer: "/components/schemas/A"},
			api.Place{File: "api.yaml", Line: 16, Column: 9, Pointer: "/components/schemas/A/properties/b"},
			api.Place{File: "api.yaml", Line: 16, Column: 25, Pointer: "/components/schemas/A/properties/b/anyOf/1"},
		},
		"api.json": {
			jsonDoc,
			api.Place{File: "api.json", Line: 3, Column: 5, Pointer: "/paths/~1a~1{id}/get"},
			api.Place{File: "api.json", Line: 5, Column: 1, Pointer: "/components/schemas/A"},
			api.Place{File: "api.json", Line: 5, Column: 49, Pointer: "/components/schemas/A/properties/b"},
			api.Place{File: "api.json", Line: 6, Column: 20, Pointer: "/components/schemas/A/properties/b/anyOf/1"},
		},
	} {
		m, err := Parse(name, []byte(test.doc), Options{})
		if err != nil {
			t.Fatal(err)
		}
		op := m.Operations[0]
		a := op.Body.Contents[0].Schema
		b := a.Property("b")
		for what, places := range map[string][2]api.Place{
			"operation":   {test.operation, op.Place},
			"schema":      {test.a, a.Place},
			"property":    {test.b, b.Place},
			"alternative": {test.alternate, b.Any[1].Place},
		} {
			if diff := cmp.Diff(places[0], places[1]); diff != "" {
				t.Errorf("%s of %s (-want +got):\n%s", what, name, diff)
			}
		}
	}
}

func TestValues(t *testing.T) {
	const value = `{"text": "x", "whole": 3, "large": 9007199254740993, "part": 0.5, "yes": true, "no": null, "list": [1, "a"], "empty": {}, "none": []}`
	want := map[string]any{
		"text": "x", "whole": int64(3), "large": int64(9007199254740993), "part": 0.5, "yes": true, "no": nil,
		"list": []any{int64(1), "a"}, "empty": map[string]any{}, "none": []any{},
	}
	for name, doc := range map[string]string{
		"JSON": `{"openapi": "3.0.0", "paths": {"/a": {"get": {"parameters": [{"name": "a", "in": "query", "example": ` + value + `}]}}}}`,
		"YAML": "openapi: 3.0.0\npaths: {/a: {get: {parameters: [{name: a, in: query, example: " + value + "}]}}}\n",
	} {
		if diff := cmp.Diff(any(want), parse(t, doc).Operations[0].Parameters[0].Example); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Each of these small documents asks for more than a machine has.
func TestBombs(t *testing.T) {
	for name, test := range map[string]struct{ doc, problem string }{
		"aliases":            {aliasBomb("[%s]"), "the aliases stand for more than 1000000 nodes"},
		"merge keys":         {aliasBomb("{<<: [%s]}"), "the aliases stand for more than 1000000 nodes"},
		"an alias in itself": {"openapi: 3.0.0\nx: &x [*x, *x]\npaths: {/a: {get: {parameters: &p [{example: *p}]}}}", `the alias "x" is inside its own anchor; it is left out`},
		"nested aliases":     {aliasLadder(2000), "nests deeper than 500"},
		"wide allOf":         {wideAllOf(3000), "merging allOf would copy more than 5000000 properties; the rest is left out"},
		"deep allOf":         {deepAllOf(100_000), "schemas extend each other more than 500 deep; the rest is left out"},
		"shared parameters":  {sharedParameters(3000), "references repeat more than 5000000 nodes; the rest is left out"},
		"problems":           {"openapi: 3.0.0\npaths:\n" + strings.Repeat("  /a: 1\n", 5000), "there are more than 1000 problems; the others are not listed"},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			m := parse(t, test.doc)
			t.Log(len(test.doc), "bytes took", time.Since(start))
			if !strings.Contains(strings.Join(texts(m.Problems), "\n"), test.problem) {
				t.Errorf("got %.300q, want %q in it", texts(m.Problems), test.problem)
			}
			if _, err := json.Marshal(examples(m)); err != nil {
				t.Error(err)
			}
		})
	}
}

func examples(m *api.Model) (out []any) {
	for _, op := range m.Operations {
		for _, p := range op.Parameters {
			out = append(out, p.Example)
		}
	}
	return out
}

// aliasBomb doubles and redoubles: 10 to the 9th nodes in 10 lines. The
// format says how each line repeats the one before.
func aliasBomb(format string) string {
	doc := "openapi: 3.0.0\nx-0: &x0 {a: b}\n"
	for i := range 9 {
		doc += fmt.Sprintf("x-%d: &x%d "+format+"\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*x%d, ", i), 10), ", "))
	}
	return doc + "paths: {/a: {get: {parameters: [{name: a, in: query, example: *x9}]}}}\n"
}

func aliasLadder(steps int) string {
	doc := "openapi: 3.0.0\nx-0: &x0 {a: b}\n"
	for i := range steps {
		doc += fmt.Sprintf("x-%d: &x%d [*x%d]\n", i+1, i+1, i)
	}
	return doc + fmt.Sprintf("paths: {/a: {get: {parameters: [{name: a, in: query, example: *x%d}]}}}\n", steps)
}

func wideAllOf(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: {anyOf: [")
	for i := range n {
		fmt.Fprintf(&b, "{properties: {x: {}}, allOf: [{$ref: '#/x-wide'}], maxLength: %d},", i)
	}
	b.WriteString("]}}}}}}}}\nx-wide:\n  properties:\n")
	for i := range n {
		fmt.Fprintf(&b, "    p%d: {}\n", i)
	}
	return b.String()
}

func deepAllOf(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: {$ref: '#/x-s/s0'}}}}}}}}\nx-s:\n")
	for i := range n {
		fmt.Fprintf(&b, "  s%d: {allOf: [{$ref: '#/x-s/s%d'}]}\n", i, i+1)
	}
	fmt.Fprintf(&b, "  s%d: {type: string}\n", n)
	return b.String()
}

func sharedParameters(n int) string {
	var b strings.Builder
	b.WriteString("openapi: 3.0.0\npaths:\n")
	for i := range n {
		fmt.Fprintf(&b, "  /p%d: {$ref: '#/x-item'}\n", i)
	}
	b.WriteString("x-item:\n  get:\n    parameters:\n")
	for i := range n {
		fmt.Fprintf(&b, "    - {name: q%d, in: query}\n", i)
	}
	return b.String()
}
