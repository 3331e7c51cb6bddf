package contract

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/ashlarsec/ashlar/internal/api"
)

// Whatever the bytes are, Parse gives either a model or an error, and the
// model keeps these promises: operations differ by method and erased path;
// each path parameter has its place in the template or is listed; values can
// be written as JSON; problems are few and cannot move a cursor; and reading
// again gives the same.
func FuzzParse(f *testing.F) {
	for _, name := range []string{"2.0.yaml", "3.0.yaml", "3.1.json"} {
		data, err := os.ReadFile(filepath.Join("testdata", "petstore", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, seed := range []string{
		"openapi: 3.0.0\npaths:\n  /a/<int:b>/{c}: {$ref: '#/x', get: {parameters: [{in: path, name: b}, {in: path, name: d}]}}\nx: {GET: {}, $ref: '#/x'}\n",
		"openapi: 3\na: &a [*a, {<<: *a}]\nb: &b {c: *b, <<: [*b, *a]}\npaths: {a: {get: {parameters: [{in: query, name: q, example: *b}]}}}\n",
		`{"swagger":"2.0","paths":{"a#b":{"post":{"parameters":[{"in":"formData","name":"f","type":"file"},{"in":"body","schema":{"allOf":[{"$ref":"#/definitions/A"}]}}]}}},"definitions":{"A":{"anyOf":[{"$ref":"#/definitions/A"},{"type":"null"}],"enum":[1e999,-0,1.5]}}}`,
		"openapi: 3.1.0\npaths: {/a: {get: {responses: {200: {content: {a/b: {schema: {$ref: '#b'}}}}}}}}\nc: {$anchor: b, oneOf: [{$ref: '#/c'}], prefixItems: [{}, true], x: .inf}\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := Parse("fuzz", data, Options{})
		if (m == nil) == (err == nil) {
			t.Fatalf("a model and an error, or neither: %v, %v", m, err)
		}
		if err != nil {
			if strings.ContainsFunc(err.Error(), unicode.IsControl) {
				t.Errorf("an error that moves the cursor: %q", err)
			}
			return
		}
		said := strings.Join(texts(m.Problems), "\n")
		if len(m.Problems) > maxProblems+1 || strings.ContainsFunc(strings.ReplaceAll(said, "\n", ""), unicode.IsControl) {
			t.Errorf("%d problems: %.500q", len(m.Problems), said)
		}
		seen := map[string]bool{}
		for _, op := range m.Operations {
			key := op.Method + " " + api.Erased(op.Path)
			if seen[key] || !strings.HasPrefix(op.Path, "/") || op.Method != strings.ToUpper(op.Method) {
				t.Errorf("operation %q", op)
			}
			seen[key] = true
			checkOperation(t, op, m)
		}
		again, err := Parse("fuzz", data, Options{})
		if err != nil || dump(again) != dump(m) {
			t.Errorf("read again, it differs: %v", err)
		}
		LooksLike(data)
		for _, address := range FromPage(data) {
			if address == "" {
				t.Error("an empty address")
			}
		}
	})
}

func checkOperation(t *testing.T, op *api.Operation, m *api.Model) {
	listed := func(name string) bool {
		want := fmt.Sprintf("has no place for the path parameter %q", name)
		return len(m.Problems) > maxProblems || slices.ContainsFunc(m.Problems, func(p api.Problem) bool {
			return p.Place == op.Place && strings.HasSuffix(p.Text, want)
		})
	}
	var values []any
	walked := map[*api.Schema]bool{}
	var walk func(s *api.Schema)
	walk = func(s *api.Schema) {
		if s == nil || walked[s] {
			return
		}
		walked[s] = true
		values = append(values, s.Default, s.Example, s.Enum)
		for _, p := range s.Properties {
			walk(p.Schema)
		}
		for _, a := range s.Any {
			walk(a)
		}
		walk(s.Items)
		if s.Additional != nil {
			walk(s.Additional.Schema)
		}
	}
	for _, p := range op.Parameters {
		if p.In == "path" && !slices.Contains(op.PathParameters(), p.Name) && !listed(p.Name) {
			t.Errorf("%q: the path parameter %q is lost", op, p.Name)
		}
		values = append(values, p.Example)
		walk(p.Schema)
	}
	contents := []api.Content{}
	if op.Body != nil {
		contents = op.Body.Contents
	}
	for _, r := range op.Responses {
		contents = append(contents, r.Contents...)
	}
	for _, c := range contents {
		values = append(values, c.Example)
		walk(c.Schema)
	}
	if _, err := json.Marshal(values); err != nil {
		t.Errorf("%q: %v", op, err)
	}
}
