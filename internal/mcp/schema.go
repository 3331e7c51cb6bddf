package mcp

import (
	"fmt"

	"github.com/google/jsonschema-go/jsonschema"
)

// schema is that of a type of ours, so that it cannot fail.
func schema[T any](tool string) *jsonschema.Schema {
	s, err := jsonschema.For[T](nil)
	if err != nil {
		panic(fmt.Sprintf("schema of %s: %v", tool, err))
	}
	portable(s)
	return s
}

// portable keeps to one type a schema: some clients translate schemas into
// dialects that know no lists of types. Lists are never null here.
func portable(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if len(s.Types) == 2 && s.Types[0] == "null" {
		kind := s.Types[1]
		s.Types = nil
		if kind == "array" {
			s.Type = kind
		} else {
			s.AnyOf = []*jsonschema.Schema{{Type: kind}, {Type: "null"}}
		}
	}
	portable(s.Items)
	portable(s.AdditionalProperties)
	for _, property := range s.Properties {
		portable(property)
	}
}
