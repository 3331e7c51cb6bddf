package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// read is a contract that is hostile; the API is honest.
func read(name, ends string, text func(e *env) string, says ...string) target {
	return target{name: name, ends: ends, says: says, start: func(e *env) []string {
		args := append([]string{"--url", e.serve(newNotes().ServeHTTP)}, identities...)
		return append(args, e.file("api/openapi.yaml", text(e)))
	}}
}

func just(text string) func(*env) string { return func(*env) string { return text } }

// with is the contract of the notes, and more.
func with(more string) string { return contract + more }

// aliases is YAML in which each anchor is nine of the one before: nine lines
// stand for a billion values.
func aliases() string {
	var b strings.Builder
	b.WriteString("x-a0: &a0 [lol]\n")
	for i := range 9 {
		fmt.Fprintf(&b, "x-a%d: &a%d [%s]\n", i+1, i+1, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i), 9), ", "))
	}
	return b.String()
}

// circles are references that lead back to themselves in every place.
const circles = `  /a:
    $ref: '#/paths/~1b'
  /b:
    $ref: '#/paths/~1a'
  /c:
    post:
      parameters: [{$ref: '#/components/parameters/A'}]
      requestBody: {$ref: '#/components/requestBodies/A'}
      responses: {"200": {description: c, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
`

const circling = `  parameters: {A: {$ref: '#/components/parameters/B'}, B: {$ref: '#/components/parameters/A'}}
  requestBodies: {A: {$ref: '#/components/requestBodies/A'}}
  schemas:
    A: {allOf: [{$ref: '#/components/schemas/B'}], properties: {a: {$ref: '#/components/schemas/A'}}}
    B: {allOf: [{$ref: '#/components/schemas/A'}], items: {$ref: '#/components/schemas/B'}}
`

// large is a JSON contract of that size.
func large(size int, filler func(b *strings.Builder)) string {
	var b strings.Builder
	b.Grow(size)
	b.WriteString(`{"openapi": "3.0.0", "paths": {"/notes": {"get": {"responses": {"200": {"description": "notes"}}}}}, "x-filler": [0`)
	for b.Len() < size-1000 {
		filler(&b)
	}
	b.WriteString(`]}`)
	return b.String()
}

func sentence(b *strings.Builder) { b.WriteString(`,"` + strings.Repeat("lorem ipsum ", 1000) + `"`) }
func digits(b *strings.Builder)   { b.WriteString(",1") }
func object(b *strings.Builder) {
	b.WriteString(`,{"type": "object", "properties": {"name": {"type": "string", "maxLength": 20}}}`)
}

// thousands is a contract of twenty thousand operations.
func thousands() string {
	var b strings.Builder
	b.WriteString("{\"openapi\": \"3.0.0\", \"info\": {\"title\": \"thousands\", \"version\": \"1\"}, \"security\": [{\"bearer\": []}], \"components\": {\"securitySchemes\": {\"bearer\": {\"type\": \"http\", \"scheme\": \"bearer\"}}}, \"paths\": {")
	for i := range 10_000 {
		if i > 0 {
			b.WriteString(",\n")
		}
		fmt.Fprintf(&b, `"/things%[1]d": {"post": {"requestBody": {"content": {"application/json": {"schema": {"type": "object", "properties": {"name": {"type": "string"}}}}}}, "responses": {"201": {"description": "made"}}}}, "/things%[1]d/{id}": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "get": {"responses": {"200": {"description": "a thing"}}}}`, i)
	}
	b.WriteString("}}")
	return b.String()
}

func contracts() []target {
	const mb = 1 << 20
	elsewhere := func(h http.HandlerFunc) func(e *env) string {
		return func(e *env) string { return with("  /other: {$ref: '" + e.serve(h) + "/other.yaml#/x'}\n") }
	}
	fetched := func(t target) target {
		start := t.start
		t.start = func(e *env) []string { return append(start(e), "--fetch-refs") }
		return t
	}
	return []target{
		read("references in circles", "at its end", just(strings.Replace(contract, "components: {securitySchemes: {bearer: {type: http, scheme: bearer}}}\n", "components:\n  securitySchemes: {bearer: {type: http, scheme: bearer}}\n"+circling, 1)+circles), `leads back to itself`),
		read("a bomb of YAML aliases", "at its end", just(with(aliases())), `aliases stand for more than`),
		read("a contract of 63 MB of text", inTime, just(large(63*mb, sentence))),
		read("a contract of 63 MB of digits", "refused: .*", just(large(63*mb, digits)), `more than .* values`),
		read("a contract of 63 MB of schemas", "refused: .*", just(large(63*mb, object)), `more than .* values`),
		read("a contract of 65 MB", "refused: .* larger than 64 MB", just(large(65*mb, sentence))),
		read("a contract 1,000,000 deep", "refused: .* nests deeper than 500", just(`{"openapi": "3.0.0", "x": `+strings.Repeat("[", 1_000_000))),
		read("a reference out of the folder", "at its end", func(e *env) string {
			e.file("secret.yaml", "hunter2: {type: string}\n")
			return with("  /other: {$ref: '../secret.yaml'}\n  /more: {$ref: '/etc/passwd'}\n")
		}, `"../secret.yaml" points to a file outside the folder`, `"/etc/passwd" is no relative path`),
		{name: "a reference to another host", ends: "at its end", says: []string{`--fetch-refs fetches it`}, start: read("", "", elsewhere(func(http.ResponseWriter, *http.Request) {
			panic("it was fetched")
		})).start},
		fetched(read("a fetched reference without end", "at its end", elsewhere(func(w http.ResponseWriter, _ *http.Request) {
			for err := error(nil); err == nil; {
				_, err = w.Write(make([]byte, 1<<16))
			}
		}), `leads to more than 2 MB`)),
		fetched(read("a fetched reference that hangs", "at its end", elsewhere(hang), `cannot be fetched: no end within`)),
		{name: "20,000 operations", ends: "early: the budget was used up", says: []string{`untested: the budget was used up`}, budget: 4 * time.Second, start: read("", "", just(thousands())).start},
	}
}
