package contract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

func TestServers(t *testing.T) {
	for name, test := range map[string]struct {
		doc  string
		want []string
	}{
		"none":               {`{openapi: 3.0.0, paths: {}}`, nil},
		"relative":           {`{openapi: 3.0.0, servers: [{url: /v1}, {url: ./v2}, {url: /v1}], paths: {}}`, []string{"/v1", "./v2"}},
		"variables":          {`{openapi: 3.0.0, servers: [{url: 'http://{h}:{p}{b}', variables: {h: {default: x}, p: {default: 8080}, b: {default: ''}}}], paths: {}}`, []string{"http://x:8080"}},
		"only an enum":       {`{openapi: 3.0.0, servers: [{url: 'http://{h}', variables: {h: {enum: [a, b]}}}], paths: {}}`, []string{"http://a"}},
		"unknown variable":   {`{openapi: 3.0.0, servers: [{url: 'http://{h}'}], paths: {}}`, []string{"http://{h}"}},
		"as text":            {`{openapi: 3.0.0, servers: ['http://x'], paths: {}}`, []string{"http://x"}},
		"2.0":                {`{swagger: 2.0, host: x:1, basePath: /v1, schemes: [https, wss, http], paths: {}}`, []string{"https://x:1/v1", "http://x:1/v1"}},
		"2.0 without scheme": {`{swagger: 2.0, host: x, basePath: /, paths: {}}`, []string{"https://x"}},
		"2.0 on loopback":    {`{swagger: 2.0, host: '127.0.0.1:5000', paths: {}}`, []string{"http://127.0.0.1:5000"}},
		"2.0 without host":   {`{swagger: 2.0, basePath: v1, paths: {}}`, []string{"/v1"}},
		"2.0 with neither":   {`{swagger: 2.0, paths: {}}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, parse(t, test.doc).Servers); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
	m, err := Parse("http://api.example/swagger.json", []byte(`{"swagger": "2.0", "host": "x", "paths": {}}`), Options{})
	if err != nil || len(m.Servers) != 1 || m.Servers[0] != "http://x" {
		t.Errorf("2.0 that was fetched over http: %q, %v", m.Servers, err)
	}
}

func TestServersOfOperations(t *testing.T) {
	m := parse(t, `
openapi: 3.0.0
servers: [{url: /root}]
paths:
  /a: {get: {}, servers: [{url: /path}], put: {servers: [{url: /operation}]}}
  /b: {get: {}}
`)
	for i, want := range [][]string{{"/path"}, {"/operation"}, nil} {
		if diff := cmp.Diff(want, m.Operations[i].Servers); diff != "" {
			t.Errorf("%s (-want +got):\n%s", m.Operations[i], diff)
		}
	}
}

func TestSecurity(t *testing.T) {
	const schemes = `components: {securitySchemes: {key: {type: apiKey, in: Header, name: X-Key}, jwt: {type: http, scheme: Bearer}, oidc: {type: openIdConnect}, lost: {}, ref: {$ref: '#/components/securitySchemes/jwt'}}}
`
	for name, test := range map[string]struct {
		root, operation string
		want            []api.Requirement
	}{
		"nothing anywhere":         {"", "", nil},
		"inherited":                {"security: [{key: []}]", "", []api.Requirement{{"key": nil}}},
		"own":                      {"security: [{key: []}]", "security: [{jwt: [read, write]}]", []api.Requirement{{"jwt": {"read", "write"}}}},
		"taken back":               {"security: [{key: []}]", "security: []", []api.Requirement{}},
		"open by the root":         {"security: []", "", []api.Requirement{}},
		"optional":                 {"", "security: [{}, {key: []}]", []api.Requirement{{}, {"key": nil}}},
		"together":                 {"", "security: [{key: [], jwt: []}]", []api.Requirement{{"key": nil, "jwt": nil}}},
		"an object, not a list":    {"", "security: {key: []}", []api.Requirement{{"key": nil}}},
		"unreadable, so inherited": {"security: [{key: []}]", "security: [key]", []api.Requirement{{"key": nil}}},
	} {
		t.Run(name, func(t *testing.T) {
			m := parse(t, "openapi: 3.0.0\n"+schemes+test.root+"\npaths: {/a: {get: {"+test.operation+"}}}\n")
			if diff := cmp.Diff(test.want, m.Operations[0].Security); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			want := map[string]api.Scheme{
				"key":  {Type: "apiKey", In: "header", Name: "X-Key"},
				"jwt":  {Type: "http", Scheme: "bearer"},
				"ref":  {Type: "http", Scheme: "bearer"},
				"oidc": {Type: "openIdConnect"},
			}
			if diff := cmp.Diff(want, m.Schemes, cmp.Comparer(api.Scheme.Same)); diff != "" {
				t.Errorf("schemes (-want +got):\n%s", diff)
			}
		})
	}
}

// operationOf dumps the only operation of a document.
func operationOf(t *testing.T, doc string) string {
	t.Helper()
	m := parse(t, doc)
	if len(m.Problems) > 0 {
		t.Errorf("problems: %q", texts(m.Problems))
	}
	d := &dumper{named: map[string]*api.Schema{}}
	d.operation(m.Operations[0])
	_, rest, _ := strings.Cut(d.String(), "security null\n")
	return rest
}

func TestOperation(t *testing.T) {
	for name, test := range map[string]struct{ doc, want string }{
		"a parameter of the operation hides that of the path": {
			`{openapi: 3.0.0, paths: {/a: {parameters: [{name: q, in: query, description: path}, {name: q, in: header}], get: {parameters: [{name: q, in: query, description: own}]}}}}`,
			"  query q anything description=\"own\"\n  header q anything\n",
		},
		"path parameters are required": {
			`{openapi: 3.0.0, paths: {'/a/{id}': {get: {parameters: [{name: id, in: path}]}}}}`,
			"  path id! anything\n",
		},
		"a parameter with content": {
			`{openapi: 3.0.0, paths: {/a: {get: {parameters: [{name: q, in: query, content: {application/json: {schema: {type: object}, example: {a: 1}}}}]}}}}`,
			"  query q object example={\"a\":1}\n",
		},
		"style and explode": {
			`{openapi: 3.0.0, paths: {/a: {get: {parameters: [{name: q, in: query, style: deepObject, explode: true, schema: {type: object}}]}}}}`,
			"  query q object style=\"deepObject\" explode=true\n",
		},
		"examples of a parameter": {
			`{openapi: 3.0.0, paths: {/a: {get: {parameters: [{name: q, in: query, schema: {type: string, example: inner}, examples: {one: {$ref: '#/components/examples/one'}, two: {value: 2}}}]}}}, components: {examples: {one: {value: 1}}}}`,
			"  query q string example=\"inner\" example=1\n",
		},
		"answers by status, default last": {
			`{openapi: 3.0.0, paths: {/a: {get: {responses: {default: {description: d}, 5xx: {description: s}, 404: {description: n}, 200: {description: o}}}}}}`,
			"  200 \"o\" headers=[]\n  404 \"n\" headers=[]\n  5XX \"s\" headers=[]\n  default \"d\" headers=[]\n",
		},
		"media types in declared order": {
			`{openapi: 3.0.0, paths: {/a: {post: {requestBody: {content: {text/plain: {}, application/json: {schema: {type: object}, examples: [{a: 1}]}, a/b: null}}}}}}`,
			"  body\n    text/plain anything\n    application/json object example={\"a\":1}\n    a/b anything\n",
		},
		"2.0 lists": {
			`{swagger: 2.0, paths: {'/a/{p}': {get: {parameters: [{name: p, in: path, type: array, items: {type: string}}, {name: s, in: query, type: array, collectionFormat: ssv}, {name: b, in: query, type: array, collectionFormat: pipes}]}}}}`,
			"  path p! array [string]\n  query s array style=\"spaceDelimited\" explode=false\n  query b array style=\"pipeDelimited\" explode=false\n",
		},
		"2.0 body of several media types": {
			`{swagger: 2.0, consumes: [a/b], paths: {/a: {post: {consumes: [application/json, application/xml], parameters: [{name: b, in: body, schema: {type: object}}]}}}}`,
			"  body\n    application/json object\n    application/xml object\n",
		},
		"2.0 body without consumes": {
			`{swagger: 2.0, paths: {/a: {post: {parameters: [{name: b, in: body, schema: {type: object}}]}}}}`,
			"  body\n    application/json object\n",
		},
		"2.0 form without consumes": {
			`{swagger: 2.0, consumes: [application/json], paths: {/a: {post: {parameters: [{name: a, in: formData, type: string, x-example: e}]}}}}`,
			"  body\n    application/x-www-form-urlencoded object {a: string example=\"e\"}\n",
		},
		"2.0 file without consumes": {
			`{swagger: 2.0, paths: {/a: {post: {parameters: [{name: a, in: formData, type: file}]}}}}`,
			"  body\n    multipart/form-data object {a: string format=\"binary\"}\n",
		},
		"2.0 answers in several media types": {
			`{swagger: 2.0, produces: [application/json, text/csv], paths: {/a: {get: {responses: {200: {description: o, schema: {type: array}, examples: {text/csv: 'a,b'}}}}}}}`,
			"  200 \"o\" headers=[]\n    application/json array\n    text/csv array example=\"a,b\"\n",
		},
		"3.2 stream": {
			`{openapi: 3.2.0, paths: {/a: {get: {responses: {200: {description: o, content: {application/jsonl: {itemSchema: {type: object}}}}}}}}}`,
			"  200 \"o\" headers=[]\n    application/jsonl array [object]\n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, operationOf(t, test.doc)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestMergeKeysAndAliases(t *testing.T) {
	got := operationOf(t, `
openapi: 3.0.0
x-q: &q {name: q, in: query, schema: &text {type: string}}
x-base: &base {description: base, required: true}
paths:
  /a:
    get:
      parameters:
        - *q
        - {<<: [*q, *base], name: r, description: own}
        - {name: s, in: query, schema: *text}
`)
	want := "  query q string\n  query r! string description=\"own\"\n  query s string\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMerge(t *testing.T) {
	a := parse(t, `{openapi: 3.0.0, info: {title: A}, servers: [{url: 'http://x/v1'}], paths: {'/users/{id}': {get: {operationId: a}}}, components: {securitySchemes: {k: {type: http, scheme: basic}}}}`)
	b := parse(t, `{openapi: 3.0.0, info: {title: B}, servers: [{url: /v1/}], paths: {'/users/{name}': {get: {operationId: b}, put: {}}, /more: {get: {}}}, components: {securitySchemes: {k: {type: http, scheme: bearer}}}}`)
	c := parse(t, `{openapi: 3.0.0, servers: [{url: /v2}], paths: {'/users/{id}': {get: {operationId: c}}}}`)

	same := Merge(a, nil, b)
	want := []string{"GET /users/{id}", "PUT /users/{name}", "GET /more"}
	if diff := cmp.Diff(want, operationNames(same)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if same.Title != "A" || same.Operations[0].ID != "a" || same.Schemes["k"].Scheme != "basic" || !same.Authoritative {
		t.Errorf("the first does not win:\n%s", dump(same))
	}
	wantProblems := []string{
		`the security scheme "k" is declared twice, differently; the first counts`,
		`"GET /users/{name}" is declared in "api.yaml:1:93" already; that counts`,
	}
	if diff := cmp.Diff(wantProblems, texts(same.Problems)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}

	based := Merge(a, c)
	if diff := cmp.Diff([]string{"GET /v1/users/{id}", "GET /v2/users/{id}"}, operationNames(based)); diff != "" {
		t.Errorf("base paths that differ (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"http://x"}, based.Servers); diff != "" {
		t.Errorf("servers (-want +got):\n%s", diff)
	}
	if at := based.ServerPlaces["http://x"]; at.Pointer != "/servers/0" {
		t.Errorf("the server is at %+v", at)
	}
	if at := same.ServerPlaces["http://x/v1"]; at.Pointer != "/servers/0" {
		t.Errorf("the server is at %+v", at)
	}
	if a.Operations[0].Path != "/users/{id}" || len(c.Problems) > 0 {
		t.Error("Merge changed what it was given")
	}
	if m := Merge(); m == nil || len(m.Operations) > 0 {
		t.Errorf("nothing merged gives %+v", m)
	}
}

func operationNames(m *api.Model) (names []string) {
	for _, op := range m.Operations {
		names = append(names, op.String())
	}
	return names
}

// Merging into a large object is seen by references, and what was merged
// keeps its own place.
func TestMergeKeyInLargeObject(t *testing.T) {
	s, m := schemaOf(t, `
Base: {properties: &base {inherited: {type: string}}}
X: {properties: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {}, i: {}, j: {}, k: {}, l: {}, m: {}, <<: *base}}
Y: {properties: {again: {$ref: '#/components/schemas/X/properties/inherited'}, base: {$ref: '#/components/schemas/Base'}}}
`)
	if got := s.Property("inherited"); got == nil || !got.Is("string") || len(m.Problems) > 0 {
		t.Fatalf("X is %s", dump(m))
	}
	doc := "openapi: 3.1.0\npaths: {/x: {get: {responses: {200: {content: {a/b: {schema: {$ref: '#/c/Y'}}}}}}}}\nc:\n" +
		"  Base: &base {inherited: {type: string}}\n" +
		"  X: {a: {}, b: {}, c: {}, d: {}, e: {}, f: {}, g: {}, h: {}, i: {}, j: {}, k: {}, l: {}, m: {}, <<: *base}\n" +
		"  Y: {properties: {again: {$ref: '#/c/X/inherited'}, base: {$ref: '#/c/Base/inherited'}}}\n"
	y := parse(t, doc).Operations[0].Responses[0].Contents[0].Schema
	for property, want := range map[string]string{"again": "/c/X/inherited", "base": "/c/Base/inherited"} {
		if got := y.Property(property); !got.Is("string") || got.Is("object") || got.Place.Pointer != want {
			t.Errorf("%s is %+v, want it at %s", property, got, want)
		}
	}
}
