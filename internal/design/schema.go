package design

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/google/jsonschema-go/jsonschema"
)

// SchemaID is where the schema of ashlar.yaml is published.
const SchemaID = "https://raw.githubusercontent.com/ashlarsec/ashlar/main/docs/ashlar.schema.json"

// Schema describes ashlar.yaml for editors, in JSON Schema 2020-12, from the
// structs of this package. The reader is stricter: it also knows what belongs
// together and which files there are.
func Schema() (*jsonschema.Schema, error) {
	owner, err := schemaOf[Owner](nil)
	if err != nil {
		return nil, err
	}
	types := map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[time.Duration](): {Type: "string", Pattern: `^([0-9.]+(ns|us|µs|ms|s|m|h))+$`, Examples: []any{"10s"}},
		reflect.TypeFor[Limit]():         {Type: "string", Pattern: `^[0-9]+/ *([0-9.]*(ms|s|m|h))+$|^[0-9]+/(second|minute|hour)$`, Examples: []any{"300/10s"}},
		reflect.TypeFor[Pattern]():       {Type: "string", Pattern: `^([A-Za-z*]+ +)?/`, Examples: []any{"GET /orders/{id}"}},
		reflect.TypeFor[Word]():          {Type: "string", MinLength: new(1)},
		reflect.TypeFor[[]Owner](): {AnyOf: []*jsonschema.Schema{
			oneOf([]string{Everybody, AllCallers}), owner, {Type: "array", MinItems: new(1), Items: owner.CloneSchemas()},
		}},
	}
	for _, named := range []struct {
		list reflect.Type
		item func() (*jsonschema.Schema, error)
	}{
		{reflect.TypeFor[[]Resource](), func() (*jsonschema.Schema, error) { return schemaOf[Resource](types) }},
		{reflect.TypeFor[[]Role](), func() (*jsonschema.Schema, error) { return schemaOf[Role](types) }},
	} {
		item, err := named.item()
		if err != nil {
			return nil, err
		}
		types[named.list] = &jsonschema.Schema{Type: "object", AdditionalProperties: item}
	}
	s, err := schemaOf[Design](types)
	if err != nil {
		return nil, err
	}
	restrict(s)
	s.Schema, s.ID, s.Title = "https://json-schema.org/draft/2020-12/schema", SchemaID, "ashlar.yaml"
	s.Description = "Who calls an API, how far a scan of it may go, and what should hold in it."
	return s, nil
}

func schemaOf[T any](types map[reflect.Type]*jsonschema.Schema) (*jsonschema.Schema, error) {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: types})
	if err != nil {
		return nil, fmt.Errorf("describing ashlar.yaml: %w", err)
	}
	written(s)
	return s, nil
}

// written takes null away: what is not written has no key.
func written(s *jsonschema.Schema) {
	if s == nil {
		return
	}
	if s.Types = slices.DeleteFunc(s.Types, func(t string) bool { return t == "null" }); len(s.Types) == 1 {
		s.Type, s.Types = s.Types[0], nil
	}
	for _, p := range s.Properties {
		written(p)
	}
	for _, way := range s.AnyOf {
		written(way)
	}
	written(s.Items)
	written(s.AdditionalProperties)
}

// oneOf are texts to choose from, or a variable that holds one.
func oneOf(known []string) *jsonschema.Schema {
	enum := make([]any, len(known))
	for i, k := range known {
		enum[i] = k
	}
	return &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Enum: enum}, {Type: "string", Pattern: `\$\{ASHLAR_`}}}
}

// restrict adds what types do not tell.
func restrict(s *jsonschema.Schema) {
	set := func(s *jsonschema.Schema, key string, to *jsonschema.Schema) {
		to.Description = s.Properties[key].Description
		s.Properties[key] = to
	}
	set(s, "mode", oneOf(Modes))
	for key, most := range map[string]float64{"rate": maxRate, "concurrency": maxConcurrency, "max_requests": maxRequests} {
		p := s.Properties[key]
		p.Maximum = new(most)
		if p.Type == "integer" {
			p.Minimum = new(1.0)
		} else {
			p.ExclusiveMinimum = new(0.0)
		}
	}
	s.DependentRequired = map[string][]string{"login": {"sign_up"}}
	gate := s.Properties["gate"]
	set(gate, "fail_on", oneOf(Severities))
	for _, key := range []string{"fail_under", "min_coverage"} {
		gate.Properties[key].Minimum, gate.Properties[key].Maximum = new(0.0), new(100.0)
	}
	who := s.Properties["identities"].Items
	who.Properties["name"].Pattern = identityName.String()
	for _, key := range credentialKeys {
		who.OneOf = append(who.OneOf, &jsonschema.Schema{Required: []string{key}})
	}
	set(who, "cookie", &jsonschema.Schema{AnyOf: []*jsonschema.Schema{{Type: "string"}, who.Properties["cookie"].CloneSchemas()}})
	set(who.Properties["api_key"], "in", oneOf([]string{"header", "query", "cookie"}))
	resource := s.Properties["design"].Properties["resources"].AdditionalProperties
	resource.AnyOf = []*jsonschema.Schema{{Required: []string{"paths"}}, {Required: []string{"collection"}}}
	page := s.Properties["design"].Properties["limits"].Properties["page"]
	page.Minimum, page.Maximum = new(1.0), new(float64(maxPage))
}
