package contract

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Where servers, schemes and requirements are declared, by version and syntax.
func TestPlacesOfTheWhole(t *testing.T) {
	for name, test := range map[string]struct {
		doc  string
		want []string
	}{
		"2.0": {`swagger: '2.0'
host: shop.example
schemes:
  - https
  - http
securityDefinitions:
  key: {type: apiKey, in: query, name: key}
security: [{key: []}]
paths: {/a: {get: {}}}
`, []string{
			"http://shop.example 5:5 /schemes/1", "https://shop.example 4:5 /schemes/0",
			"key 7:3 /securityDefinitions/key", "GET /a 8:1 /security",
		}},
		"2.0 without schemes": {`{"swagger": "2.0", "host": "shop.example", "paths": {"/a": {"get": {}}}}`, []string{
			"https://shop.example 1:20 /host", "GET /a 0:0 ",
		}},
		"3.0 in one line of JSON": {`{"openapi": "3.0.3", "servers": [{"url": "https://a.example"}, {"url": "http://b.example"}], "paths": {"/a": {"get": {"security": []}}}}`, []string{
			"http://b.example 1:64 /servers/1", "https://a.example 1:34 /servers/0", "GET /a 1:119 /paths/~1a/get/security",
		}},
		"3.1 with a reference": {`openapi: 3.1.0
components:
  securitySchemes:
    first: {type: http, scheme: basic}
    second: {$ref: '#/components/securitySchemes/first'}
paths:
  /a:
    get:
      security:
        - second: []
`, []string{
			"first 4:5 /components/securitySchemes/first", "second 4:5 /components/securitySchemes/first",
			"GET /a 9:7 /paths/~1a/get/security",
		}},
		"3.2 on the operation": {`openapi: 3.2.0
servers:
  - name: main
    url: https://a.example
paths:
  /a:
    query:
      servers: [{url: 'http://{where}.example', variables: {where: {default: b}}}]
`, []string{
			"http://b.example 8:17 /paths/~1a/query/servers/0", "https://a.example 3:5 /servers/0", "QUERY /a 0:0 ",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			m := parse(t, test.doc)
			if diff := cmp.Diff(test.want, placesOf(m)); diff != "" {
				t.Errorf("places (-want +got):\n%s", diff)
			}
		})
	}
}

func placesOf(m *api.Model) []string {
	var got []string
	say := func(what string, p api.Place) {
		got = append(got, fmt.Sprintf("%s %d:%d %s", what, p.Line, p.Column, p.Pointer))
	}
	for _, s := range slices.Sorted(maps.Keys(m.ServerPlaces)) {
		say(s, m.ServerPlaces[s])
	}
	for _, s := range slices.Sorted(maps.Keys(m.Schemes)) {
		say(s, m.Schemes[s].Place)
	}
	for _, op := range m.Operations {
		say(op.String(), op.SecurityPlace)
	}
	return got
}

// What a reference leads to is placed in its own file.
func TestPlacesInSecondFile(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"api.yaml": `openapi: 3.1.0
paths:
  /orders:
    post:
      parameters: [{$ref: 'shared/parts.json#/parameters/page'}]
      requestBody: {content: {application/json: {schema: {$ref: shared/order.yaml}}}}
components: {securitySchemes: {$ref: 'shared/parts.json#/schemes'}}
`,
		"shared/parts.json": `{"parameters": {"page": {"in": "query", "name": "page"}},
 "schemes": {"key": {"type": "apiKey", "in": "query", "name": "key"}}}`,
		"shared/order.yaml": `type: object
properties:
  note:
    type: string
`,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	m, err := LoadFile(filepath.Join(dir, "api.yaml"), Options{})
	if err != nil || len(m.Problems) > 0 {
		t.Fatal(err, m)
	}
	op := m.Operations[0]
	for _, test := range []struct {
		what string
		got  api.Place
		want string
	}{
		{"operation", op.Place, "api.yaml:4:5 /paths/~1orders/post"},
		{"parameter", op.Parameters[0].Place, "shared/parts.json:1:17 /parameters/page"},
		{"property", op.Body.Contents[0].Schema.Property("note").Place, "shared/order.yaml:3:3 /properties/note"},
		{"scheme", m.Schemes["key"].Place, "shared/parts.json:2:14 /schemes/key"},
	} {
		name, err := filepath.Rel(dir, test.got.File)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%s:%d:%d %s", filepath.ToSlash(name), test.got.Line, test.got.Column, test.got.Pointer); got != test.want {
			t.Errorf("%s at %s, want %s", test.what, got, test.want)
		}
	}
}
