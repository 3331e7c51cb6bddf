package design

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	check "github.com/santhosh-tekuri/jsonschema/v6"
	"go.yaml.in/yaml/v4"
)

var update = flag.Bool("update", false, "write docs/ashlar.schema.json anew")

var schemaFile = filepath.Join("..", "..", "docs", "ashlar.schema.json")

func TestSchemaIsPublished(t *testing.T) {
	s, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	text = append(text, '\n')
	if *update {
		if err := os.WriteFile(schemaFile, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	published, err := os.ReadFile(schemaFile)
	if err != nil || !bytes.Equal(published, text) {
		t.Errorf("%s is stale (%v): go test ./internal/design -run Schema -update", schemaFile, err)
	}
}

// The reader and the schema know the same keys, everywhere.
func TestSchemaKnowsTheKeysOfTheReader(t *testing.T) {
	s, err := Schema()
	if err != nil {
		t.Fatal(err)
	}
	for at, frame := range map[string]string{
		"":                       "%",
		"gate":                   "gate: {%}",
		"identities":             "identities: [{%}]",
		"identities api_key":     "identities: [{name: a, api_key: {%}}]",
		"identities basic":       "identities: [{name: a, basic: {%}}]",
		"identities login":       "identities: [{name: a, login: {%}}]",
		"sign_up":                "sign_up: {%}",
		"login":                  "login: {%}",
		"login token":            "login: {token: {%}}",
		"login send":             "login: {send: {%}}",
		"design":                 "design: {%}",
		"design limits":          "design: {limits: {%}}",
		"design roles":           "design: {roles: {r: {%}}}",
		"design resources":       "design: {resources: {r: {%}}}",
		"design resources owner": "design: {resources: {r: {owner: {%}}}}",
	} {
		part := s
		for key := range strings.FieldsSeq(at) {
			part = part.Properties[key]
			switch {
			case part.Items != nil:
				part = part.Items
			case part.AdditionalProperties != nil && part.Properties == nil && len(part.AnyOf) == 0:
				part = part.AdditionalProperties
			case len(part.AnyOf) > 1 && part.Properties == nil:
				part = part.AnyOf[1]
			}
		}
		known := properties(part)
		_, err := Parse("ashlar.yaml", []byte(strings.Replace(frame, "%", "qqqqqqqqqqqqqqqqqqqq: 1", 1)), env)
		told := regexp.MustCompile(`unknown key "q+" in [^:]*: known are ([^\n]*)`).FindStringSubmatch(err.Error())
		if told == nil {
			t.Errorf("%s: %v", at, err)
			continue
		}
		if !slices.Equal(known, strings.Split(told[1], ", ")) {
			t.Errorf("%q: the schema has %v, the reader %s", at, known, told[1])
		}
		if string(mustJSON(t, part.AdditionalProperties)) != `false` {
			t.Errorf("%q: the schema takes any key", at)
		}
	}
}

func properties(s *jsonschema.Schema) []string {
	var names []string
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What is in the repository is right by the schema, what the reader refuses
// for its form is not.
func TestSchema(t *testing.T) {
	compiled, err := check.NewCompiler().Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	valid := func(text []byte) error {
		var v any
		if err := yaml.Unmarshal(text, &v); err != nil {
			t.Fatal(err)
		}
		doc, err := check.UnmarshalJSON(bytes.NewReader(mustJSON(t, v)))
		if err != nil {
			t.Fatal(err)
		}
		return compiled.Validate(doc)
	}
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "shop", "*", "ashlar.yaml"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := valid(text); err != nil {
			t.Errorf("%s: %v", file, err)
		}
	}
	for _, text := range []string{orders, "identities: [{name: a, cookie: 'a=b'}, {name: b, cookie: {a: b}}]", "mode: ${ASHLAR_MODE:-safe}"} {
		if err := valid([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range []string{
		"taget: http://h", "mode: saef", "rate: 0", "budget: 5", "identities: [{name: a}]", "identities: [{name: a, bearer: x, basic: {user: u, password: p}}]",
		"gate: {fail_under: 101}", "login: {operation: POST /l}", "design: {resources: {r: {}}}", "design: {resources: {r: {paths: [x]}}}",
		"design: {resources: {r: {paths: [/x], owner: privat}}}", "design: {resources: {r: {paths: [/x], owner: {property: a}}}}",
		"design: {roles: {admin: {}}}", "design: {limits: {login: 20}}", "design: {limits: {page: 0}}",
	} {
		if valid([]byte(text)) == nil {
			t.Errorf("%s: the schema takes what the reader refuses", text)
		}
		if _, err := Parse("ashlar.yaml", []byte(text), env); err == nil {
			t.Errorf("%s: the reader takes it", text)
		}
	}
}
