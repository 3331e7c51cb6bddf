package contract

import (
	"encoding/json"
	"fmt"
	"testing"

	"go.yaml.in/yaml/v4"
)

// large is a contract of that many operations, with schemas that refer to
// each other.
func large(operations int) map[string]any {
	paths, schemas := map[string]any{}, map[string]any{}
	for i := range operations {
		schema := map[string]any{"$ref": fmt.Sprintf("#/components/schemas/S%d", i%500)}
		paths[fmt.Sprintf("/things%d/{id}", i)] = map[string]any{"get": map[string]any{
			"operationId": fmt.Sprintf("read%d", i),
			"parameters":  []any{map[string]any{"name": "id", "in": "path", "required": true, "schema": map[string]any{"type": "string"}}},
			"responses":   map[string]any{"200": map[string]any{"description": "ok", "content": map[string]any{"application/json": map[string]any{"schema": schema}}}},
		}}
	}
	for i := range 500 {
		schemas[fmt.Sprintf("S%d", i)] = map[string]any{"type": "object", "properties": map[string]any{
			"id":   map[string]any{"type": "string"},
			"next": map[string]any{"$ref": fmt.Sprintf("#/components/schemas/S%d", (i+1)%500)},
		}}
	}
	return map[string]any{"openapi": "3.0.0", "paths": paths, "components": map[string]any{"schemas": schemas}}
}

func BenchmarkParse(b *testing.B) {
	const operations = 20_000
	for name, write := range map[string]func(any) ([]byte, error){
		"JSON": func(v any) ([]byte, error) { return json.MarshalIndent(v, "", " ") },
		"YAML": func(v any) ([]byte, error) { return yaml.Dump(v) },
	} {
		data, err := write(large(operations))
		if err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				m, err := Parse("api", data, Options{})
				if err != nil || len(m.Operations) != operations || len(m.Problems) > 0 {
					b.Fatal(err, len(m.Operations), m.Problems)
				}
			}
		})
	}
}
