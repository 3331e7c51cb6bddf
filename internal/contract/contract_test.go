package contract

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

var update = flag.Bool("update", false, "write the golden files")

// The same API in three versions gives the same model.
func TestPetstore(t *testing.T) {
	const golden = "testdata/petstore/golden.txt"
	for _, name := range []string{"3.0.yaml", "2.0.yaml", "3.1.json"} {
		m, err := LoadFile(filepath.Join("testdata", "petstore", name), Options{})
		if err != nil {
			t.Fatal(err)
		}
		got := dump(m)
		if *update && name == "3.0.yaml" {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// parse reads a document that must be readable.
func parse(t *testing.T, doc string) *api.Model {
	t.Helper()
	m, err := Parse("api.yaml", []byte(doc), Options{})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func texts(problems []api.Problem) []string {
	out := []string{}
	for _, p := range problems {
		out = append(out, p.Text)
	}
	return out
}

func TestRefused(t *testing.T) {
	for name, test := range map[string]struct{ doc, want string }{
		"empty":               {" \n", "it is empty"},
		"a page":              {"<!doctype html><p>hello", "it is a page or XML"},
		"other JSON":          {`{"hello": 1}`, "it is no OpenAPI document"},
		"a list":              {`[{"openapi": "3.0.0"}]`, "it is no OpenAPI document"},
		"a compose file":      {"services: {web: {image: x}}", "it is no OpenAPI document"},
		"swagger 1.2":         {`{"swaggerVersion": "1.2", "apis": []}`, `it is Swagger "1.2", which is older than 2.0`},
		"broken JSON":         {"{\"openapi\": \"3.0.0\",\n \"paths\": {\n", "line 3: unexpected EOF"},
		"broken YAML":         {"openapi: 3.0.0\npaths:\n  /a: [\n", "line 4: "},
		"a binary file":       {"openapi: 3.0.0\n\x1f\x8b\x08\x00", "line 2: a control character: it is a binary file"},
		"deep JSON":           {`{"openapi": "3.0.0", "x": ` + strings.Repeat(`[`, 100_000), "it nests deeper than 500"},
		"deep YAML":           {"openapi: 3.0.0\nx: " + strings.Repeat("[", 100_000), "it nests deeper than 500"},
		"deep YAML in blocks": {"openapi: 3.0.0\nx:\n" + stairs(2000), "it nests deeper than 500"},
		"many values":         {`{"openapi": "3.0.0", "x": [0` + strings.Repeat(",1", maxValues) + "]}", "it holds more than 1500000 values"},
		"many values of YAML": {"openapi: 3.0.0\nx: [0" + strings.Repeat(",1", maxLines) + "]\n", "it holds more than 1000000 values"},
		"too large":           {"openapi: 3.0.0\n#" + strings.Repeat("x", maxSize), "it is larger than 64 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := Parse("api.yaml", []byte(test.doc), Options{})
			if err == nil {
				t.Fatalf("it was read: %s", dump(m))
			}
			if !strings.HasPrefix(err.Error(), "reading api.yaml: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %q, want %q in it", err, test.want)
			}
		})
	}
}

// stairs is a YAML block of that depth.
func stairs(depth int) string {
	var b strings.Builder
	for i := range depth {
		b.WriteString(strings.Repeat(" ", i+1) + "a:\n")
	}
	return b.String()
}

// What can't be read is listed with its place, and the rest is used.
func TestSloppy(t *testing.T) {
	for name, test := range map[string]struct {
		doc      string
		problems []string // place, text
		ops      []string
	}{
		"one broken reference spoils nothing else": {
			doc: `openapi: 3.0.0
paths:
  /a:
    get:
      parameters: [{$ref: '#/components/parameters/Gone'}, {name: q, in: query}]
      responses: {200: {description: ok, content: {application/json: {schema: {$ref: '#/components/schemas/Gone'}}}}}
    post:
      requestBody: {$ref: '#/components/requestBodies/Gone'}
`,
			problems: []string{
				`api.yaml:5 the reference "#/components/parameters/Gone" points to nothing`,
				`api.yaml:6 the reference "#/components/schemas/Gone" points to nothing`,
				`api.yaml:8 the reference "#/components/requestBodies/Gone" points to nothing`,
			},
			ops: []string{"GET /a query:q 200", "POST /a"},
		},
		"a broken reference that is used often is listed once": {
			doc: `openapi: 3.0.0
paths:
  /a: {get: {parameters: [{$ref: '#/x'}]}}
  /b: {get: {parameters: [{$ref: '#/x'}]}}
`,
			problems: []string{`api.yaml:3 the reference "#/x" points to nothing`},
			ops:      []string{"GET /a", "GET /b"},
		},
		"an operation in a file that is not there": {
			doc: `openapi: 3.0.0
paths:
  /a:
    parameters: [{name: q, in: query}]
    get: {$ref: gone.yaml}
    put: {}
`,
			problems: []string{`api.yaml:5 the reference "gone.yaml" points to a file, but the document is in no folder`},
			ops:      []string{"GET /a query:q", "PUT /a query:q"},
		},
		"keys written twice": {
			doc: `openapi: 3.0.0
paths:
  /a: {get: {operationId: one}}
  /b: {get: {operationId: two}, get: {operationId: three}}
  /a: {post: {}}
`,
			problems: []string{
				`api.yaml:4 the key "get" is repeated; the last one counts`,
				`api.yaml:3 the key "/a" is repeated; the last one counts`,
			},
			ops: []string{"GET /a", "GET /b", "POST /a"},
		},
		"the same operation under another name": {
			doc: `openapi: 3.0.0
paths:
  /a/{id}: {get: {}}
  /a/{name}: {get: {}, put: {}}
`,
			problems: []string{`api.yaml:4 "GET /a/{name}" is the same operation as "GET /a/{id}"; the first counts`},
			ops:      []string{"GET /a/{id}", "PUT /a/{name}"},
		},
		"wrong kinds": {
			doc: `openapi: 3.0.0
servers: here
paths:
  /a: {get: {parameters: {name: x}, responses: []}}
  /b: 5
  /c: {get: nothing, put: {parameters: [7, {in: query}, {name: x}, {name: y, in: moon}], tags: one}}
  /d: {get: {responses: {200: yes, fine: {}}}}
  /e: {post: {requestBody: [], security: maybe}}
`,
			problems: []string{
				`api.yaml:2 servers is text, not a list`,
				`api.yaml:4 parameters is an object, not a list`,
				`api.yaml:4 responses is a list, not an object`,
				`api.yaml:5 the path "/b" is a number, not an object`,
				`api.yaml:6 the operation "get" of "/c" is text, not an object`,
				`api.yaml:6 a parameter is a number, not an object`,
				`api.yaml:6 a parameter has no name`,
				`api.yaml:6 the parameter "x" does not say where it goes`,
				`api.yaml:6 the parameter "y" goes in "moon", which is not known`,
				`api.yaml:7 the response "200" is text, not an object`,
				`api.yaml:7 "fine" is no status of a response`,
				`api.yaml:8 security is text, not a list of objects`,
				`api.yaml:8 requestBody is a list, not an object`,
			},
			ops: []string{"GET /a", "PUT /c", "GET /d", "POST /e"},
		},
		"paths as frameworks write them": {
			doc: `openapi: 3.0.0
paths:
  /a/<int:id>/<name>: {get: {parameters: [{name: id, in: path}, {name: name, in: path}]}}
  b/:id: {get: {parameters: [{name: id, in: path}]}}
  /c/:cancel: {post: {parameters: [{name: id, in: path}]}}
  /d#one: {get: {}}
`,
			problems: []string{
				`api.yaml:5 the path "/c/:cancel" has no place for the path parameter "id"`,
				`api.yaml:6 the path "/d#one" has a fragment "one", which is never sent`,
			},
			ops: []string{"GET /a/{id}/{name} path:id path:name", "GET /b/{id} path:id", "POST /c/:cancel path:id", "GET /d"},
		},
		"no version": {
			doc:      `{"paths": {"/a": {"get": {}}}}`,
			problems: []string{`api.yaml:1 it does not say its version; it was read as OpenAPI 3`},
			ops:      []string{"GET /a"},
		},
		"a version to come": {
			doc:      `{"openapi": "4.1", "paths": {"/a": {"get": {}}}}`,
			problems: []string{`api.yaml:1 version "4.1" is not known; it was read as OpenAPI 3`},
			ops:      []string{"GET /a"},
		},
		"JSON with a trailing comma": {
			doc: `{"openapi": "3.0.0", "paths": {"/a": {"get": {},}}}`,
			ops: []string{"GET /a"},
		},
		"tabs": {
			doc:      "openapi: 3.0.0\npaths:\n\t/a:\n\t\tget: {}\n",
			problems: []string{`api.yaml it is indented with tabs, which YAML forbids; they were read as spaces`},
			ops:      []string{"GET /a"},
		},
		"two YAML documents": {
			doc:      "openapi: 3.0.0\npaths: {/a: {get: {}}}\n---\nopenapi: 3.0.0\npaths: {/b: {get: {}}}\n",
			problems: []string{`api.yaml:1 the file holds more than one YAML document; only the first is read`},
			ops:      []string{"GET /a"},
		},
		"two JSON documents": {
			doc:      "{\"openapi\": \"3.0.0\", \"paths\": {\"/a\": {\"get\": {}}}}\n{}",
			problems: []string{`api.yaml:1 the document goes on after its end; the rest is not read`},
			ops:      []string{"GET /a"},
		},
		"Latin-1": {
			doc:      "openapi: 3.0.0\ninfo: {title: caf\xe9}\npaths: {/a: {get: {}}}\n",
			problems: []string{`api.yaml it is not UTF-8; wrong bytes were replaced`},
			ops:      []string{"GET /a"},
		},
		"a byte order mark, surrogates and a key of 2000 bytes": {
			doc: "\ufeff{\"openapi\": \"3.0.0\", \"x-😀\": \"\\ud83d\\ude00\", \"" + strings.Repeat("k", 2000) + "\": 1, \"paths\": {\"/a\": {\"get\": {}}}}",
			ops: []string{"GET /a"},
		},
		"terminal escapes": {
			doc:      `{"openapi": "3.0.0", "paths": {"/\u001b[2J": {"get": 1, "put": {}}}}`,
			problems: []string{`api.yaml:1 the operation "get" of "/\x1b[2J" is a number, not an object`},
			ops:      []string{"PUT /\x1b[2J"},
		},
		"other methods": {
			doc: `openapi: 3.2.0
paths:
  /a:
    x-extra: {get: {}}
    GET: {}
    query: {}
    additionalOperations: {COPY: {}, "BAD METHOD": {}}
`,
			problems: []string{`api.yaml:7 "BAD METHOD" is no method`},
			ops:      []string{"GET /a", "QUERY /a", "COPY /a"},
		},
		"names that begin like extensions": {
			doc: `openapi: 3.0.0
components: {securitySchemes: {x-key: {type: apiKey, in: header, name: K}}}
paths: {/a: {get: {security: [{x-key: []}], responses: {x-note: 1, 200: {description: ok, headers: {x-rate: {}}}}}}}
`,
			ops: []string{"GET /a 200"},
		},
		"everything is null": {
			doc: `openapi: 3.0.0
info:
servers:
security:
components:
paths: {/a: {get: {parameters: , requestBody: , responses: , security: , tags: }}, /b: }
`,
			ops: []string{"GET /a"},
		},
		"only webhooks": {
			doc: `openapi: 3.1.0
webhooks: {paid: {post: {}}}
`,
			problems: []string{`api.yaml:2 it declares only webhooks: the API calls those, and nobody calls them`},
		},
		"security that nobody declared": {
			doc: `openapi: 3.0.0
security: [{key: []}]
paths: {/a: {get: {}}}
`,
			problems: []string{`api.yaml:2 security asks for "key", which is not declared`},
			ops:      []string{"GET /a"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := parse(t, test.doc)
			var problems, ops []string
			for _, p := range m.Problems {
				p.Place.Column = 0
				problems = append(problems, p.Place.String()+" "+p.Text)
			}
			for _, op := range m.Operations {
				line := op.String()
				for _, p := range op.Parameters {
					line += " " + p.In + ":" + p.Name
				}
				for _, r := range op.Responses {
					line += " " + r.Status
				}
				ops = append(ops, line)
			}
			if diff := cmp.Diff(test.problems, problems); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.ops, ops); diff != "" {
				t.Errorf("operations (-want +got):\n%s", diff)
			}
		})
	}
}
