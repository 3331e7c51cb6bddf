package contract

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ashlarsec/ashlar/internal/api"
)

// hosts answers with documents by URL, and remembers what was asked, by whom.
type hosts struct {
	documents map[string]string
	moved     map[string]string
	asked     []string
}

func (h *hosts) fetch(from, address string) ([]byte, string, error) {
	h.asked = append(h.asked, from+" → "+address)
	at := address
	if to, ok := h.moved[address]; ok {
		at = to
	}
	text, ok := h.documents[at]
	if !ok {
		return nil, "", errors.New("answers 404")
	}
	return []byte(text), at, nil
}

// formats is the format of a schema, or those of its properties.
func formats(s *api.Schema) string {
	all := []string{}
	for _, p := range s.Properties {
		all = append(all, p.Name+"="+p.Schema.Format)
	}
	return s.Format + strings.Join(all, " ")
}

func TestFetchedReferences(t *testing.T) {
	const main = "http://docs.test/v1/openapi.yaml"
	for name, test := range map[string]struct {
		file      bool // the contract is a file, and not at main
		doc       string
		documents map[string]string
		moved     map[string]string
		asked     []string
		schema    string // what the one schema is
		problems  []string
	}{
		"beside the document": {
			doc:       "{$ref: 'schemas/pet.yaml#/Pet'}",
			documents: map[string]string{"http://docs.test/v1/schemas/pet.yaml": "Pet: {properties: {a: {$ref: '../id.json'}, b: {$ref: '../openapi.yaml#/x'}, c: {$ref: '/root.yaml?v=1#/y'}}}", "http://docs.test/v1/id.json": `{"format": "uuid"}`, "http://docs.test/root.yaml?v=1": "y: {format: y}"},
			asked:     []string{main + " → http://docs.test/v1/schemas/pet.yaml", "http://docs.test/v1/schemas/pet.yaml → http://docs.test/v1/id.json", "http://docs.test/v1/schemas/pet.yaml → http://docs.test/root.yaml?v=1"},
			schema:    "a=uuid b=x c=y",
		},
		"a host that a file names": {
			file:      true,
			doc:       "{properties: {a: {$ref: 'https://schemas.test/a.json#/A'}, b: {$ref: 'https://schemas.test/a.json#/B'}}}",
			documents: map[string]string{"https://schemas.test/a.json": `{"A": {"format": "a"}, "B": {"$ref": "b.json"}}`, "https://schemas.test/b.json": `{"format": "b"}`},
			asked:     []string{" → https://schemas.test/a.json", "https://schemas.test/a.json → https://schemas.test/b.json"},
			schema:    "a=a b=b",
		},
		"moved: relative to where it is now": {
			doc:       "{$ref: 'old/a.yaml#/A'}",
			documents: map[string]string{"http://docs.test/new/deep/a.yaml": "A: {properties: {b: {$ref: b.yaml}}}", "http://docs.test/new/deep/b.yaml": "{format: b}"},
			moved:     map[string]string{"http://docs.test/v1/old/a.yaml": "http://docs.test/new/deep/a.yaml"},
			asked:     []string{main + " → http://docs.test/v1/old/a.yaml", "http://docs.test/new/deep/a.yaml → http://docs.test/new/deep/b.yaml"},
			schema:    "b=b",
		},
		"a bare name is no reason to ask": {doc: "{$ref: Pet}", schema: "pet"},
		"what is not there is asked for once": {
			doc:      "{properties: {a: {$ref: 'gone.yaml#/a'}, b: {$ref: 'gone.yaml#/b'}}}",
			asked:    []string{main + " → http://docs.test/v1/gone.yaml"},
			schema:   "a= b=",
			problems: []string{`the reference "gone.yaml#/a" answers 404`, `the reference "gone.yaml#/b" answers 404`},
		},
		"a host leads to no disk": {
			doc:       "{properties: {a: {$ref: 'file:///etc/passwd'}, b: {$ref: 'http://u:p@docs.test/x'}, c: {$ref: 'http://other.test/d.yaml'}}}",
			documents: map[string]string{"http://other.test/d.yaml": "$ref: file:///etc/passwd"},
			asked:     []string{main + " → http://other.test/d.yaml"},
			schema:    "a= b= c=",
			problems:  []string{`the reference "file:///etc/passwd" is no http or https address`, `the reference "http://u:p@docs.test/x" is no http or https address`},
		},
	} {
		t.Run(name, func(t *testing.T) {
			doc := []byte("openapi: 3.1.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: " + test.doc + "}}}}}}}\nx: {format: x}\ncomponents: {schemas: {Pet: {format: pet}}}\n")
			h := &hosts{documents: test.documents, moved: test.moved}
			read := func() (*api.Model, error) { return Parse(main, doc, Options{Fetch: h.fetch}) }
			if test.file {
				name := filepath.Join(write(t, map[string]string{"openapi.yaml": string(doc)}), "openapi.yaml")
				read = func() (*api.Model, error) { return LoadFile(name, Options{Fetch: h.fetch}) }
			}
			m, err := read()
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.asked, h.asked); diff != "" {
				t.Errorf("asked (-want +got):\n%s", diff)
			}
			if got := formats(m.Operations[0].Responses[0].Contents[0].Schema); got != test.schema {
				t.Errorf("got  %s\nwant %s", got, test.schema)
			}
			if diff := cmp.Diff(test.problems, texts(m.Problems), cmp.Transformer("empty", func(s []string) []string { return append([]string{}, s...) })); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// A host that answers every reference with another one is asked so often and
// no more.
func TestFetchingEnds(t *testing.T) {
	asked := 0
	chain := func(_, address string) ([]byte, string, error) {
		asked++
		return fmt.Appendf(nil, "{properties: {a: {$ref: '%d.yaml'}, b: {$ref: 'x%d.yaml'}}}", asked, asked), address, nil
	}
	m, err := Parse("http://docs.test/openapi.yaml", []byte("openapi: 3.1.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: {$ref: 'a.yaml'}}}}}}}}\n"), Options{Fetch: chain})
	if err != nil {
		t.Fatal(err)
	}
	if asked != maxFetched || !strings.Contains(strings.Join(texts(m.Problems), "\n"), "would fetch more than 500 documents") {
		t.Errorf("asked %d times; problems %.300q", asked, texts(m.Problems))
	}
}

// Whatever a document refers to and whatever is answered, only documents at
// http and https addresses without user or password are asked for, each once
// and no more than so many, and none by one that did not name it; reading ends
// with a model or an error.
func FuzzReferences(f *testing.F) {
	f.Add("http://h/a.yaml", "../b/c.yaml?d#/e", "{x: {$ref: 'a.yaml#/x'}}", "http://h/moved/")
	f.Add("file:///etc/passwd", "//h/x", "$ref: /etc/passwd", "")
	f.Add("https://u:p@h/x", "HTTP://H:80/%2e%2e/x", "- $ref: x\n- $ref: http://i/y", "ftp://x")
	f.Add("#/a", "x#a", "$anchor: a\n$ref: '#a'", "::")
	f.Fuzz(func(t *testing.T, one, two, answer, at string) {
		const main = "http://docs.test/v1/openapi.yaml"
		asked := map[string]bool{}
		fetch := func(from, address string) ([]byte, string, error) {
			u, err := url.Parse(address)
			if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil || u.Fragment != "" {
				t.Errorf("asked for %q", address)
			}
			if asked[address] || address == main {
				t.Errorf("asked for %q again", address)
			}
			asked[address] = true
			if from != main && len(asked) == 1 {
				t.Errorf("%q asks first", from)
			}
			return []byte(answer), at, nil
		}
		doc, err := json.Marshal(map[string]any{"openapi": "3.1.0", "paths": map[string]any{
			"/a": map[string]any{"$ref": one},
			"/b": map[string]any{"get": map[string]any{"responses": map[string]any{"200": map[string]any{"content": map[string]any{"a/b": map[string]any{"schema": map[string]any{"$ref": two}}}}}}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		m, err := Parse(main, doc, Options{Fetch: fetch})
		if (m == nil) == (err == nil) {
			t.Fatalf("a model and an error, or neither: %v, %v", m, err)
		}
		if len(asked) > maxFetched {
			t.Errorf("asked %d times", len(asked))
		}
	})
}
