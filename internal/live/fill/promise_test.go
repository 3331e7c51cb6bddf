package fill

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"unicode/utf8"

	"github.com/ashlarsec/ashlar/internal/api"
	"github.com/ashlarsec/ashlar/internal/live/compare"
	"github.com/ashlarsec/ashlar/internal/live/scalar"
)

// schemaOf reads a schema from bytes: each byte decides one thing.
func schemaOf(b *[]byte, depth int, above []*api.Schema) *api.Schema {
	next := func() int {
		if len(*b) == 0 {
			return 0
		}
		n := int((*b)[0])
		*b = (*b)[1:]
		return n
	}
	names := []string{"email", "title", "price", "quantity", "user_id", "role", "tags", "start_date", "sku", "url", "x", "is_admin", "status", "zip", "a/b~c", "total"}
	s := &api.Schema{}
	switch kind := next() % 9; {
	case kind == 0 || depth > 4:
		s.Types = []string{"string"}
		if n := next(); n%3 == 0 {
			low, high := n%7, n%7+next()%20
			s.MinLength, s.MaxLength = &low, &high
		}
		s.Format = []string{"", "", "date", "email", "uuid", "date-time", "uri"}[next()%7]
		if s.MaxLength != nil {
			s.Format = ""
		}
		s.Pattern = []string{"", "", "", `^[a-z]+$`, `^\d{3}-[A-Z]{2}$`, `^(?=x)`}[next()%6]
		if s.Pattern != "" {
			s.MinLength, s.MaxLength, s.Format = nil, nil, ""
		}
	case kind == 1 || kind == 2:
		s.Types = []string{[]string{"integer", "number"}[kind-1]}
		if n := next(); n%2 == 0 {
			low, high := float64(n-100), float64(n-100+next()%50)
			s.Minimum, s.Maximum = &low, &high
		}
	case kind == 3:
		s.Types = []string{"boolean"}
	case kind == 4:
		s.Types = []string{"array"}
		n := next() % 4
		s.MinItems = &n
		s.Items = schemaOf(b, depth+1, append(above, s))
	case kind == 5:
		s.Enum = []any{"p", 2.0, nil}[:1+next()%3]
	case kind == 6:
		s.Any = []*api.Schema{schemaOf(b, depth+1, above), schemaOf(b, depth+1, above)}
	case kind == 7 && len(above) > 0:
		return above[next()%len(above)] // a cycle
	default:
		s.Types = []string{"object"}
		for range next() % 5 {
			name := names[next()%len(names)]
			if s.Property(name) == nil {
				s.Properties = append(s.Properties, &api.Property{Name: name, Schema: schemaOf(b, depth+1, append(above, s))})
				if next()%2 == 0 {
					s.Required = append(s.Required, name)
				}
			}
		}
	}
	return s
}

// cyclic tells whether a schema contains itself; then nothing may fit it.
func cyclic(s *api.Schema, above []*api.Schema) bool {
	if s == nil {
		return false
	}
	if slices.Contains(above, s) {
		return true
	}
	above = append(above, s)
	for _, p := range s.Properties {
		if cyclic(p.Schema, above) {
			return true
		}
	}
	return cyclic(s.Items, above) || slices.ContainsFunc(s.Any, func(o *api.Schema) bool { return cyclic(o, above) })
}

// fitsSchema tells what of the value does not fit.
func fitsSchema(v any, s *api.Schema, at string) string {
	if len(s.Any) > 0 {
		for _, o := range s.Any {
			if fitsSchema(v, o, at) == "" {
				return ""
			}
		}
		return at + ": no alternative"
	}
	if len(s.Enum) > 0 {
		if !slices.ContainsFunc(s.Enum, func(e any) bool { return compare.Equal(e, v, nil) }) {
			return at + ": not in the enum"
		}
		return ""
	}
	switch s.Type() {
	case "string":
		text, ok := v.(string)
		n := utf8.RuneCountInString(text)
		if !ok || s.MinLength != nil && n < *s.MinLength || s.MaxLength != nil && n > *s.MaxLength || !fits(s.Pattern, text) {
			return at + ": string"
		}
	case "integer", "number":
		n, ok := scalar.Float(v)
		_, whole := v.(int64)
		if !ok || s.Minimum != nil && n < *s.Minimum || s.Maximum != nil && n > *s.Maximum || s.Type() == "integer" && !whole {
			return at + ": number"
		}
	case "boolean":
		if _, ok := v.(bool); !ok {
			return at + ": boolean"
		}
	case "array":
		list, ok := v.([]any)
		if !ok || len(list) < *s.MinItems {
			return at + ": array"
		}
		for _, e := range list {
			if wrong := fitsSchema(e, s.Items, at+"/*"); wrong != "" {
				return wrong
			}
		}
	case "object":
		o, ok := v.(map[string]any)
		if !ok {
			return at + ": object"
		}
		for _, name := range s.Required {
			if _, there := o[name]; !there {
				return at + "/" + name + ": missing"
			}
		}
		for name, e := range o {
			if wrong := fitsSchema(e, s.Property(name), at+"/"+name); wrong != "" {
				return wrong
			}
		}
	}
	return ""
}

// A body fits its schema at every level, comes out the same twice, holds its
// canaries where it says, and can be sent.
func FuzzBodyFitsSchema(f *testing.F) {
	f.Add([]byte{8, 4, 0, 0, 1, 1, 0, 2, 1, 50, 10, 4, 2, 0, 0})
	f.Add([]byte{8, 3, 10, 7, 0, 0, 6, 4, 2, 7, 1, 3, 5, 6, 0, 1, 1})
	f.Add([]byte{4, 3, 5, 1})
	f.Add([]byte{8, 2, 5, 0, 3, 2, 9, 0, 0, 15, 1, 0, 0, 255})
	f.Fuzz(func(t *testing.T, b []byte) {
		b = b[:min(len(b), 200)]
		rest := b
		s := schemaOf(&rest, 0, nil)
		for _, level := range []Level{Full, Required, Examples} {
			src := source()
			body := Body(s, src, level)
			if again := Body(s, source(), level); !reflect.DeepEqual(body, again) {
				t.Errorf("%v, then %v", body, again)
			}
			for at, c := range src.Planted() {
				if v, _ := compare.Get(body, at); !compare.Contains(v, c) {
					t.Errorf("%s does not hold %s in %v", at, c, body)
				}
			}
			if _, err := json.Marshal(body); err != nil {
				t.Error(err)
			}
			if cyclic(s, nil) {
				continue
			}
			if wrong := fitsSchema(body, s, ""); wrong != "" {
				t.Errorf("%s in %v", wrong, body)
			}
		}
	})
}
